import { functionOf } from './statements';

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

interface Verb {
  readonly at: number;
  readonly text: string;
  readonly letter: string;
  readonly hasPrecision: boolean;
}

const NUMBER = /^u?int(?:8|16|32|64)?$/;

/** The verb for a type, as everyone writes it. */
function verbFor(type: string): string {
  if (type === 'string') return 's';
  if (type === 'bool') return 't';
  return NUMBER.test(type) ? 'd' : 'v';
}

/** The type of an argument that is a literal, or a name its function takes or declares plainly; null when not told so. */
function typeOf(lines: readonly string[], line: number, argument: string): string | null {
  if (argument.startsWith('"') || argument.startsWith('`')) return 'string';
  if (/^\d+$/.test(argument) || argument.startsWith('len(')) return 'int';
  if (argument === 'true' || argument === 'false') return 'bool';
  if (!/^[a-zA-Z_]\w{0,60}$/.test(argument)) return null;
  const [first] = functionOf(lines, line);
  const own = lines.slice(first - 1, line);
  const taken = new RegExp(String.raw`[(,]\s*${argument}(?:, \w+){0,8} ([\w.*[\]]+)\s*[,)]`).exec(own[0] ?? '')?.[1];
  const [, declared] = new RegExp(String.raw`^\s*var ${argument} ([\w.*[\]]+)`, 'm').exec(own.join('\n')) ?? [];
  return taken ?? declared ?? null;
}

/** Whether a verb prints a plain type; null when that cannot be told. */
function prints(letter: string, type: string): boolean | null {
  if (letter === 'v' || letter === 'T') return true;
  if (type === 'string') return 'sqxX'.includes(letter);
  if (type === 'bool') return letter === 't';
  return NUMBER.test(type) ? 'bcdoOqxXU'.includes(letter) : null;
}

/** Where a call's format stands, and what it should be. */
export interface FormatCure {
  readonly at: number;
  readonly old: string;
  readonly fresh: string;
}

/**
 * A call's format with the verb of one argument as its type wants it, and those behind it, which vet has not come to: it
 * stops at the first of a call. Null when that cannot be told.
 */
export function cureFormat(
  lines: readonly string[],
  line: number,
  column: number,
  said: { readonly call: string; readonly verb: string; readonly argument: string; readonly type: string },
): FormatCure | null {
  const own = lines[line - 1] ?? '';
  const start = own.indexOf(`${said.call}(`, column - 1);
  const all = start < 0 ? null : argumentsAt(own, start + said.call.length);
  const format = all?.findIndex(({ text }) => text.startsWith('"') || text.startsWith('`')) ?? -1;
  const literal = all?.[format];
  if (all === null || literal === undefined || /%[^a-zA-Z%]*[*[]/.test(literal.text)) return null;
  const verbs = [...literal.text.matchAll(VERB)].flatMap(({ 0: text, 3: precision, 4: letter = '', index }): Verb[] =>
    letter === '%' ? [] : [{ at: index, text, letter, hasPrecision: precision !== undefined }],
  );
  const given = all.slice(format + 1).map(({ text }) => text);
  const wanted = given.flatMap((text, index) =>
    text === said.argument && verbs[index]?.letter === said.verb.at(-1) ? [index] : [],
  );
  const [only] = wanted;
  if (only === undefined || wanted.length > 1) return null;
  const fresh = verbFor(said.type);
  const changes = new Map([[only, fresh]]);
  for (const [index, argument] of given.entries()) {
    const verb = verbs[index];
    if (index <= only || verb === undefined) continue;
    const type = typeOf(lines, line, argument);
    const fits = type === null ? null : prints(verb.letter, type);
    if (fits === false) changes.set(index, verbFor(type ?? ''));
    // As if two arguments had changed places, and whether so nobody says.
    if (fits === null && verb.letter === fresh) return null;
  }
  let text = literal.text;
  for (const [index, letter] of [...changes].sort(([a], [b]) => b - a)) {
    const verb = verbs[index];
    if (verb === undefined || verb.hasPrecision) return null;
    const end = verb.at + verb.text.length;
    text = text.slice(0, end - 1) + letter + text.slice(end);
  }
  return { at: literal.at, old: literal.text, fresh: text };
}
