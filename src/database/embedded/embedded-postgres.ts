import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Address } from './address';
import { findBinaries } from './binaries';
import { clusterUrl, clusterVersion, createCluster } from './cluster';
import { withLock } from './lock';
import { placesIn, type Places } from './places';
import { isClaimAlive, isPidAlive, newClaim } from './process-identity';
import { chooseRunner, type How } from './runner';
import { ensureDatabase, runServer, stopServer, type RunningServer, type ServerParts } from './server';

const WATCH_MS = 1_000;

/** What to start. */
export interface EmbeddedPostgresOptions {
  /**
   * Folder for the cluster, its log and its locks; made when missing. Other files in it are left alone. The processes
   * of one machine (or one container) may share it, those of several must not.
   */
  readonly dataDir: string;
  /** Database to connect to, made when missing; default `devflowfix`. */
  readonly database?: string;
  /** Told in one line what happens; never a secret. */
  readonly log?: (message: string) => void;
  /** Server settings for a server started by this call, such as `{ fsync: 'off' }` in tests. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Forces one way of running the server's programs; by default the first that works here. */
  readonly how?: How;
}

/** A running server. */
export interface EmbeddedPostgres {
  /** Address of the database, password included: never print it. Stays valid until `stop`. */
  readonly url: string;
  readonly address: Address;
  readonly how: How;
  /** True when the server ran already: another process of ours uses it, or a killed one left it. */
  readonly adopted: boolean;
  /** Ends our use. The last live user stops the server and waits until it is gone. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that npm installed on the data folder, or joins the one that runs there. It listens on a Unix
 * socket in the data folder, or, where there can be none, on a free port of 127.0.0.1; with a random password kept in the
 * cluster. Commits are durable (fsync on). When the server dies while we use it, it is started again at the same address
 * within a few seconds.
 *
 * Throws an Error that says what to do when this machine cannot run it.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const database = options.database ?? 'devflowfix';
  const places = prepare(options.dataDir);
  return withLock(places.lock, async () => {
    const binaries = findBinaries(places.libraries);
    const runner = chooseRunner({ dataDir: places.dataDir, programs: [binaries.postgres] }, options.how);
    const parts = { places, binaries, runner, settings: { shared_buffers: '128MB', ...options.settings } };
    await ensureCluster(parts, log);
    // Registered before the start: whoever kills us now leaves a dead user behind, never a server without one.
    const registration = path.join(places.users, newClaim());
    writeFileSync(registration, '', { mode: 0o600 });
    try {
      const { server, adopted } = await runServer(parts);
      const { pid, address } = server;
      log(`embedded PostgreSQL ${adopted ? 'was running already' : 'started'} (process ${pid}, ${named(address)})`);
      await ensureDatabase(places, address, database);
      const watch = new Watch({ ...parts, address }, server, log);
      const stop = async (): Promise<void> => {
        watch.end();
        await leave(places, registration, log);
      };
      return { url: clusterUrl(places, address, database), address, how: runner.how, adopted, stop };
    } catch (error) {
      rmSync(registration, { force: true });
      if (liveUsers(places) === 0) await stopServer(places, binaries);
      throw error;
    }
  });
}

function named({ port, socketFolder }: Address): string {
  return socketFolder === null ? `port ${port}` : `socket in ${socketFolder}`;
}

/** Stops the server that killed processes left on a data folder. Does nothing while a live process uses it. */
export async function stopAbandonedPostgres(dataDir: string): Promise<void> {
  if (existsSync(dataDir)) await leave(prepare(dataDir), null, () => undefined);
}

/** Real paths, so that a server started through another name of the same folder is recognised. */
function prepare(dataDir: string): Places {
  try {
    // Parents get the usual mode: as root the server may have to run as another user, who must pass through them.
    mkdirSync(path.dirname(path.resolve(dataDir)), { recursive: true });
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const places = placesIn(realpathSync(dataDir));
    mkdirSync(places.users, { recursive: true, mode: 0o700 });
    return places;
  } catch (error) {
    throw new Error(
      `the data folder ${path.resolve(dataDir)} cannot be used (${(error as Error).message}): ` +
        'choose a folder this user may write to, or set DATABASE_URL to a PostgreSQL server',
      { cause: error },
    );
  }
}

async function ensureCluster({ places, binaries, runner }: ServerParts, log: (message: string) => void): Promise<void> {
  const version = clusterVersion(places);
  if (version === null) {
    log('creating the embedded database (once)');
    await createCluster(places, binaries, runner);
  } else if (version !== binaries.version) {
    throw new Error(
      `the database in ${places.dataDir} was made by PostgreSQL ${version}, and PostgreSQL ${binaries.version} is ` +
        'installed now: go back to the former DevFlowFix, dump its data and restore them into an empty folder',
    );
  }
}

async function leave(places: Places, registration: string | null, log: (message: string) => void): Promise<void> {
  if (!existsSync(places.dataDir)) return;
  await withLock(places.lock, async () => {
    if (registration !== null) rmSync(registration, { force: true });
    const others = liveUsers(places);
    if (others > 0) {
      log(`embedded PostgreSQL stays up, other users: ${others}`);
      return;
    }
    await stopServer(places, findBinaries(places.libraries));
    log('embedded PostgreSQL stopped');
  });
}

/** How many live processes use the cluster; registrations of dead ones are removed. */
function liveUsers({ users }: Places): number {
  const claims = readdirSync(users);
  for (const claim of claims.filter((name) => !isClaimAlive(name))) rmSync(path.join(users, claim), { force: true });
  return claims.filter(isClaimAlive).length;
}

/** Starts the server again when it dies (killed for memory, say) while we use it; the pools find it where it was. */
class Watch {
  private readonly timer: NodeJS.Timeout;
  private ended = false;
  private reviving = false;

  constructor(
    private readonly parts: ServerParts,
    private server: RunningServer,
    private readonly log: (message: string) => void,
  ) {
    this.timer = setInterval(() => void this.look(), WATCH_MS);
    this.timer.unref();
  }

  end(): void {
    this.ended = true;
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    if (this.reviving || isPidAlive(this.server.pid)) return;
    if (clusterVersion(this.parts.places) === null) {
      this.end();
      this.log(`the embedded PostgreSQL is gone, and so is its data folder ${this.parts.places.dataDir}`);
      return;
    }
    this.reviving = true;
    try {
      await withLock(this.parts.places.lock, async () => {
        if (this.ended) return;
        this.log('the embedded PostgreSQL is gone; starting it again');
        this.server = (await runServer(this.parts)).server;
        this.log(`embedded PostgreSQL is back (process ${this.server.pid})`);
      });
    } catch (error) {
      this.log((error as Error).message);
    } finally {
      this.reviving = false;
    }
  }
}
