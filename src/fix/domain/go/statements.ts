const LITERAL =
  /^(?:-?\d[\w.]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)+'|`[^`]*`|true|false|nil|\[\][\w.]+\{\}|map\[\w+\][\w.]+\{\})$/;

/** Strings and line comments, in which a name is no use. */
const STRINGS = /"(?:[^"\\]|\\.)*"|`[^`]*`|\/\/.*$/g;
const word = (name: string): RegExp => new RegExp(`(?<![\\w.])${name}\\b(?!\\s*:[^=])`, 'g');

/** First and last line (1-based) of the function a line is of. */
export function functionOf(lines: readonly string[], line: number): [number, number] {
  let first = line;
  while (first > 1 && !/^func\b/.test(lines[first - 1] ?? '')) first -= 1;
  let last = line;
  while (last < lines.length && !(lines[last - 1] ?? '').startsWith('}')) last += 1;
  return [first, last];
}

/**
 * What a line becomes without a variable nothing uses: null when it goes, `undefined` when the value may matter or the
 * variable is written again.
 */
export function withoutVariable(lines: readonly string[], line: number, name: string): string | null | undefined {
  const own = lines[line - 1] ?? '';
  const [first, last] = functionOf(lines, line);
  const uses = lines.slice(first - 1, last).flatMap((each) => [...each.replace(STRINGS, '""').matchAll(word(name))]);
  if (uses.length !== 1) return undefined;
  const range = /^(\s*for )(\w+)(?:, (\w+))? := (range .*)$/.exec(own);
  if (range) {
    const [, head = '', key = '', value, rest = ''] = range;
    if (name === value) return key === '_' ? `${head}${rest}` : `${head}${key} := ${rest}`;
    return value === undefined ? head + rest : value === '_' ? head + rest : `${head}_, ${value} := ${rest}`;
  }
  const [, left = '', right] = /^\s*((?:\w+, )*\w+) := (.+)$/.exec(own) ?? [];
  if (right !== undefined) {
    const names = left.split(', ');
    if (names.length === 1) return LITERAL.test(right.trim()) ? null : undefined;
    const others = names.filter((each) => each !== name && each !== '_');
    const before = lines.slice(first - 1, line - 1).join('\n');
    const fresh = others.some((each) => !word(each).test(before));
    return fresh ? own.replace(word(name), '_') : undefined;
  }
  const value: string | undefined = /^\s*var \w+(?: [\w.[\]*]+)?(?: = (.+))?$/.exec(own)?.[1];
  const plain = /^\s*var \w+(?: [\w.[\]*]+)?(?: = .+)?$/.test(own);
  return plain && (value === undefined || LITERAL.test(value.trim())) ? null : undefined;
}
