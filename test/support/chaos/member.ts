import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from '../built-process';

/** `start` does both in one process. */
export type MemberRole = 'serve' | 'worker' | 'start';

/** A place in the fleet: what is started there again after it was killed is the same member. */
export interface MemberPlan {
  readonly name: string;
  readonly role: MemberRole;
  /** Servers: where they listen, also after a restart. */
  readonly port: number | null;
  readonly environment: Readonly<Record<string, string>>;
  /** How far its clock is off, milliseconds. */
  readonly skewMs: number;
  readonly logFile: string;
}

const SKEW = path.join(ROOT, 'test/support/chaos/skewed-clock.js');
const PROGRAMS: Record<MemberRole, readonly [string, ...string[]]> = {
  serve: ['bin/run.cjs', 'serve'],
  worker: ['bin/run.cjs', 'worker'],
  start: ['bin/run.cjs', 'start'],
};
/** A start is some 1.2 s of CPU; while it was 3 s, seven at once on a busy machine took 51 s. */
const READY_MS = 240_000;

/** One process of the built product that can be killed, stopped and started again. */
export class Member {
  private child: ChildProcess | null = null;
  /** Most resident memory seen, MB, over all its lives. */
  peakMb = 0;
  starts = 0;
  /** Longest time from a polite signal to the end, milliseconds. */
  longestStopMs = 0;

  constructor(readonly plan: MemberPlan) {}

  get url(): string {
    return `http://127.0.0.1:${this.plan.port ?? 0}`;
  }

  get isRunning(): boolean {
    return this.child !== null && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Starts it; resolves when it serves or takes tasks. */
  async start(): Promise<void> {
    const { role, port, environment, skewMs, logFile } = this.plan;
    const out = openSync(logFile, 'a');
    const before = readFileSync(logFile, 'utf8').length;
    const [program, ...words] = PROGRAMS[role];
    const args = [...(skewMs === 0 ? [] : ['--require', SKEW]), path.join(ROOT, program), ...words];
    this.child = spawn(process.execPath, args, {
      cwd: path.dirname(logFile),
      env: {
        PATH: process.env.PATH,
        ...environment,
        CHAOS_SKEW_MS: String(skewMs),
        ...(port === null ? {} : { HOST: '127.0.0.1', PORT: String(port) }),
      },
      stdio: ['ignore', out, out],
    });
    closeSync(out);
    this.starts += 1;
    const deadline = Date.now() + READY_MS;
    while (!readFileSync(logFile, 'utf8').slice(before).includes('DevFlowFix is ready')) {
      if (!this.isRunning) throw new Error(`${this.plan.name} ended before it was ready; see ${this.tail()}`);
      if (Date.now() > deadline) throw new Error(`${this.plan.name} was not ready in time`);
      await pause(50);
    }
  }

  /** `SIGKILL` or a polite `SIGTERM`; gives the exit code (null: the signal ended it). */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const { child } = this;
    if (child === null) return null;
    if (!this.isRunning) {
      process.stderr.write(
        `\n${this.plan.name} is gone: ${String(child.exitCode ?? child.signalCode)}\n${this.tail(40)}\n`,
      );
      return null;
    }
    const exited = once(child, 'exit') as Promise<[number | null]>;
    const from = performance.now();
    child.kill(signal);
    const [code] = await exited;
    if (signal === 'SIGTERM') this.longestStopMs = Math.max(this.longestStopMs, performance.now() - from);
    return code;
  }

  /** Notes how much memory it holds now. */
  sample(): number {
    const pid = this.child?.pid;
    if (pid === undefined || !this.isRunning) return 0;
    const mb = residentMb(pid);
    this.peakMb = Math.max(this.peakMb, mb);
    return mb;
  }

  /** The last words of its log, for a failure's report. */
  tail(lines = 15): string {
    return readFileSync(this.plan.logFile, 'utf8').trim().split('\n').slice(-lines).join('\n');
  }

  /** Lines of its log at level error and above. */
  errors(): readonly string[] {
    return readFileSync(this.plan.logFile, 'utf8')
      .split('\n')
      .filter((line) => /"level":"(?:error|fatal)"/.test(line));
  }
}

/** Resident memory of a process, MB; 0 when it is gone or where there is no /proc. */
export function residentMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
