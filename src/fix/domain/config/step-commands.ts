/** Files that took the place of commands printed to the log. */
const FILE_OF: Readonly<Record<string, string>> = {
  'set-output': 'GITHUB_OUTPUT',
  'save-state': 'GITHUB_STATE',
  'set-env': 'GITHUB_ENV',
  'add-path': 'GITHUB_PATH',
};
/** `echo "::set-output name=x::$y"`: an echo with one quoted word, alone or before another command. */
const QUOTED =
  /\becho\s+(["'])::(set-output|save-state|set-env|add-path)(?:\s+name=([\w.-]+))?::((?:(?!\1)[^\n])*)\1(?=\s*(?:$|&&|\|\||;|\)|\}))/g;
/** The same without quotes; the value must be one plain word or one expression. */
const BARE =
  /\becho\s+::(set-output|save-state|set-env|add-path)(?:\s+name=([\w.-]+))?::([\w./:@{}=-]*|\$\{\{[^}\n]*\}\})(?=\s*(?:$|&&|\|\||;|\)))/g;
/** Escapes of a command's value, which a file would keep as they are. */
const ESCAPED = /%0[AaDd]|%25/;

/** True when a line prints one of the commands. */
export function hasCommand(line: string, commands: ReadonlySet<string>): boolean {
  return [...commands].some((command) => line.includes(`::${command} `) || line.includes(`::${command}::`));
}

/**
 * A line of a POSIX shell script with its workflow commands written to the runner's files instead. Null when a command
 * on it is not plainly an echo: a word with escapes, a multi-line value, another language.
 */
export function withFiles(line: string, commands: ReadonlySet<string>): string | null {
  const said = (whole: string, mark: string, command: string, name: string | undefined, value: string): string => {
    const file = FILE_OF[command];
    if (!commands.has(command) || file === undefined || ESCAPED.test(value)) return whole;
    if ((command === 'add-path') !== (name === undefined)) return whole;
    return `echo ${mark}${name === undefined ? value : `${name}=${value}`}${mark} >> "$${file}"`;
  };
  const written = line
    .replace(QUOTED, (whole: string, mark: string, command: string, name: string | undefined, value: string) =>
      said(whole, mark, command, name, value),
    )
    .replace(BARE, (whole: string, command: string, name: string | undefined, value: string) =>
      said(whole, '"', command, name, value),
    );
  return written === line || hasCommand(written, commands) ? null : written;
}
