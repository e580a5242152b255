import { runProcess } from '../../common/process';
import type { WriteLine } from '../actions.engine';
import type { Conclusion } from '../actions.store';
import { writeCommandHeader } from './log';

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
  const code = await runProcess(
    { file: shell.file, args: [...shell.args, command.script], directory: command.directory, env: command.env },
    write,
    signal,
    (message) => {
      write(`##[error]An error occurred trying to start process '${shell.file}' in '${command.directory}': ${message}`);
    },
  );
  if (signal.aborted) {
    write('##[error]The operation was canceled.');
    return 'cancelled';
  }
  if (code === 0) return 'success';
  write(`##[error]Process completed with exit code ${code ?? 137}.`);
  return 'failure';
}
