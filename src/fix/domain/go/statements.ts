const LITERAL =
  /^(?:-?\d[\w.]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)+'|`[^`]*`|true|false|nil|\[\][\w.]+\{\}|map\[\w+\][\w.]+\{\})$/;

/** Strings and line comments, in which a name is no use. */
const STRINGS = /"(?:[^"\\]|\\.)*"|`[^`]*`|\/\/.*$/g;
const word = (name: string): RegExp => new RegExp(`(?<![\\w.])${name}\\b(?!\\s*:[^=])`, 'g');

/** First and last line (1-based) of the function a line is of. */
function functionOf(lines: readonly string[], line: number): [number, number] {
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

/** Splits the arguments of the call that opens at an index; null when it does not close on the line. */
function argumentsAt(line: string, open: number): { readonly text: string; readonly at: number }[] | null {
  const found: { text: string; at: number }[] = [];
  let [depth, quote, from] = [0, '', open + 1];
  for (let at = open; at < line.length; at += 1) {
    const sign = line.charAt(at);
    if (quote !== '') {
      if (sign === '\\' && quote !== '`') at += 1;
      else if (sign === quote) quote = '';
    } else if ('"`\''.includes(sign)) quote = sign;
    else if ('([{'.includes(sign)) depth += 1;
    else if (')]}'.includes(sign)) depth -= 1;
    if (quote === '' && ((sign === ',' && depth === 1) || depth === 0)) {
      found.push({ text: line.slice(from, at).trim(), at: from + (/^\s*/.exec(line.slice(from))?.[0].length ?? 0) });
      from = at + 1;
    }
    if (quote === '' && depth === 0) return found;
  }
  return null;
}

const VERB = /%([-+# 0]*)(\d*)(\.\d+)?([a-zA-Z%])/g;

/** The verb of a format that an argument is printed with, and where it stands; null when that cannot be told. */
export function verbOf(
  line: string,
  column: number,
  call: string,
  argument: string,
  verb: string,
): { readonly at: number; readonly text: string } | null {
  const start = line.indexOf(`${call}(`, column - 1);
  const all = start < 0 ? null : argumentsAt(line, start + call.length);
  const format = all?.findIndex(({ text }) => text.startsWith('"') || text.startsWith('`')) ?? -1;
  const literal = all?.[format];
  if (all === null || literal === undefined || /%[^a-zA-Z%]*[*[]/.test(literal.text)) return null;
  const verbs = [...literal.text.matchAll(VERB)].filter(([, , , , letter]) => letter !== '%');
  const wanted = all
    .slice(format + 1)
    .flatMap(({ text }, index) => (text === argument && verbs[index]?.[4] === verb.at(-1) ? [verbs[index]] : []));
  const [only] = wanted;
  if (only === undefined || wanted.length > 1 || only[3] !== undefined) return null;
  return { at: literal.at + only.index, text: only[0] };
}

/** The verb for a type, as everyone writes it. */
export function verbFor(type: string): string {
  if (type === 'string') return 's';
  if (type === 'bool') return 't';
  return /^u?int(?:8|16|32|64)?$/.test(type) ? 'd' : 'v';
}
