/** One offense of a line; column 1-based. */
export interface Offense {
  readonly cop: string;
  readonly column: number;
  readonly message: string;
}
/** The line with an offense corrected as RuboCop would, null for those it takes out, undefined where that is not certain. */
export type Cop = (line: string, offense: Offense) => string | null | undefined;

const put = (text: string, from: number, to: number, middle: string): string =>
  text.slice(0, from) + middle + text.slice(to);

/** The blanks at a column become `middle`. */
const blanks =
  (middle: string): Cop =>
  (line, { column }) => {
    let [from, to] = [column - 1, column - 1];
    while (from > 0 && line.charAt(from - 1) === ' ') from -= 1;
    while (line.charAt(to) === ' ') to += 1;
    return from === to || from === 0 ? undefined : put(line, from, to, middle);
  };
const missing =
  (sign: RegExp, after: boolean): Cop =>
  (line, { column }) => {
    const at = column - 1;
    return sign.test(line.charAt(at)) ? put(line, after ? at + 1 : at, after ? at + 1 : at, ' ') : undefined;
  };
const gone: Cop = (line) => (line.trim() === '' ? null : undefined);

const quotes: Cop = (line, { column, message }) => {
  const at = column - 1;
  const [literal] = /^"(?:[^"'\\#]|#(?!\{))*"/.exec(line.slice(at)) ?? [];
  if (literal === undefined || !message.startsWith('Prefer single-quoted')) return undefined;
  return put(line, at, at + literal.length, `'${literal.slice(1, -1)}'`);
};
const operator: Cop = (line, { column, message }) => {
  const [, sign] = /^Surrounding space missing for operator [`']?(.+?)['`]?\.$/.exec(message) ?? [];
  const at = column - 1;
  if (sign === undefined || !line.startsWith(sign, at)) return undefined;
  const right = at + sign.length;
  const before = at > 0 && line.charAt(at - 1) !== ' ' ? ' ' : '';
  const after = right < line.length && line.charAt(right) !== ' ' ? ' ' : '';
  return put(line, at, right, before + sign + after);
};
const inside =
  (open: string, close: string): Cop =>
  (line, offense) => {
    const at = offense.column - 1;
    const sign = line.charAt(at);
    if (/^Space missing inside|^Space inside \S+ missing/.test(offense.message))
      return sign === open ? put(line, at + 1, at + 1, ' ') : sign === close ? put(line, at, at, ' ') : undefined;
    if (offense.message.startsWith('Space between { and | missing'))
      return line.startsWith('{|', at) ? put(line, at + 1, at + 1, ' ') : undefined;
    return offense.message.startsWith('Space inside') ? blanks('')(line, offense) : undefined;
  };

/** RuboCop's cops whose correction is plain text on one line. */
export const COPS: Readonly<Record<string, Cop>> = {
  'Style/StringLiterals': quotes,
  'Layout/TrailingWhitespace': (line) => line.trimEnd(),
  'Layout/EmptyLines': gone,
  'Layout/EmptyLinesAroundClassBody': (line, { message }) =>
    message.startsWith('Extra') ? gone(line, { cop: '', column: 1, message }) : undefined,
  'Layout/EmptyLinesAroundMethodBody': gone,
  'Layout/EmptyLinesAroundBlockBody': gone,
  'Layout/EmptyLinesAroundModuleBody': gone,
  'Layout/SpaceAroundOperators': operator,
  'Layout/SpaceInsideParens': (line, offense) =>
    offense.message.startsWith('Space inside') ? blanks('')(line, offense) : undefined,
  'Layout/SpaceInsideArrayLiteralBrackets': (line, offense) =>
    offense.message.startsWith('Do not use space') ? blanks('')(line, offense) : undefined,
  'Layout/SpaceInsideBlockBraces': inside('{', '}'),
  'Layout/SpaceInsideHashLiteralBraces': inside('{', '}'),
  'Layout/SpaceAfterComma': missing(/,/, true),
  'Layout/SpaceAfterColon': missing(/:/, true),
  'Layout/SpaceAfterSemicolon': missing(/;/, true),
  'Layout/SpaceBeforeBlockBraces': (line, offense) =>
    offense.message.startsWith('Space missing') ? missing(/\{/, false)(line, offense) : undefined,
  'Layout/SpaceBeforeComma': blanks(''),
  'Layout/SpaceBeforeSemicolon': blanks(''),
  'Layout/ExtraSpacing': blanks(' '),
  'Layout/LeadingCommentSpace': (line, { column }) =>
    line.charAt(column - 1) === '#' ? put(line, column, column, ' ') : undefined,
  'Style/Semicolon': (line, { column }) =>
    line.slice(column - 1).trim() === ';' ? line.slice(0, column - 1).trimEnd() : undefined,
  'Style/NegatedIf': (line, { column }) => {
    const [, condition] = /^if !([\w.?@]+)(?:\s*;)?$/.exec(line.slice(column - 1)) ?? [];
    return condition === undefined ? undefined : `${line.slice(0, column - 1)}unless ${condition}`;
  },
  'Style/RedundantReturn': (line, { column }) => {
    const [, value] = /^return (\S.*)$/.exec(line.slice(column - 1)) ?? [];
    return value === undefined || value.includes(',') || / (?:if|unless) /.test(value)
      ? undefined
      : line.slice(0, column - 1) + value;
  },
};
