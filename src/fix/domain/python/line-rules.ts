import type { ScannedLine } from './scan';
import { COMMENT, STRING } from './scan';

/** One finding of a style checker on a line: column 1-based. */
export interface Finding {
  readonly rule: string;
  readonly column: number;
  readonly message: string;
}

/** A line with a finding cured; null when it does not stand there or the cure would not be certain. */
export type LineRule = (line: ScannedLine, finding: Finding) => string | null;

const put = (text: string, from: number, to: number, middle: string): string =>
  text.slice(0, from) + middle + text.slice(to);

/** The run of blanks around an offset. */
function blanksAt(code: string, offset: number): { from: number; to: number } {
  let [from, to] = [offset, offset];
  while (from > 0 && /[ \t]/.test(code.charAt(from - 1))) from -= 1;
  while (/[ \t]/.test(code.charAt(to))) to += 1;
  return { from, to };
}

/** Puts `middle` for the blanks at the column; null when there are none, or only the line's indentation. */
const blanksTo =
  (middle: string): LineRule =>
  ({ text, code }, { column }) => {
    const { from, to } = blanksAt(code, column - 1);
    return from === to || from === 0 ? null : put(text, from, to, middle);
  };

const spaceBefore: LineRule = ({ text, code }, { column }) => {
  const at = column - 1;
  const glued = at > 0 && at < code.length && !/\s/.test(code.charAt(at - 1)) && !/\s/.test(code.charAt(at));
  return glued ? put(text, at, at, ' ') : null;
};

const OPERATOR = /^(?:->|:=|\*\*=?|\/\/=?|<<=?|>>=?|[=!<>+\-*/%&|^@]=|[=<>+\-*/%&|^@])/;
const aroundOperator: LineRule = ({ text, code }, { column }) => {
  const at = column - 1;
  for (const start of [at, at - 1, at - 2, at - 3].filter((each) => each > 0)) {
    const [sign] = OPERATOR.exec(code.slice(start)) ?? [];
    if (sign === undefined || (start !== at && start + sign.length !== at)) continue;
    if (start > 0 && OPERATOR.test(code.slice(start - 1)) && /[=!<>+\-*/%&|^@:]/.test(code.charAt(start - 1))) continue;
    const right = start + sign.length;
    const after = /\s/.test(code.charAt(right)) || right === code.length ? '' : ' ';
    const before = /\s/.test(code.charAt(start - 1)) ? '' : ' ';
    return before + after === '' ? null : put(text, start, right, before + sign + after);
  }
  return null;
};

const missingAfter: LineRule = ({ text, code }, { column, message }) => {
  const [, sign] = /after '([,;:])'/.exec(message) ?? [];
  const at = column - 1;
  for (const place of [at, at - 1])
    if (sign !== undefined && code.charAt(place) === sign && /\S/.test(code.charAt(place + 1)))
      return put(text, place + 1, place + 1, ' ');
  return null;
};

const trailing: LineRule = ({ text, endsInString, code }) => {
  const cut = text.replace(/[ \t\f\v]+$/, '');
  // After a backslash blanks are an error of their own; within a string they are content.
  return endsInString || cut === text || code.slice(0, cut.length).endsWith('\\') ? null : cut;
};

/** `x == None`, `None != x`: the comparison whose operator or left side is at the column. */
const comparesNone: LineRule = ({ text, code }, { column, message }) => {
  const value = /\b(None|True|False)\b/.exec(message)?.[1] ?? 'None';
  const found = [...code.matchAll(new RegExp(`(==|!=)(\\s*)${value}\\b`, 'g'))];
  // Pyflakes points at the operator, ruff at the value.
  const near = found.filter(
    ({ index, 0: whole }) =>
      (index >= column - 3 && index <= column + 1) || index + whole.length - value.length === column - 1,
  );
  const only = near.length === 1 ? near[0] : found.length === 1 ? found[0] : undefined;
  if (only === undefined) return null;
  const [, sign, gap = ''] = only;
  const word = sign === '==' ? 'is' : 'is not';
  const before = /\s/.test(code.charAt(only.index - 1)) ? '' : ' ';
  return put(text, only.index, only.index + 2 + gap.length, `${before}${word} `);
};

