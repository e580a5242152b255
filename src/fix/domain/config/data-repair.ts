import { checkSyntax } from '../syntax-check';

/** A text with one slip mended, and what was done. */
export interface Repair {
  readonly text: string;
  /** In the imperative, without the file's name: `take out the comma before a closing bracket`. */
  readonly what: string;
}

type Mend = (line: string, next: string) => string | null;

/** JSON's commas and quotes that stand outside texts: trailing commas go. */
function withoutTrailingCommas(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|,(?=\s*[}\]])/g, (part) => (part === ',' ? '' : part));
}

/** Texts in single quotes get double ones, where nothing in them would mean another text then. */
function withDoubleQuotes(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|'([^'"\\\n]*)'/g, (part: string, single: string | undefined) =>
    single === undefined ? part : `"${single}"`,
  );
}

const JSON_LINES: readonly (readonly [what: string, mend: Mend])[] = [
  [
    'add the missing comma',
    (line, next) =>
      /(?:"|\d|true|false|null|\}|\])\s*$/.test(line) && /^\s*["{[\d]/.test(next) ? `${line.trimEnd()},` : null,
  ],
  ['close the quote', (line) => mended(line, /^(\s*"[^":]*)(:\s.*)$/, '$1"$2')],
  ['close the quote', (line) => mended(line, /^(\s*"[^"]*":\s*"[^"]*?)(,?)$/, '$1"$2')],
  ['open the quote', (line) => mended(line, /^(\s*)([\w$-]+":\s.*)$/, '$1"$2')],
];
const YAML_LINES: readonly (readonly [what: string, mend: Mend])[] = [
  ['close the quote', (line) => mended(line, /^(\s*(?:- )?(?:[\w.-]+:\s+)?"[^"]*?)\s*$/, '$1"')],
  ['close the quote', (line) => mended(line, /^(\s*(?:- )?(?:[\w.-]+:\s+)?'[^']*?)\s*$/, "$1'")],
  [
    'quote the value, which has a colon',
    (line) => mended(line, /^(\s*(?:- )?[\w.-]+:\s+)([^\s"'|>&*[{#](?=[^"\\#]*: )[^"\\#]*?)\s*$/, '$1"$2"'),
  ],
  ['quote the value', (line) => mended(line, /^(\s*(?:- )?(?:[\w.-]+:\s+)?)([@`%*][^"\\#:]*?)\s*$/, '$1"$2"')],
  ['put a blank after the colon', (line) => mended(line, /^(\s*(?:- )?[A-Za-z][\w-]*):([^\s:/].*)$/, '$1: $2')],
];
const TOML_LINES: readonly (readonly [what: string, mend: Mend])[] = [
  ['close the quote', (line) => mended(line, /^(\s*[\w."-]+\s*=\s*"[^"]*?)\s*$/, '$1"')],
  [
    'add the missing comma',
    (line, next) =>
      /^\s*(?:"[^"]*"|'[^']*'|\d+)\s*$/.test(line) && /^\s*["'\d]/.test(next) ? `${line.trimEnd()},` : null,
  ],
  ['close the bracket', (line) => mended(line, /^(\s*\[[\w.-]+)\s*$/, '$1]')],
];

function mended(line: string, pattern: RegExp, to: string): string | null {
  return pattern.test(line) ? line.replace(pattern, to) : null;
}

/** Tabs of an indentation become the blanks the file uses elsewhere. */
function withoutTabs(text: string): string {
  const unit = /\n( +)\S/.exec(text)?.[1]?.length ?? 2;
  return text.replace(/^[ ]*\t[\t ]*/gm, (margin) => margin.replaceAll('\t', ' '.repeat(unit)));
}

const marginOf = (line: string): number => line.length - line.trimStart().length;

/**
 * The one line off the file's own steps of indentation, put where the lines around it leave one place: a key one step
 * above what it holds, anything else between two neighbours of one margin.
 */
function withStraightMargins(text: string): string {
  const lines = text.split('\n');
  const used = lines.filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  const unit = Math.min(...used.map(marginOf).filter((margin) => margin > 1));
  if (!Number.isFinite(unit) || /[|>][+-]?\d?\s*$/m.test(text)) return text;
  const straight = lines.map((line, index) => {
    const margin = marginOf(line);
    if (margin % unit === 0 || line.trim() === '') return line;
    const before =
      lines
        .slice(0, index)
        .reverse()
        .find((each) => each.trim() !== '') ?? '';
    const [above, below] = [before, lines.slice(index + 1).find((each) => each.trim() !== '') ?? ''].map(marginOf);
    if (above === undefined || below === undefined) return line;
    const holds = /^[\w."'-]+:$/.test(line.trim()) && below > margin;
    // Under a key that may hold it, a line has two places.
    const isBetween = above === below && !before.trimEnd().endsWith(':');
    // Deeper than a line that holds nothing under it is no place at all; a second such line may say otherwise.
    const isTooDeep =
      used.filter((each) => marginOf(each) % unit !== 0).length === 1 &&
      margin > above &&
      /^\s*(?:- )?[\w."'-]+:\s+[^\s|>&*[{]/.test(before) &&
      below <= above;
    const wanted = holds ? below - unit : isBetween || isTooDeep ? above : margin;
    return Math.abs(wanted - margin) < unit ? ' '.repeat(wanted) + line.trimStart() : line;
  });
  // A file with several such lines is somebody's taste, not a slip.
  return straight.filter((line, index) => line !== lines[index]).length === 1 ? straight.join('\n') : text;
}

/** A line said twice alike is said once. */
function withoutRepeats(text: string): string[] {
  const lines = text.split('\n');
  const found: string[] = [];
  lines.forEach((line, index) => {
    const plain = line.trimEnd();
    if (!/^\s*[\w."'-]+\s*[:=]\s*[^\s|>{[]/.test(plain) || lines.indexOf(plain) === index) return;
    if (lines.slice(0, index).some((other) => other.trimEnd() === plain))
      found.push([...lines.slice(0, index), ...lines.slice(index + 1)].join('\n'));
  });
  return found;
}

const FORMATS = {
  json: {
    lines: JSON_LINES,
    whole: [
      ['take out the comma before a closing bracket', withoutTrailingCommas],
      ['quote with double quotes', withDoubleQuotes],
    ],
  },
  yaml: {
    lines: YAML_LINES,
    whole: [
      ['indent with blanks, as YAML allows no tabs', withoutTabs],
      ['indent as the lines around', withStraightMargins],
    ],
  },
  toml: { lines: TOML_LINES, whole: [] },
} as const;
export type DataFormat = keyof typeof FORMATS;

/** The format of a data file by its name; null for others. */
export function formatOf(path: string): DataFormat | null {
  if (/\.(?:json|webmanifest)$/.test(path)) return 'json';
  if (/\.ya?ml$/.test(path)) return 'yaml';
  return path.endsWith('.toml') ? 'toml' : null;
}

/** A text for each line that one of the mends may be for. */
function lineTries(lines: readonly string[], mends: readonly (readonly [string, Mend])[]): Repair[] {
  return lines.flatMap((line, index) =>
    mends.flatMap(([what, mend]): Repair[] => {
      const next = lines.slice(index + 1).find((each) => each.trim() !== '') ?? '';
      const better = mend(line, next);
      if (better === null || better === line) return [];
      return [{ what, text: [...lines.slice(0, index), better, ...lines.slice(index + 1)].join('\n') }];
    }),
  );
}

/** Files longer than this are not searched for a slip. */
const MOST_LINES = 3000;

/**
 * The one way in which a data file that does not parse can be mended by a single slip, as its real parser sees it. Null
 * when it parses, when nothing of the sort helps, or when two different texts would parse.
 */
export function repairOf(path: string, text: string): Repair | null {
  const format = formatOf(path);
  const lines = text.split('\n');
  if (format === null || lines.length > MOST_LINES || /^(?:<{7}|={7}$|>{7})/m.test(text)) return null;
  const broken = (each: string): boolean => checkSyntax({ path, text: each }).error !== null;
  if (!broken(text)) return null;
  const { lines: perLine, whole } = FORMATS[format];
  const tries: Repair[] = whole.map(([what, mend]) => ({ what, text: mend(text) }));
  if (format !== 'json') tries.push(...withoutRepeats(text).map((each) => ({ what: 'say a key once', text: each })));
  tries.push(...lineTries(lines, perLine));
  const goodOf = (each: readonly Repair[]): Repair[] => [
    ...new Map(each.filter((one) => one.text !== text && !broken(one.text)).map((one) => [one.text, one])).values(),
  ];
  const good = goodOf(tries);
  const [only] = good;
  if (format !== 'json' || only !== undefined) return good.length === 1 ? (only ?? null) : null;
  // A comma before a closing bracket is a slip for sure, whatever else is wrong.
  const clean = withoutTrailingCommas(text);
  if (clean === text) return null;
  const second = goodOf(
    lineTries(clean.split('\n'), perLine).map((each) => ({
      ...each,
      what: `take out the comma before a closing bracket and ${each.what}`,
    })),
  );
  return second.length === 1 ? (second[0] ?? null) : null;
}
