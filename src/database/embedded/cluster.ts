import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Address } from './address';
import type { Binaries } from './binaries';
import type { Places } from './places';
import { isPidAlive } from './process-identity';
import { BASE_ENVIRONMENT, type Runner } from './runner';

const USER = 'devflowfix';

/** What the server wrote about itself. */
export interface Postmaster {
  readonly pid: number;
  /** Null while it is just starting. */
  readonly address: Address | null;
}

/** The major version of the cluster in the folder, or null when there is none. */
export function clusterVersion(places: Places): number | null {
  const file = path.join(places.pgdata, 'PG_VERSION');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').trim()) : null;
}

/**
 * Makes the cluster beside its place and renames it, so that a killed initdb leaves nothing that looks like one.
 * Call it inside the lock.
 */
export async function createCluster(places: Places, binaries: Binaries, runner: Runner): Promise<void> {
  const prefix = `${path.basename(places.pgdata)}.new-`;
  for (const left of readdirSync(places.dataDir)) {
    if (left.startsWith(prefix)) rmSync(path.join(places.dataDir, left), { recursive: true, force: true });
  }
  const aside = path.join(places.dataDir, `${prefix}${process.pid}`);
  const [fresh, passwordFile] = [path.join(aside, 'data'), path.join(aside, 'password')];
  mkdirSync(aside, { mode: 0o700 });
  try {
    writeFileSync(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    runner.give(aside);
    const { file, args, as } = runner.command(binaries.initdb, [
      ...['-D', fresh, '-U', USER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8'],
      // Sorts by code point and knows Unicode's upper and lower case, the same on every system.
      ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ]);
    await promisify(execFile)(file, args, { ...as, cwd: aside, env: serverEnvironment(binaries) });
    renameSync(passwordFile, path.join(fresh, 'devflowfix.password'));
    renameSync(fresh, places.pgdata);
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim();
    throw new Error(
      `the database could not be created in ${places.dataDir}: ${said ?? (error as Error).message}. ` +
        'Repair that, or set DATABASE_URL to a PostgreSQL server',
      { cause: error },
    );
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** The whole environment of the server's programs. */
export function serverEnvironment(binaries: Binaries): Record<string, string> {
  return { ...BASE_ENVIRONMENT, ...binaries.env };
}

/** The address of a database of the cluster, password included: never print it. */
export function clusterUrl(places: Places, { port, socketFolder }: Address, database: string): string {
  const password = readFileSync(path.join(places.pgdata, 'devflowfix.password'), 'utf8').trim();
  // As libpq and pg read it: a folder in `host` outweighs the name in the address, which some parsers want to see.
  const [name, folder] =
    socketFolder === null ? ['127.0.0.1', ''] : ['localhost', `?host=${encodeURIComponent(socketFolder)}`];
  return `postgres://${USER}:${password}@${name}:${port}/${encodeURI(database)}${folder}`;
}

const pidFile = (places: Places): string => path.join(places.pgdata, 'postmaster.pid');

/** The server that runs on the cluster, or null. */
export function runningPostmaster(places: Places): Postmaster | null {
  const lines = pidFileLines(places);
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isPostmaster(pid, places)) return null;
  const [port, socketFolder = '', listensOn = ''] = [Number(lines[3]), lines[4], lines[5]];
  const isUp = Number.isInteger(port) && port > 0 && (socketFolder !== '' || listensOn !== '');
  return { pid, address: isUp ? { port, socketFolder: socketFolder === '' ? null : socketFolder } : null };
}

/**
 * After a hard stop the pid file may name a process that nobody collects (a container without an init) or one that
 * got the number anew (a restarted container counts from 1). PostgreSQL would refuse to start for ever. It ignores the
 * pid of its own parent, so ours goes in; its check of the shared memory, by the file's other lines, stays in force.
 */
export function disownStalePidFile(places: Places): void {
  const lines = pidFileLines(places);
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || isPostmaster(pid, places)) return;
  writeFileSync(pidFile(places), [String(process.pid), ...lines.slice(1)].join('\n'));
}

function pidFileLines(places: Places): string[] {
  try {
    return readFileSync(pidFile(places), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return [];
  }
}

/** A server works in its data folder, and enters it before it writes its pid file. */
function isPostmaster(pid: number, places: Places): boolean {
  if (!isPidAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === places.pgdata;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}