/** `not x in y` and `not x is y` where `x` is a name, a call or a subscript. */
const notFirst =
  (word: 'in' | 'is'): LineRule =>
  ({ text, code }) => {
    const found = [
      ...code.matchAll(
        new RegExp(
          `\\bnot\\s+((?:[rbuRBU]?["']${STRING}*["']|[\\p{L}\\p{N}_.]+(?:[\\[(][^\\[\\]()]*[\\])])?))\\s+${word}\\s+(?!not\\b)`,
          'gu',
        ),
      ),
    ];
    const [only] = found;
    if (only === undefined || found.length > 1) return null;
    const whole = only[0];
    const [, left = ''] = only;
    const rest = text.slice(only.index, only.index + whole.length);
    const own = rest.slice(rest.indexOf(left.charAt(0), 3));
    const term = own.slice(0, left.length);
    const joined = word === 'in' ? `${term} not in ` : `${term} is not `;
    return put(text, only.index, only.index + whole.length, joined);
  };

const semicolon: LineRule = ({ text, code }) => {
  const plain = code.replaceAll(COMMENT, ' ');
  const cut = plain.trimEnd().replace(/;+$/, '').trimEnd();
  if (!/;\s*$/.test(plain) || cut.trim() === '') return null;
  const comment = text.slice(!code.includes(COMMENT) ? text.length : code.indexOf(COMMENT));
  return text.slice(0, cut.length) + (comment === '' ? '' : `  ${comment}`);
};

