import type { Cop } from './cops';

const put = (text: string, from: number, to: number, middle: string): string =>
  text.slice(0, from) + middle + text.slice(to);

/** What begins at the column and fits becomes something else. */
const there =
  (pattern: RegExp, fresh: string): Cop =>
  (line, { column }) => {
    const rest = line.slice(column - 1);
    return pattern.test(rest) ? line.slice(0, column - 1) + rest.replace(pattern, fresh) : undefined;
  };

/** A blank line above, below. */
const above: Cop = (line) => `\n${line}`;
const below: Cop = (line) => `${line}\n`;

/** `[:a, :b]` as `%i[a b]`; `['a', 'b']` as `%w[a b]`. */
const words =
  (letter: 'i' | 'w'): Cop =>
  (line, { column }) => {
    const each = letter === 'i' ? /^:\w+[?!]?$/ : /^(['"])[\w.-]+\1$/;
    const [whole, list = ''] = /^\[([^[\]]+)\]/.exec(line.slice(column - 1)) ?? [];
    const parts = list.split(',').map((part) => part.trim());
    if (whole === undefined || parts.some((part) => !each.test(part))) return undefined;
    const names = parts.map((part) => part.replace(/^:|['"]/g, ''));
    return put(line, column - 1, column - 1 + whole.length, `%${letter}[${names.join(' ')}]`);
  };

/** The bracket that closes the one at an offset. */
function closing(line: string, open: number): number | null {
  let depth = 0;
  for (let at = open; at < line.length; at += 1) {
    if ('([{'.includes(line.charAt(at))) depth += 1;
    else if (')]}'.includes(line.charAt(at)) && (depth -= 1) === 0) return at;
  }
  return null;
}

/** `if (x)` without the brackets, which hold the whole condition. */
const bareCondition: Cop = (line, { column }) => {
  const open = column - 1;
  const close = line.charAt(open) === '(' ? closing(line, open) : null;
  if (
    close === null ||
    !/^\s*(?:#.*|then|do)?$/.test(line.slice(close + 1)) ||
    /[^=!<>]=[^=~]|['"]/.test(line.slice(open, close))
  )
    return undefined;
  const gap = /\S$/.test(line.slice(0, open)) ? ' ' : '';
  return put(line, open, close + 1, gap + line.slice(open + 1, close).trim());
};

/** The end of a line's keyword that is needless there: ` then`, ` do`. */
const without =
  (word: string): Cop =>
  (line) => {
    const shape = new RegExp(` ${word}\\s*$`);
    return shape.test(line) ? line.replace(shape, '') : undefined;
  };

/** The indentation that the message names. */
const aligned =
  (pattern: RegExp): Cop =>
  (line, { message }) => {
    const [, column] = pattern.exec(message) ?? [];
    return column === undefined ? undefined : ' '.repeat(Number(column)) + line.trimStart();
  };

/** A digit group's underscore for numbers of five digits and more. */
const grouped: Cop = (line, { column }) => {
  const [number] = /^\d{5,}(?![\w.])/.exec(line.slice(column - 1)) ?? [];
  return number === undefined
    ? undefined
    : put(line, column - 1, column - 1 + number.length, number.replace(/\B(?=(?:\d{3})+$)/g, '_'));
};

/** More of RuboCop's cops whose correction is text: a `\n` makes lines of one. */
export const MORE_COPS: Readonly<Record<string, Cop>> = {
  'Layout/EmptyLineBetweenDefs': (line, { message }) =>
    message.endsWith('found 0.') ? above(line, { cop: '', column: 1, message }) : undefined,
  'Layout/EmptyLinesAroundAttributeAccessor': below,
  'Layout/EmptyLineAfterGuardClause': below,
  'Layout/EmptyLineAfterMultilineCondition': below,
  'Layout/SpaceAroundEqualsInParameterDefault': (line, { column }) => {
    const [whole] = /^\s*=\s*/.exec(line.slice(column - 1)) ?? [];
    return whole === undefined ? undefined : put(line, column - 1, column - 1 + whole.length, ' = ');
  },
  'Layout/SpaceBeforeFirstArg': there(/^ +/, ' '),
  'Layout/SpaceAfterNot': there(/^! +/, '!'),
  'Layout/SpaceAfterMethodName': there(/^ +\(/, '('),
  'Layout/SpaceInsideRangeLiteral': there(/^([\w.()]+?) *(\.{2,3}) *(?=\w)/, '$1$2'),
  'Layout/SpaceInLambdaLiteral': there(/^-> \(/, '->('),
  'Layout/SpaceBeforeComma': there(/^ +(?=,)/, ''),
  'Layout/SpaceInsideReferenceBrackets': there(/^ +/, ''),
  'Layout/SpaceInsideStringInterpolation': there(/^ +/, ''),
  'Layout/SpaceInsidePercentLiteralDelimiters': there(/^ +/, ''),
  'Layout/SpaceAroundKeyword': (line, { column, message }) => {
    const [, side, word = ''] = /^Space (before|after) keyword `(\w+)` is missing\.$/.exec(message) ?? [];
    const at = column - 1;
    if (side === undefined || !line.startsWith(word, at)) return undefined;
    return side === 'before' ? put(line, at, at, ' ') : put(line, at + word.length, at + word.length, ' ');
  },
  'Layout/EndAlignment': aligned(/^`end` at \d+, \d+ is not aligned with `[^`]+` at \d+, (\d+)\.$/),
  'Layout/DefEndAlignment': aligned(/^`end` at \d+, \d+ is not aligned with `[^`]+` at \d+, (\d+)\.$/),
  'Layout/BlockAlignment': aligned(/^`(?:end|\})` at \d+, \d+ is not aligned with `[^`]+` at \d+, (\d+)\.$/),
  'Layout/CommentIndentation': aligned(/^Incorrect indentation detected \(column \d+ instead of (\d+)\)\.$/),
  'Layout/InitialIndentation': (line) => line.trimStart(),
  'Layout/LeadingEmptyLines': () => undefined,
  'Style/MethodDefParentheses': (line, { column, message }) => {
    const head = line.slice(0, column - 1).trimEnd();
    const list = line.slice(column - 1).trimEnd();
    return message.includes('with parentheses') && /\bdef [\w.?!]+$/.test(head) && !list.includes('#')
      ? `${head}(${list})`
      : undefined;
  },
  'Style/DefWithParentheses': there(/^\(\)/, ''),
  'Style/MethodCallWithoutArgsParentheses': there(/^\(\)/, ''),
  'Style/EmptyLiteral': (line, { column }) => {
    const rest = line.slice(column - 1);
    const [whole, kind] = /^(Array|Hash)\.new(?:\(\))?(?![\w({ ]*[({])/.exec(rest) ?? [];
    return whole === undefined
      ? undefined
      : put(line, column - 1, column - 1 + whole.length, kind === 'Array' ? '[]' : '{}');
  },
  'Style/HashSyntax': (line, { column }) => {
    const [whole, name] = /^:(\w+[?!]?) *=> */.exec(line.slice(column - 1)) ?? [];
    return whole === undefined ? undefined : put(line, column - 1, column - 1 + whole.length, `${name ?? ''}: `);
  },
  'Style/OneLineConditional': (line, { column }) => {
    const [whole, condition, yes, no] =
      /^if (\S[^;?:]*?) then ([\w@.'"]+) else ([\w@.'"]+) end/.exec(line.slice(column - 1)) ?? [];
    return whole === undefined
      ? undefined
      : put(line, column - 1, column - 1 + whole.length, `${condition ?? ''} ? ${yes ?? ''} : ${no ?? ''}`);
  },
  'Style/SymbolArray': words('i'),
  'Style/WordArray': words('w'),
  'Style/RedundantSelf': there(/^self\.(?=[a-z_]\w*[?!]?(?!\s*=[^=~]))/, ''),
  'Style/NilComparison': (line, { column, message }) => {
    const rest = line.slice(0, column - 1);
    const [left] = /[\w@.?]+ $/.exec(rest) ?? [];
    const [sign] = /^== nil\b/.exec(line.slice(column - 1)) ?? [];
    return left === undefined || sign === undefined || !message.includes('nil?')
      ? undefined
      : `${rest.trimEnd()}.nil?${line.slice(column - 1 + sign.length)}`;
  },
  // Within a condition of simple parts alone the two bind alike.
  'Style/AndOr': (line, { column, message }) => {
    const [, fresh, old] = /^Use [`']?(&&|\|\|)[`']? instead of [`']?(and|or)[`']?\.$/.exec(message) ?? [];
    const [before, after] = [line.slice(0, column - 1), line.slice(column - 1)];
    const simple = /^\s*(?:\S.* )?(?:if|unless|while|until) (?:!?[\w.@?]+ (?:(?:&&|\|\||[<>]=?|==) [\w.@?]+ )?)$/.test(
      before,
    );
    return fresh !== undefined &&
      old !== undefined &&
      simple &&
      new RegExp(`^${old} !?[\\w.@?]+(?: [<>]=? \\w+| == \\w+)?$`).test(after)
      ? before + fresh + after.slice(old.length)
      : undefined;
  },
  'Style/Not': there(/^not (?=[\w@.?]+$)/, '!'),
  'Style/ParenthesesAroundCondition': bareCondition,
  'Style/ColonMethodCall': there(/^::(?=[a-z])/, '.'),
  'Style/NumericLiterals': grouped,
  'Style/PreferredHashMethods': there(/^has_(key|value)\?/, '$1?'),
  'Style/MultilineIfThen': without('then'),
  'Style/WhileUntilDo': without('do'),
  'Style/RescueStandardError': there(/^rescue(?=$| =>)/, 'rescue StandardError'),
  'Style/SelfAssignment': there(/^(@?\w+) = \1 ([+\-*/|&]|\*\*|\|\||&&) /, '$1 $2= '),
  'Style/TrailingCommaInArguments': there(/^,/, ''),
  'Style/TrailingCommaInArrayLiteral': there(/^,/, ''),
  'Style/TrailingCommaInHashLiteral': there(/^,/, ''),
  'Style/RedundantPercentQ': () => undefined,
  'Lint/RedundantStringCoercion': (line, { column }) => {
    const at = line.startsWith('.to_s', column - 2)
      ? column - 2
      : line.startsWith('to_s', column - 1)
        ? column - 2
        : -1;
    return at < 0 || line.charAt(at) !== '.' ? undefined : put(line, at, at + '.to_s'.length, '');
  },
  'Lint/DeprecatedClassMethods': (line, { column }) => {
    const rest = line.slice(column - 1);
    const [whole] = /^(?:File|Dir)\.exists\?/.exec(rest) ?? [];
    return whole === undefined
      ? undefined
      : put(line, column - 1, column - 1 + whole.length, whole.replace('exists', 'exist'));
  },
};

/** Cops that put or move whole lines: after all others of the line. */
export const WHOLE_LINE =
  /^Layout\/(?:EmptyLine(?:BetweenDefs|sAroundAttributeAccessor|AfterGuardClause|AfterMultilineCondition|sAroundAccessModifier)|(?:Def)?EndAlignment|BlockAlignment|CommentIndentation|InitialIndentation|IndentationWidth)$/;
