/** One finding of shellcheck on a line; column 1-based. */
export interface ShellFinding {
  readonly code: string;
  readonly column: number;
}
/** What becomes of a line; `above` takes out the line before it. */
export interface CuredLine {
  readonly lines: readonly string[];
  readonly above: boolean;
}

type Cure = (text: string, column: number) => string | null;

const put = (text: string, from: number, to: number, middle: string): string =>
  text.slice(0, from) + middle + text.slice(to);

/** True within double quotes; single ones are another matter, and rare around what shellcheck points at. */
const quoted = (text: string, at: number): boolean =>
  text
    .slice(0, at)
    .replace(/\\./g, '')
    .replace(/'[^']*'/g, '')
    .split('"').length %
    2 ===
  0;

/** Offset behind what closes the bracket at an offset. */
function behind(text: string, open: number): number | null {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if ('({'.includes(text.charAt(at))) depth += 1;
    else if (')}'.includes(text.charAt(at)) && (depth -= 1) === 0) return at + 1;
  }
  return null;
}

/** The expansion that begins at an offset: `$x`, `${x}`, `$(x)`, with its end. */
function expansionEnd(text: string, at: number): number | null {
  if (text.charAt(at) !== '$') return null;
  const [name] = /^\$(?:\w+|[@*#?!-])/.exec(text.slice(at)) ?? [];
  return name === undefined ? behind(text, at + 1) : at + name.length;
}

const quotes: Cure = (text, column) => {
  const at = column - 1;
  // Quoted by another finding of the place.
  if (text.startsWith('"$', at)) return text;
  const end = expansionEnd(text, at);
  return end === null || quoted(text, at) ? null : put(text, at, end, `"${text.slice(at, end)}"`);
};
const backticks: Cure = (text, column) => {
  const at = column - 1;
  const close = text.indexOf('`', at + 1);
  const inner = text.slice(at + 1, close);
  return text.charAt(at) !== '`' || close < 0 || inner.includes('\\') ? null : put(text, at, close + 1, `$(${inner})`);
};
const bare: Cure = (text, column) => {
  const [whole, name, braced] = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/.exec(text.slice(column - 1)) ?? [];
  return whole === undefined ? null : put(text, column - 1, column - 1 + whole.length, name ?? braced ?? '');
};
const orExit: Cure = (text, column) => {
  const from = column - 1;
  const rest = text.slice(from);
  return /^(?:cd|pushd|popd)\b[^;|&#]*$/.test(rest) ? `${text.trimEnd()} || exit` : null;
};
const word =
  (old: RegExp, fresh: string): Cure =>
  (text, column) => {
    const [found] = old.exec(text.slice(column - 1)) ?? [];
    return found === undefined ? null : put(text, column - 1, column - 1 + found.length, fresh);
  };
/** The one match on the line, wherever the column points within its command. */
const once =
  (old: RegExp, fresh: string): Cure =>
  (text) =>
    [...text.matchAll(new RegExp(old.source, 'g'))].length === 1 ? text.replace(old, fresh) : null;

const CURES: Readonly<Record<string, Cure>> = {
  SC2086: quotes,
  SC2046: quotes,
  SC2068: quotes,
  SC2048: (text, column) => word(/^\$\*/, '"$@"')(text, column),
  SC2006: backticks,
  SC2004: bare,
  SC2164: orExit,
  SC2162: word(/^read\b/, 'read -r'),
  SC3014: word(/^==/, '='),
  SC2196: word(/^egrep\b/, 'grep -E'),
  SC2197: word(/^fgrep\b/, 'grep -F'),
  SC2230: word(/^which\b/, 'command -v'),
  SC2236: once(/! -z\b/, '-n'),
  SC2237: once(/! -n\b/, '-z'),
  SC3046: word(/^source\b/, '.'),
  SC2061: (text, column) => {
    const [token] = /^[^\s"'$`;|&()]+/.exec(text.slice(column - 1)) ?? [];
    return token === undefined ? null : put(text, column - 1, column - 1 + token.length, `'${token}'`);
  },
  SC2035: (text, column) => (text.charAt(column - 1) === '*' ? put(text, column - 1, column - 1, './') : null),
  SC2115: once(/"?\$\{?([A-Za-z_]\w*)\}?"?(?=\/)/, '"${$1:?}"'),
  SC2166: (text) => {
    const found = /^([^[\]]*)\[ ((?:(?! -[ao] )[^[\]])+) -([ao]) ((?:(?! -[ao] )[^[\]])+) \]([^[\]]*)$/.exec(text);
    const [, head = '', left = '', sign, right = '', tail = ''] = found ?? [];
    return sign === undefined ? null : `${head}[ ${left} ] ${sign === 'a' ? '&&' : '||'} [ ${right} ]${tail}`;
  },
  SC2002: (text) => {
    const [, head, file, command] = /^(\s*)cat ([\w./"${}-]+) \| ([^|<>;&]+?)\s*$/.exec(text) ?? [];
    return command === undefined ? null : `${head ?? ''}${command} < ${file ?? ''}`;
  },
};
/** Rules whose cure may change what a script does with odd values: a person says that it is meant. */
export const MAY_CHANGE: ReadonlySet<string> = new Set(['SC2086', 'SC2046', 'SC2068', 'SC2048', 'SC2115', 'SC2230']);

/** `export X=$(…)` as an assignment and an export; declared first where that makes the name local. */
function apart(text: string): readonly string[] | null {
  const [, indent = '', command, name, value] =
    /^(\s*)(export|local|readonly|declare|typeset) ([A-Za-z_]\w*)=("?\$\(.*\)"?|`[^`]*`)\s*$/.exec(text) ?? [];
  if (command === undefined || name === undefined || value === undefined) return null;
  const set = `${indent}${name}=${value}`;
  const said = `${indent}${command} ${name}`;
  return /^(?:export|readonly)$/.test(command) ? [set, said] : [said, set];
}

/** `if [ $? -ne 0 ]` behind a command as `if ! command`. */
function tested(text: string, above: string | undefined): string | null {
  const [, indent = '', start, sign, rest] =
    /^(\s*)(if|elif) \[\[? "?\$\?"? (-ne|-eq|!=|=|==) 0 \]\]?(; then.*|)$/.exec(text) ?? [];
  const command = above?.trim() ?? '';
  const plain =
    /^[\w./"'$-]/.test(command) &&
    !/[;&|#\\]|^(?:if|then|else|fi|do|done|for|while|case|esac|function|local|export|return|exit)\b|[{(]$/.test(
      command,
    );
  if (start !== 'if' || sign === undefined || !plain || !above?.startsWith(indent + command.charAt(0))) return null;
  return `${indent}if ${sign === '-ne' || sign === '!=' ? '! ' : ''}${command}${rest ?? ''}`;
}

/** A line without its findings, the last column first; null where one has no cure that is certain. */
export function curedLine(
  text: string,
  above: string | undefined,
  findings: readonly ShellFinding[],
): CuredLine | null {
  let own = text;
  for (const { code, column } of [...findings].sort((a, b) => b.column - a.column)) {
    if (code === 'SC2155' || code === 'SC2181') continue;
    const cure = Object.hasOwn(CURES, code) ? CURES[code] : undefined;
    const next = cure === undefined ? null : cure(own, column);
    if (next === null) return null;
    own = next;
  }
  // shellcheck tells of each: one that it did not tell of is not as it seems.
  if (findings.some(({ code }) => code === 'SC2068') && /(?<=[\s=(])\$(?:@|\{@\})(?=[\s;)]|$)/.test(own)) return null;
  const [shape, more] = findings.filter(({ code }) => code === 'SC2155' || code === 'SC2181');
  if (shape === undefined) return { lines: [own], above: false };
  if (more !== undefined) return null;
  if (shape.code === 'SC2155') {
    const lines = apart(own);
    return lines && { lines, above: false };
  }
  const line = tested(own, above);
  return line === null ? null : { lines: [line], above: true };
}
