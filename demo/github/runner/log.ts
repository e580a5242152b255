import type { WriteLine } from '../actions.engine';

/** The header GitHub's runner prints before a command: the script in cyan, its shell, its own variables. */
export function writeCommandHeader(
  write: WriteLine,
  command: { readonly script: string; readonly shell: string; readonly env: Readonly<Record<string, string>> },
): void {
  const lines = command.script.replace(/\n$/, '').split('\n');
  write(`##[group]Run ${lines[0] ?? ''}`);
  for (const line of lines) write(`\u001B[36;1m${line}\u001B[0m`);
  write(`shell: ${command.shell}`);
  const variables = Object.entries(command.env);
  if (variables.length > 0) write('env:');
  for (const [name, value] of variables) write(`  ${name}: ${value}`);
  write('##[endgroup]');
}
