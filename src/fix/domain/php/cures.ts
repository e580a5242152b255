/** True for an offset within a string, or behind the start of a comment. */
function inString(line: string, offset: number): boolean {
  let open = '';
  for (let at = 0; at < offset; at += 1) {
    const sign = line.charAt(at);
    if (open !== '' && sign === '\\') at += 1;
    else if (open === sign) open = '';
    else if (open === '' && /['"]/.test(sign)) open = sign;
    else if (open === '' && line.startsWith('//', at)) return true;
  }
  return open !== '';
}

/** Puts `fresh` for the one match of a pattern in code. */
export function once(line: string, pattern: RegExp, fresh: string): string | null {
  const found = [...line.matchAll(new RegExp(pattern.source, 'g'))].filter(({ index }) => !inString(line, index));
  const [only] = found;
  if (only === undefined || found.length > 1) return null;
  // A look-around sees the whole line: the replacement is made from the match on.
  const at = only.index;
  return line.replace(new RegExp(pattern.source, 'g'), (...parts: readonly unknown[]) =>
    parts.includes(at) ? expanded(fresh, only) : String(parts[0]),
  );
}

/** `$1` and `$$` of a replacement. */
const expanded = (fresh: string, found: RegExpExecArray): string =>
  fresh.replace(/\$(\$|\d)/g, (_whole, sign: string) => (sign === '$' ? '$' : (found[Number(sign)] ?? '')));

const escaped = (words: string): string => words.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** Puts `fresh` for the first match: a finding tells of one, and the next of the next. */
function first(line: string, pattern: RegExp, fresh: string): string | null {
  const [found] = [...line.matchAll(new RegExp(pattern.source, 'g'))].filter(({ index }) => !inString(line, index));
  return found === undefined ? null : line.slice(0, found.index) + fresh + line.slice(found.index + found[0].length);
}

/** The line with a finding cured, null where that is not certain; `next` is the line below. */
export type PhpCure = (line: string, words: RegExpExecArray, next: string) => string | null;
/** phpcbf's own changes, of sniffs whose message says all; a `\n` makes two lines of one. */
export const PHP_CURES: readonly (readonly [RegExp, PhpCure])[] = [
  [
    /^Opening brace (?:of (?:a|an) \w+ )?(?:should|must) be on (?:a new line|the (?:next )?line after the (?:definition|declaration))/,
    (line) => {
      const [, indent = '', head] = /^(\s*)(\S.*?)\s*\{\s*$/.exec(line) ?? [];
      return head === undefined ? null : `${indent}${head}\n${indent}{`;
    },
  ],
  [
    /^Tabs must be used to indent lines; spaces are not allowed$/,
    (line) =>
      line.replace(/^[ \t]+/, (indent) => {
        const width = indent.replaceAll('\t', '    ').length;
        return '\t'.repeat(Math.floor(width / 4)) + ' '.repeat(width % 4);
      }),
  ],
  [
    /^Spaces must be used to indent lines; tabs are not allowed$/,
    (line) => line.replace(/^[ \t]+/, (indent) => indent.replaceAll('\t', '    ')),
  ],
  [
    /^Expected 1 space\(s\) after (\w+) keyword; 0 found$/,
    (line, [, word = '']) => {
      const name = word.toLowerCase();
      const [, sign] = new RegExp(`\\b${name}([({])`).exec(line) ?? [];
      return sign === undefined ? null : once(line, new RegExp(`\\b${name}\\${sign}`), `${name} ${sign}`);
    },
  ],
  [/^Expected 1 space\(s\) after closing parenthesis; found 0$/, (line) => once(line, /\)\{/, ') {')],
  [
    /^(?:TRUE, FALSE and NULL|PHP keywords|.*) must be lowercase; expected "(\w+)" but found "(\w+)"$/,
    (line, [, right = '', wrong = '']) => first(line, new RegExp(`\\b${wrong}\\b`), right),
  ],
  [/^Whitespace found at end of line$/, (line) => line.trimEnd()],
  [
    /^Expected 0 spaces after opening (?:bracket|parenthesis); \d+ found$|^Space after opening parenthesis/,
    (line) => once(line, /\( +(?=\S)/, '('),
  ],
  [
    /^Expected 0 spaces before closing (?:bracket|parenthesis); \d+ found$|^Space before closing parenthesis/,
    (line) => once(line, /(?<=\S) +\)/, ')'),
  ],
  [/^No space found after comma in (?:argument list|function call)$/, (line) => once(line, /,(?=\S)/, ', ')],
  [
    /^Line indented incorrectly; expected (?:at least )?(\d+) spaces, found \d+$/,
    (line, [, width = '0']) => ' '.repeat(Number(width)) + line.trimStart(),
  ],
  [
    /^Header blocks must be separated by a single blank line$|^There must be one blank line after the (?:namespace declaration|last USE statement; 0 found;?)$/,
    (line, _words, next) => (next.trim() === '' ? null : `${line}\n`),
  ],
  [
    /^Expected 1 space between comma and (?:argument|type hint) "([^"]+)"; 0 found$/,
    (line, [, word = '']) => once(line, new RegExp(`,(?=${escaped(word)}(?!\\w))`), ', '),
  ],
  // The two findings of `$count=1`: before and after its sign.
  [
    /^Incorrect spacing between argument "(\$\w+)" and equals sign; expected 1 but found \d+$/,
    (line, [, name = '']) => once(line, new RegExp(`(?<=${escaped(name)})\\s*=(?![=>])`), ' ='),
  ],
  [
    /^Incorrect spacing between default value and equals sign for argument "(\$\w+)"; expected 1 but found \d+$/,
    (line, [, name = '']) => once(line, new RegExp(`(?<=${escaped(name)}\\s*)=(?![=>])\\s*`), '= '),
  ],
  [
    /^There must not be a space before the colon in a return type declaration$/,
    (line) => once(line, /\)\s+:(?=\s)/, '):'),
  ],
  [
    /^There must be (?:a single|exactly one) space (?:between|after) the colon and (?:the )?type in a return type declaration$/,
    (line) => once(line, /\):\s*(?=[?\w\\])/, '): '),
  ],
  [
    /^Expected (?:at least )?1 space (before|after) "([^"]+)"; 0 found$/,
    (line, [, side, sign = '']) => {
      const own = escaped(sign);
      const alone = `(?<![=!<>+\\-*/.&|?])${own}(?![=>+\\-*/.&|?])`;
      return side === 'before'
        ? once(line, new RegExp(`(?<=\\S)${alone}`), ` ${sign}`)
        : once(line, new RegExp(`${alone}(?=\\S)`), `${sign} `);
    },
  ],
  [
    /^Expected 1 space after closing brace; 0 found$/,
    (line) => once(line, /\}(?=(?:else|elseif|catch|finally|while)\b)/, '} '),
  ],
  [
    /^Expected 1 space (?:before opening brace|after closing parenthesis); found 0$/,
    (line) => once(line, /\)\{/, ') {'),
  ],
  [/^Expected 1 space after FUNCTION keyword; 0 found$/, (line) => once(line, /\bfunction\(/, 'function (')],
  [
    /^Usage of ELSE IF (?:is discouraged|not allowed); use ELSEIF instead$/,
    (line) => once(line, /\belse\s+if\b/, 'elseif'),
  ],
  [/^Short array syntax must be used to define arrays$/, (line) => once(line, /\barray\(([^()]*)\)/, '[$1]')],
  [/^A closing tag is not permitted at the end of a PHP file$/, (line) => (line.trim() === '?>' ? '' : null)],
  [
    /^Visibility must be declared on method "(\w+)"$/,
    (line, [, name = '']) =>
      once(line, new RegExp(`(?<=^\\s*(?:(?:static|abstract|final) )?)function (?=&?${name}\\b)`), 'public function '),
  ],
  [/^Visibility must be declared on property "\$\w+"$/, (line) => once(line, /(?<=^\s*)var (?=\$)/, 'public ')],
  [
    /^Concat operator must be surrounded by a single space$/,
    (line) =>
      /^[^'"]*(?:'[^'.]*'|"[^".]*"|[^'".])*$/.test(line) ? null : once(line, /(?<=['"\w)\]])\s*\.\s*(?=['"$])/, ' . '),
  ],
  // Many sniffs say what they read and what they want.
  [
    /\bexpected "(.+)" but found "(.+)"$/,
    (line, [, right = '', wrong = '']) =>
      /\\n|\.\.\./.test(right + wrong) ? null : once(line, new RegExp(escaped(wrong)), right.replaceAll('$', '$$$$')),
  ],
];

/** Findings that phpcbf does not mark, whose cure is what PHP takes for said already: what has no word is public. */
export const UNMARKED = /^Visibility must be declared on (?:method|property)/;
/** Cures that make two lines of one: after all others of the line. */
export const WHOLE_LINE = /^Opening brace|^Header blocks|^There must be one blank line/;
