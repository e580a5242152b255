import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { BASE_ENVIRONMENT, chooseRunner } from '../../src/database/embedded/runner';

const WANTED = ['initdb', 'postgres', 'pg_dump', 'pg_restore', 'createdb', 'pg_basebackup'] as const;
const DEBIAN = '/usr/lib/postgresql';

/** Where the system's own PostgreSQL has its programs, server and `pg_dump` of one version; null where it has not. */
export function systemPostgres(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = versions.map((version) => path.join(DEBIAN, version, 'bin'));
  return folders.find((folder) => WANTED.every((name) => existsSync(path.join(folder, name)))) ?? null;
}

/** A server of the system's PostgreSQL, reached by a Unix socket. */
export interface SystemPostgres {
  /** Address of one of its databases. */
  url(database: string): string;
  /** Runs one of its programs; throws with what it said when it fails. */
  run(program: (typeof WANTED)[number], ...args: string[]): Promise<void>;
  /** A folder its programs may write to; gone after `stop`. */
  readonly folder: string;
  /** At once when `now`: its clients' connections break off. */
  stop(now?: boolean): Promise<void>;
}

/** Starts one on an empty cluster of its own, or as a streaming replica of another that is running. */
export async function startSystemPostgres(bin: string, primary: SystemPostgres | null = null): Promise<SystemPostgres> {
  const top = mkdtempSync(path.join(tmpdir(), 'devflowfix-system-pg-'));
  const folder = path.join(top, 'work');
  mkdirSync(folder, { mode: 0o755 });
  const runner = chooseRunner({ dataDir: folder, programs: [path.join(bin, 'postgres')] });
  runner.give(folder);
  const data = path.join(folder, 'data');
  const run = async (program: string, ...args: string[]): Promise<void> => {
    const { file, args: all, as } = runner.command(path.join(bin, program), args);
    await promisify(execFile)(file, all, { ...as, cwd: folder, env: BASE_ENVIRONMENT });
  };
  if (primary !== null)
    await run(
      'pg_basebackup',
      '-h',
      primary.folder,
      '-U',
      'devflowfix',
      '-D',
      data,
      '-R',
      '-X',
      'stream',
      '-c',
      'fast',
    );
  else await run('initdb', '-D', data, '-U', 'devflowfix', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8');
  const { file, args, as } = runner.command(path.join(bin, 'postgres'), [
    ...['-D', data, '-k', folder, '-c', 'listen_addresses='],
    ...['-c', 'fsync=off', '-c', 'max_connections=60', '-c', 'shared_buffers=32MB'],
  ]);
  const server = spawn(file, args, { ...as, cwd: folder, env: BASE_ENVIRONMENT, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) =>
    server.once('exit', () => {
      resolve();
    }),
  );
  const url = (database: string): string =>
    `postgres://devflowfix@localhost/${database}?host=${encodeURIComponent(folder)}`;
  const stop = async (now = false): Promise<void> => {
    server.kill(now ? 'SIGQUIT' : 'SIGINT');
    await ended;
    rmSync(top, { recursive: true, force: true });
  };
  try {
    await untilItAnswers(url('postgres'), () => server.exitCode !== null);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, run, folder, stop };
}

async function untilItAnswers(url: string, hasEnded: () => boolean): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      return;
    } catch (error) {
      if (tries > 300 || hasEnded()) throw error;
      await sleep(50);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
