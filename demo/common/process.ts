import { spawn } from 'node:child_process';
import { z } from 'zod';

/** Splits what a process prints into lines as it comes; call `end` for the last one without a line break. */
export class LineSplitter {
  private rest = '';

  constructor(private readonly write: (line: string) => void) {}

  push(text: string): void {
    const lines = (this.rest + text).split(/\r?\n/);
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.write(line);
  }

  end(): void {
    if (this.rest !== '') this.write(this.rest);
    this.rest = '';
  }
}

/** A program to run; nothing of this process's environment is inherited. */
export interface ProcessCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs a program to its end, or kills it and all its children when the signal comes. Resolves with its exit code: null
 * when it was killed, 1 when it did not start (`notStarted` is told why).
 */
export async function runProcess(
  command: ProcessCommand,
  write: (line: string) => void,
  signal: AbortSignal,
  notStarted: (message: string) => void,
): Promise<number | null> {
  const child = spawn(command.file, command.args, {
    cwd: command.directory,
    env: command.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killAll = (): void => {
    if (child.pid !== undefined) killGroup(child.pid);
  };
  signal.addEventListener('abort', killAll);
  if (signal.aborted) killAll();
  const splitter = new LineSplitter(write);
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      splitter.push(text);
    });
  }
  const code = await new Promise<number | null>((resolve) => {
    // Not started at all: a working directory that does not exist, or no such program.
    child.once('error', (error) => {
      notStarted(error.message);
      resolve(1);
    });
    child.once('close', resolve);
  });
  signal.removeEventListener('abort', killAll);
  splitter.end();
  // What the program left running in its group ends with it.
  killAll();
  return code;
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: the group has ended by itself.
    if (!z.object({ code: z.literal('ESRCH') }).safeParse(error).success) throw error;
  }
}
