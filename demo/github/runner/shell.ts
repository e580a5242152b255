import { spawn } from 'node:child_process';
import { z } from 'zod';
import type { WriteLine } from '../actions.engine';
import type { Conclusion } from '../actions.store';
import { LineSplitter, writeCommandHeader } from './log';

/** How GitHub's runner starts each shell; no `shell:` means plain `bash -e`. */
const SHELLS = {
  default: { file: 'bash', args: ['-e', '-c'], shown: '/usr/bin/bash -e {0}' },
  bash: {
    file: 'bash',
    args: ['--noprofile', '--norc', '-eo', 'pipefail', '-c'],
    shown: '/usr/bin/bash --noprofile --norc -e -o pipefail {0}',
  },
  sh: { file: 'sh', args: ['-e', '-c'], shown: '/usr/bin/sh -e {0}' },
} as const;

export interface ShellCommand {
  readonly script: string;
  readonly shell: 'bash' | 'sh' | undefined;
  readonly directory: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** What the workflow file itself set, shown in the log. */
  readonly shownEnv: Readonly<Record<string, string>>;
}

/** Runs a script to its end, or kills it and all its children when the signal comes. The exit code decides. */
export async function runScript(command: ShellCommand, write: WriteLine, signal: AbortSignal): Promise<Conclusion> {
  const shell = SHELLS[command.shell ?? 'default'];
  writeCommandHeader(write, { script: command.script, shell: shell.shown, env: command.shownEnv });
  const child = spawn(shell.file, [...shell.args, command.script], {
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
    // Not started at all: a working directory that does not exist, or no such shell.
    child.once('error', (error) => {
      write(
        `##[error]An error occurred trying to start process '${shell.file}' in '${command.directory}': ${error.message}`,
      );
      resolve(1);
    });
    child.once('close', resolve);
  });
  signal.removeEventListener('abort', killAll);
  splitter.end();
  // What the script left running in its group ends with it.
  killAll();
  if (signal.aborted) {
    write('##[error]The operation was canceled.');
    return 'cancelled';
  }
  if (code === 0) return 'success';
  write(`##[error]Process completed with exit code ${code ?? 137}.`);
  return 'failure';
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: the group has ended by itself.
    if (!z.object({ code: z.literal('ESRCH') }).safeParse(error).success) throw error;
  }
}
