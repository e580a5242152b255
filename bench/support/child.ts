import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process under test. */
export interface Server {
  readonly url: string;
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

const READY_MS = 60_000;

/** Path of a built file. */
export function built(file: string): string {
  return path.join(__dirname, '..', '..', `${file}.js`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

/** Starts a program of ours that says `{ port }` when it listens. */
export async function startReference(file: string, environment: Record<string, string>): Promise<Server> {
  const child = fork(built(file), {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [message] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error(`${file} ended before it listened`);
    }),
  ])) as [{ port: number }];
  return { url: `http://127.0.0.1:${message.port}`, pid: child.pid, stop: () => end(child) };
}

/** The product's worker. Its log goes nowhere but errors. */
export function startWorker(environment: Record<string, string>): Promise<Server> {
  return startProduct('worker', environment, null);
}

/** The product's HTTP role on localhost; ready when it answers. Its log goes nowhere but errors. */
export function startServer(environment: Record<string, string>, port: number): Promise<Server> {
  return startProduct('serve', { ...environment, HOST: '127.0.0.1', PORT: String(port) }, port);
}

async function startProduct(
  role: 'serve' | 'worker',
  environment: Record<string, string>,
  port: number | null,
): Promise<Server> {
  const child = spawn(process.execPath, [path.join(__dirname, '../../../bin/run.cjs'), role], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port ?? 0}`;
  const deadline = Date.now() + READY_MS;
  while (port !== null && !(await answers(`${url}/health/ready`))) {
    if (child.exitCode !== null) throw new Error(`${role} ended before it answered`);
    if (Date.now() > deadline) throw new Error(`${role} was not ready in time`);
    await sleep(100);
  }
  return { url, pid: child.pid, stop: () => end(child) };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
