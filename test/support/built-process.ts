import { execFile, spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';

export const ROOT = path.join(__dirname, '../..');
const BIN = path.join(ROOT, 'bin/devflowfix.mjs');

type Environment = Readonly<Record<string, string>>;
type LogLine = Record<string, unknown>;

/** Nothing of the test's own environment but the way to programs: settings must come from the test alone. */
const clean = (environment: Environment): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, ...environment });

/** Compiles what the built program consists of; does nothing when it is up to date. */
export async function build(): Promise<void> {
  await promisify(execFile)(process.execPath, [path.join(ROOT, 'scripts/build.mjs')]);
}

/** How a program ended and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `devflowfix …` to its end in `cwd`, with nothing on standard input unless `input` is told. */
export async function runBuilt(
  args: readonly string[],
  cwd: string,
  environment: Environment = {},
  input: string | Buffer = '',
): Promise<Ended> {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    env: clean(environment),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** A program that runs until it is told to end, and says things as JSON lines. */
export class BuiltProcess {
  readonly lines: LogLine[] = [];
  private stderr = '';
  private readonly waiting: { wanted: (line: LogLine) => boolean; resolve: (line: LogLine) => void }[] = [];
  private readonly ended: Promise<number | null>;
  private readonly child: ChildProcessByStdio<null, Readable, Readable>;

  constructor(args: readonly string[], cwd: string, environment: Environment) {
    this.child = spawn(process.execPath, [...args], {
      cwd,
      env: clean(environment),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stderr.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    createInterface(this.child.stdout).on('line', (text) => {
      const line = JSON.parse(text) as LogLine;
      this.lines.push(line);
      for (const { wanted, resolve } of this.waiting) if (wanted(line)) resolve(line);
    });
    this.ended = once(this.child, 'close').then(([code]) => code as number | null);
  }

  /** `devflowfix …`, running. */
  static devflowfix(args: readonly string[], cwd: string, environment: Environment): BuiltProcess {
    return new BuiltProcess([BIN, ...args], cwd, environment);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The first line, said already or later, with this message. Fails when the program ends without saying it. */
  async said(message: string): Promise<LogLine> {
    const wanted = (line: LogLine): boolean => line.msg === message;
    const known = this.lines.find(wanted);
    if (known !== undefined) return known;
    return Promise.race([
      new Promise<LogLine>((resolve) => this.waiting.push({ wanted, resolve })),
      this.ended.then((code) => {
        throw new Error(`ended with ${String(code)} before it said "${message}":\n${this.stderr}`);
      }),
    ]);
  }

  /** The address of a server that is ready. */
  async url(): Promise<string> {
    return String((await this.said('DevFlowFix is ready')).url);
  }

  /** Sends a signal and gives the exit code (null when the signal itself ended it). */
  async end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}
