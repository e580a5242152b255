import { runProcess } from '../../common/process';
import type { Trace } from '../trace';

export interface ScriptRun {
  readonly commands: readonly string[];
  readonly directory: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

/** Runs a list of commands in one shell, each announced in green as GitLab's runner does. Resolves with the exit code. */
export async function runCommands(run: ScriptRun, trace: Trace, signal: AbortSignal): Promise<number> {
  const lines = run.commands.flatMap((command) => [announce(command), command]);
  const code = await runProcess(
    {
      file: 'bash',
      args: ['--noprofile', '--norc', '-eo', 'pipefail', '-c', lines.join('\n')],
      directory: run.directory,
      env: run.env,
    },
    (line) => {
      trace.line(line);
    },
    signal,
    (message) => {
      trace.line(`bash: ${message}`);
    },
  );
  return code ?? 137;
}

function announce(command: string): string {
  const [first = '', ...rest] = command.trim().split('\n');
  const shown = rest.length > 0 ? `${first} # collapsed multi-line command` : first;
  return `printf '%s\\n' ${quote(`\u001B[32;1m$ ${shown}\u001B[0;m`)}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