const comment =
  (shape: RegExp): LineRule =>
  ({ text, code }) => {
    const at = code.indexOf(COMMENT);
    const words = text.slice(at);
    if (at < 0 || !shape.test(words) || /^#[!:]/.test(words)) return null;
    return put(text, at, text.length, `# ${words.replace(/^#+\s*/, '')}`.trimEnd());
  };

const beforeComment: LineRule = ({ text, code }) => {
  const at = code.indexOf(COMMENT);
  const own = code.slice(0, Math.max(at, 0)).trimEnd();
  return at < 0 || own === '' ? null : `${text.slice(0, own.length)}  ${text.slice(at)}`;
};

/** `f"plain"`: the prefix goes where nothing in the string is doubled or cut over lines. */
const plainFString: LineRule = ({ text, code, endsInString }, { column }) => {
  const found = [...code.matchAll(/(?<![\p{L}\p{N}_])([fF])(?="|')/gu)].filter(({ index }) => {
    const close = code.indexOf(code.charAt(index + 1), index + 2);
    return !/[{}]/.test(text.slice(index, close < 0 ? undefined : close + 1));
  });
  const at = found.find(({ index }) => index === column - 1) ?? (found.length === 1 ? found[0] : undefined);
  return at === undefined || endsInString ? null : put(text, at.index, at.index + 1, '');
};

/** `'\d'`: doubling the backslash keeps the string's value. */
const invalidEscape: LineRule = ({ text, code }, { column, message }) => {
  const [, sign] = /'\\(.)'|`\\(.)`/.exec(message) ?? [];
  const at = column - 1;
  const there = text.charAt(at) === '\\' && code.charAt(at) === STRING && text.charAt(at - 1) !== '\\';
  return there && (sign === undefined || text.charAt(at + 1) === sign) ? put(text, at, at, '\\') : null;
};

/** `x is 'a'`: compared by value. */
const literalIs: LineRule = ({ text, code }) => {
  const found = [...code.matchAll(/\sis(\s+not)?\s/g)];
  const [only] = found;
  if (only === undefined || found.length > 1) return null;
  return put(text, only.index, only.index + only[0].length, only[1] === undefined ? ' == ' : ' != ');
};

const unusedNoqa: LineRule = ({ text, code }, { message }) => {
  const at = code.indexOf(COMMENT);
  const words = text.slice(Math.max(at, 0));
  return at < 0 || !/^#\s*noqa(?::\s*[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*)?\s*$/i.test(words) || /non-enabled.*;/.test(message)
    ? null
    : text.slice(0, at).trimEnd();
};

/** The bracket that closes the one at an offset, on the same line; null when it is on another. */
function closing(code: string, open: number): number | null {
  let depth = 0;
  for (let at = open; at < code.length; at += 1) {
    if ('([{'.includes(code.charAt(at))) depth += 1;
    else if (')]}'.includes(code.charAt(at)) && (depth -= 1) === 0) return at;
  }
  return null;
}

/** `if (x):`: the brackets go where they hold the whole of what follows the word. */
const needlessBrackets: LineRule = ({ text, code }, { message }) => {
  const [, word = ''] = /^Unnecessary parens after '(\w+)' keyword/.exec(message) ?? [];
  const found = [...code.matchAll(new RegExp(`\\b${word}\\s*\\(`, 'g'))];
  const [only] = found;
  if (word === '' || only === undefined || found.length > 1) return null;
  const open = only.index + only[0].length - 1;
  const close = closing(code, open);
  if (close === null || !/^\s*(?::\s*\u0002*|\u0002+|)$/.test(code.slice(close + 1))) return null;
  const inner = text.slice(open + 1, close).trim();
  // A walrus, a tuple's comma or nothing at all need their brackets.
  if (inner === '' || /:=|\byield\b/.test(inner) || (word !== 'return' && inner.includes(','))) return null;
  return `${text.slice(0, only.index + word.length)} ${inner}${text.slice(close + 1)}`;
};

/** `List` as `list` in an annotation. */
const builtin: LineRule = ({ text, code }, { column, message }) => {
  const [, fresh, old] = /Use `(\w+)` instead of `(\w+)` for type annotation/.exec(message) ?? [];
  const there =
    old !== undefined && code.startsWith(old, column - 1) && !/\w/.test(code.charAt(column - 1 + old.length));
  return there && fresh !== undefined ? put(text, column - 1, column - 1 + old.length, fresh) : null;
};

/** Checkers' names of rules whose cure stays on the line. */
export const LINE_RULES: Readonly<Record<string, LineRule>> = {
  W291: trailing,
  W293: trailing,
  C0303: trailing,
  E201: blanksTo(''),
  E202: blanksTo(''),
  E203: blanksTo(''),
  E211: blanksTo(''),
  E221: blanksTo(' '),
  E222: blanksTo(' '),
  E223: blanksTo(' '),
  E224: blanksTo(' '),
  E225: aroundOperator,
  E226: aroundOperator,
  E227: aroundOperator,
  E228: aroundOperator,
  E231: missingAfter,
  E241: blanksTo(' '),
  E242: blanksTo(' '),
  E251: blanksTo(''),
  E252: spaceBefore,
  E261: beforeComment,
  E262: comment(/^#/),
  E265: comment(/^#[^#]/),
  E266: comment(/^##+\s*[^#\s]/),
  E271: blanksTo(' '),
  E272: blanksTo(' '),
  E273: blanksTo(' '),
  E274: blanksTo(' '),
  E275: spaceBefore,
  E703: semicolon,
  W0301: semicolon,
  E711: comparesNone,
  C0325: needlessBrackets,
  W1401: (line, finding) => invalidEscape(line, finding),
  C0121: (line, finding) => (finding.message.includes("None'") ? comparesNone(line, finding) : null),
  E712: comparesNone,
  E713: notFirst('in'),
  E714: notFirst('is'),
  F541: plainFString,
  W1309: plainFString,
  F632: literalIs,
  W605: invalidEscape,
  RUF100: unusedNoqa,
  UP006: builtin,
};
