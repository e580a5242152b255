import { distance } from 'fastest-levenshtein';

/** What begins a statement in C, C++, Java and C#, and is long enough for a slip of it to be no name. */
const KEYWORDS = [
  'return',
  'while',
  'switch',
  'break',
  'continue',
  'struct',
  'static',
  'const',
  'unsigned',
  'void',
  'char',
  'double',
  'float',
  'else',
  'throw',
  'public',
  'private',
  'class',
];
const letters = (word: string): string => Array.from(word).sort().join('');

/** Code of a C-like file: strings and comments are blanks. */
const codeOf = (text: string): string =>
  text.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, (part) =>
    part.replace(/[^\n]/g, ' '),
  );

/** A word that begins a statement and is a slip of a keyword: a compiler that stopped at syntax has not told of it yet. */
export function slipInCode(path: string, text: string): string | null {
  if (!/\.(?:[ch]|cc|cpp|cxx|hpp|hh|java|cs)$/.test(path)) return null;
  const code = codeOf(text);
  const words = new Set([...code.matchAll(/^\s*([a-z]{4,10})\b(?=[ \t]+[\w"'({-])/gm)].map(([, word = '']) => word));
  for (const word of words) {
    if (KEYWORDS.includes(word)) continue;
    // A type of the file's own, or a macro, is said somewhere.
    if (new RegExp(`\\b(?:typedef\\b[^;]*|struct|class|enum|define|using)\\s+${word}\\b|\\b${word}\\s*=`).test(code))
      continue;
    const near = KEYWORDS.find(
      (each) => letters(each) === letters(word) || (each.length > 4 && distance(each, word) === 1),
    );
    if (near !== undefined) return word;
  }
  return null;
}

const BASIC: Readonly<Record<string, RegExp>> = {
  d: /^(?:signed |unsigned )?(?:int|short|char)$|^unsigned$|^bool$/,
  i: /^(?:int|short)$/,
  u: /^unsigned(?: int| short)?$/,
  s: /^(?:const )?char ?\*$/,
  f: /^(?:float|double)$/,
  c: /^(?:int|char)$/,
};

/**
 * What a C compiler that met an error has not warned of yet: a local that nothing reads, a `printf` whose verb does not fit
 * a member. Only in the plainest shapes; null when there is none of those. `unused` is false where the compiler told of locals.
 */
export function hiddenWarning(text: string, unused: boolean): string | null {
  const code = codeOf(text);
  if (unused)
    for (const [, name = ''] of code.matchAll(
      /^[ \t]+(?:const )?(?:unsigned |long )*(?:int|char|long|float|double|size_t|short|bool)[ *]+(\w+)(?:\s*=[^;,]*)?;/gm,
    )) {
      const inStruct = new RegExp(`(?:\\.|->)\\s*${name}\\b`).test(code);
      if (!inStruct && [...code.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].length === 1 && !memberOf(code, name))
        return `${name} is not used`;
    }
  for (const [, format = '', list = ''] of text.matchAll(/\bprintf\s*\(\s*"((?:[^"\\]|\\.)*)"\s*,\s*([^;]*)\)\s*;/g)) {
    const verbs = [...format.replaceAll('%%', '').matchAll(/%[-+ 0#]*\d*(?:\.\d+)?((?:hh|ll|[hlzjt])?[a-zA-Z])/g)].map(
      ([, verb = '']) => verb,
    );
    const args = list.split(',').map((each) => each.trim());
    if (args.length !== verbs.length) continue;
    for (const [at, arg] of args.entries()) {
      const [, member] = /(?:\.|->)(\w+)$/.exec(arg) ?? [];
      const types =
        member === undefined
          ? []
          : [
              ...code.matchAll(
                new RegExp(
                  `(?:^|[{;])\\s*((?:const |unsigned )?(?:int|short|char|float|double|unsigned)(?: ?\\*)?) ?\\b${member}\\s*;`,
                  'gm',
                ),
              ),
            ];
      const type = types.length === 1 ? types[0]?.[1]?.replace(/\s+/g, ' ').trim() : undefined;
      const fits = BASIC[verbs[at] ?? ''];
      if (type !== undefined && fits !== undefined && !fits.test(type))
        return `${arg} is printed with another verb than ${type} has`;
    }
  }
  return null;
}

/** True for a name declared within a struct of the file. */
function memberOf(code: string, name: string): boolean {
  return [...code.matchAll(/\b(?:struct|union|class)\b[^{;()]*\{([^}]*)\}/g)].some(([, body = '']) =>
    new RegExp(`\\b${name}\\b`).test(body),
  );
}
