import { execFile, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freeAddress, listenOn, type Address } from './address';
import type { Binaries } from './binaries';
import { clusterUrl, disownStalePidFile, runningPostmaster, serverEnvironment } from './cluster';
import type { Places } from './places';
import { isPidAlive } from './process-identity';
import type { Runner } from './runner';

const POLL_MS = 25;
// A crash recovery replays at most about max_wal_size (1 GB); 90 s covers that on slow disks.
const START_TIMEOUT_MS = 90_000;
// Tries that end at once: a killed server's children and locks are gone within a second or two.
const MAX_FAILED_LAUNCHES = 40;
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

/** What the starting of a server needs to know. */
export interface ServerParts {
  readonly places: Places;
  readonly binaries: Binaries;
  readonly runner: Runner;
  readonly settings: Readonly<Record<string, string>>;
  /** Where a new server must be reached; a free address by default. */
  readonly address?: Address;
}

/** Connects to prove that the server answers and that it is the one of this cluster. */
async function answers(places: Places, address: Address): Promise<boolean> {
  const connectionString = clusterUrl(places, address, 'postgres');
  const client = new Client({ connectionString, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    return rows[0]?.data_directory === places.pgdata;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A server that answers. */
export interface RunningServer {
  readonly pid: number;
  readonly address: Address;
}

/** The server that already runs on the cluster and answers, or null. */
async function adoptable(places: Places): Promise<RunningServer | null> {
  const { pid, address } = runningPostmaster(places) ?? { pid: 0, address: null };
  return address !== null && (await answers(places, address)) ? { pid, address } : null;
}

/**
 * Uses the server that runs on the cluster, or starts one and waits until it answers. Call it inside the lock.
 * A server killed a moment ago, or one still stopping, makes the first tries fail, so they are repeated.
 */
export async function runServer(parts: ServerParts): Promise<{ server: RunningServer; adopted: boolean }> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (let failed = 0; failed < MAX_FAILED_LAUNCHES && Date.now() < deadline;) {
    const running = await adoptable(parts.places);
    if (running) return { server: running, adopted: true };
    if (runningPostmaster(parts.places) === null) {
      const started = await launch(parts, deadline);
      if (started) return { server: started, adopted: false };
      failed += 1;
    }
    await sleep(10 * POLL_MS);
  }
  throw notStarted(parts.places);
}

/** One try. Null when the new process ended before it answered. */
async function launch(parts: ServerParts, deadline: number): Promise<RunningServer | null> {
  const { places, binaries, runner, settings } = parts;
  const address = parts.address ?? (await freeAddress(places));
  runner.give(places.pgdata);
  disownStalePidFile(places);
  const values = { ...listenOn(address, runner), ...settings };
  const flags = Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const start = ['-D', places.pgdata, '-p', String(address.port), ...flags];
  const { file, args, as } = runner.command(binaries.postgres, start);
  const out = openLog(places);
  // Its own session, so that Ctrl-C in our terminal stops the program first and the database after it.
  const child = spawn(file, args, {
    ...as,
    cwd: places.pgdata,
    env: serverEnvironment(binaries),
    stdio: ['ignore', out, out],
    detached: true,
  });
  closeSync(out);
  const ended: { reason: string | null } = { reason: null };
  child.once('exit', (code, signal) => (ended.reason = String(code ?? signal)));
  child.once('error', (error) => (ended.reason = error.message));
  child.unref();
  while (ended.reason === null) {
    if (await answers(places, address)) return { pid: child.pid ?? 0, address };
    if (Date.now() > deadline) {
      child.kill('SIGQUIT');
      throw notStarted(places);
    }
    await sleep(POLL_MS);
  }
  return null;
}

function notStarted(places: Places): Error {
  const lines = existsSync(places.logFile) ? readFileSync(places.logFile, 'utf8').trim().split('\n') : [];
  return new Error(
    `the embedded PostgreSQL did not start. The end of ${places.logFile}:\n` +
      `${lines.slice(-5).join('\n')}\nRepair that, or set DATABASE_URL to a PostgreSQL server`,
  );
}

function openLog({ logFile }: Places): number {
  if (existsSync(logFile) && statSync(logFile).size > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.1`);
  return openSync(logFile, 'a', 0o600);
}

/**
 * Stops the server of the cluster, if one runs, and returns when its process is gone. Fast shutdown (open
 * transactions are rolled back, a checkpoint is written), after 30 s immediate (recovery at the next start).
 * Call it inside the lock.
 */
export async function stopServer(places: Places, binaries: Binaries): Promise<void> {
  const running = runningPostmaster(places);
  if (!running) return;
  if (process.platform === 'win32') {
    await promisify(execFile)(binaries.pgCtl, ['stop', '-D', places.pgdata, '-m', 'fast', '-w', '-t', '60']);
    return;
  }
  for (const [signal, patienceMs] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!send(running.pid, signal)) return;
    const deadline = Date.now() + patienceMs;
    while (isPidAlive(running.pid) && Date.now() < deadline) await sleep(POLL_MS);
    if (!isPidAlive(running.pid)) return;
  }
  throw new Error(`the embedded PostgreSQL (process ${running.pid}) does not stop; see ${places.logFile}`);
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** Creates the database when it is missing. */
export async function ensureDatabase(places: Places, address: Address, database: string): Promise<void> {
  const client = new Client({ connectionString: clusterUrl(places, address, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}
