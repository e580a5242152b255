import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findBinaries } from './binaries';
import { clusterExists, clusterUrl, createCluster, placesIn, type Places } from './cluster';
import { withLock } from './lock';
import { isClaimAlive, newClaim } from './process-identity';
import { chooseRunner, type How } from './runner';
import { ensureDatabase, runServer, stopServer } from './server';

/** What to start. */
export interface EmbeddedPostgresOptions {
  /** Folder for the cluster, its log and its locks; made when missing. Other files in it are left alone. */
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
  /** Address of the database, password included: never print it. */
  readonly url: string;
  readonly port: number;
  readonly how: How;
  /** True when the server ran already: another process of ours uses it, or a killed one left it. */
  readonly adopted: boolean;
  /** Ends our use. The last live user stops the server and waits until it is gone. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that npm installed on the data folder, or joins the one that runs there. It listens on
 * 127.0.0.1 only, on a free port, with a random password kept in the cluster. Commits are durable (fsync on).
 *
 * Throws an Error that says what to do when this machine cannot run it.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const database = options.database ?? 'devflowfix';
  const places = prepare(options.dataDir);
  const claim = newClaim();
  return withLock(places.lock, async () => {
    const binaries = findBinaries(places.libraries);
    const runner = chooseRunner(places.dataDir, [binaries.postgres], options.how);
    if (!clusterExists(places)) {
      log('creating the embedded database (once)');
      await createCluster(places, binaries, runner);
    }
    runner.give(places.pgdata);
    const settings = { shared_buffers: '128MB', ...options.settings };
    // Registered before the start: whoever kills us now leaves a dead user behind, never a server without one.
    writeFileSync(path.join(places.users, claim), '', { mode: 0o600 });
    try {
      const { postmaster, adopted } = await runServer({ places, binaries, runner, settings });
      const { pid, port } = postmaster;
      log(
        `${adopted ? 'using the embedded PostgreSQL that runs already' : 'embedded PostgreSQL started'} (process ${pid}, port ${port})`,
      );
      await ensureDatabase(places, port, database);
      const url = clusterUrl(places, port, database);
      return { url, port, how: runner.how, adopted, stop: () => leave(places, claim, log) };
    } catch (error) {
      rmSync(path.join(places.users, claim), { force: true });
      if (liveUsers(places) === 0) await stopServer(places, binaries);
      throw error;
    }
  });
}

/** Stops the server that killed processes left on a data folder. Does nothing while a live process uses it. */
export async function stopAbandonedPostgres(dataDir: string): Promise<void> {
  if (existsSync(dataDir)) await leave(prepare(dataDir), newClaim(), () => undefined);
}

/** Real paths, so that a server started through another name of the same folder is recognised. */
function prepare(dataDir: string): Places {
  try {
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

async function leave(places: Places, claim: string, log: (message: string) => void): Promise<void> {
  if (!existsSync(places.dataDir)) return;
  await withLock(places.lock, async () => {
    rmSync(path.join(places.users, claim), { force: true });
    const others = liveUsers(places);
    if (others > 0) {
      log(`embedded PostgreSQL stays up for ${others} other process${others === 1 ? '' : 'es'}`);
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
