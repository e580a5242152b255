import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { Address } from '../../src/database/embedded/address';
import { placesIn } from '../../src/database/embedded/places';
import { stopServer } from '../../src/database/embedded/server';
import { findBinaries } from '../../src/database/embedded/binaries';

/** Faster tests; those about durability do not use it. */
export const FAST = { fsync: 'off' };

const folders: string[] = [];

/** A new folder under the system's temporary one; `removeFolders` removes it with the server in it. */
export function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'devflowfix-spec-'));
  folders.push(folder);
  return folder;
}

/** Stops what tests left running and removes their folders. */
export async function removeFolders(): Promise<void> {
  for (const folder of folders.splice(0)) {
    const places = placesIn(path.join(folder, 'data'));
    await stopServer(places, findBinaries(places.libraries));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One statement on its own connection. */
export async function query(
  url: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** Process id in the cluster's pid file. */
export function postmasterPid(dataDir: string): number {
  return Number(readFileSync(path.join(dataDir, 'pgdata', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/** Repeats `probe` until it gives true; throws after `timeoutMs`. */
export async function until(probe: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await probe())) {
    if (Date.now() > deadline) throw new Error(`not true within ${timeoutMs} ms: ${probe.toString()}`);
    await pause(20);
  }
}

/** What another process tells after it started the server. */
export interface Told {
  readonly url: string;
  readonly address: Address;
  readonly how: string;
  readonly adopted: boolean;
}

/** A second program that uses the same data folder. */
export interface OtherProcess {
  readonly told: Promise<Told>;
  /** Asks it to `stop()` and to end; gives its exit code. */
  stop(): Promise<number>;
  /** kill -9. */
  kill(): Promise<void>;
}

const root = path.join(__dirname, '../..');
const PROGRAM = `
  require('./test/support/require-ts.js');
  const { startEmbeddedPostgres } = require('./src/database/embedded/embedded-postgres.ts');
  startEmbeddedPostgres(JSON.parse(process.argv[1])).then((server) => {
    console.log(JSON.stringify(server));
    process.stdin.once('data', () => server.stop().then(() => process.exit(0)));
  });`;

/** Starts `startEmbeddedPostgres` in a process of its own. */
export function otherProcess(
  options: { dataDir: string; settings?: Record<string, string>; how?: string },
  as: { env?: NodeJS.ProcessEnv; uid?: number; gid?: number } = {},
): OtherProcess {
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(
    process.execPath,
    ['-e', PROGRAM, JSON.stringify(options)],
    { ...as, cwd: root, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const exited = once(child, 'exit') as Promise<[number | null]>;
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const told = Promise.race([
    once(createInterface(child.stdout), 'line').then(([line]) => JSON.parse(String(line)) as Told),
    once(child.stderr, 'close').then(() => Promise.reject(new Error(complaint))),
  ]);
  told.catch(() => undefined);
  const stop = async (): Promise<number> => {
    child.stdin.write('stop\n');
    return (await exited)[0] ?? -1;
  };
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  return { told, stop, kill };
}
