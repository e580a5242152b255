/** One kind of text that changes from run to run while the cause stays; replaced in this order. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  // First, before a part of it is taken for a hash. What stands below the random folder is ours again.
  [/(?:\/private)?\/(?:tmp|var\/tmp|var\/folders\/[\w+-]{1,10}\/[\w+-]{1,60}\/T)\/[\w.+~-]{1,120}/g, '<tmp>'],
  [/[A-Za-z]:\\Users\\[^\\\s]{1,60}\\AppData\\Local\\Temp\\[\w.+~-]{1,120}/g, '<tmp>'],
  [/\/home\/runner\/work\/_temp\/[\w.+~/-]{1,160}/g, '<tmp>'],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  [/\b\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\b/g, '<time>'],
  [
    /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?:\d\d? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\b/g,
    '<time>',
  ],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\bsha(?:1|256|384|512)[-:][A-Za-z0-9+/=]{20,100}/g, '<hash>'],
  [/\b0x[0-9a-f]{4,64}\b/gi, '<hash>'],
  // Seven hex digits or more with a digit and a letter among the first 40: a short SHA; `deadbeef` and `1234567` apart.
  [/(?<![\w-])(?=[a-f]{0,40}\d)(?=\d{0,40}[a-f])[0-9a-f]{7,64}(?![\w-])/g, '<hash>'],
  // Durations: `3m 12s`, `1.5 seconds`, `12ms`.
  [
    /(?<![\w.])(?:\d{1,9}(?:\.\d{1,9})? ?(?:milliseconds?|seconds?|minutes?|hours?|msecs?|secs?|mins?|ms|µs|ns|s|m|h)\b ?){1,4}/g,
    '<time> ',
  ],
];

/** Numbers that tell causes apart: exit codes and HTTP statuses. Kept by hiding them from the mask of numbers. */
const TELLING =
  /\b(exit(?:ed with)?(?: code| status)?|status(?: code)?|HTTP(?:\/\d(?:\.\d)?)?|signal)[ :=]{1,3}(\d{1,3})\b/gi;
/** A number on its own; `TS2322`, `utf8` and `v2` are names. */
const NUMBER = /(?<![A-Za-z_\d])\d{1,400}(?![A-Za-z_\d])/g;
/** Something quoted on one line; an apostrophe inside a word opens nothing. */
const QUOTED = /(?<![A-Za-z0-9])(['"`])([^'"`\n]{1,200})\1/g;
const NUMBER_ALONE = /^[\d.,:]{1,60}$/;

function maskNumbers(text: string): string {
  let result = '';
  let from = 0;
  for (const match of text.matchAll(TELLING)) {
    result += `${text.slice(from, match.index).replace(NUMBER, '<n>')}${match[1] ?? ''} ${match[2] ?? ''}`;
    from = match.index + match[0].length;
  }
  return result + text.slice(from).replace(NUMBER, '<n>');
}

/**
 * A line without what differs between two runs of one cause: times, durations, UUIDs, hashes, temporary paths, ports and
 * other numbers. Quoted identifiers stay, digits included (`'item2'` is not `'item3'`); exit codes and HTTP statuses
 * stay too. The line is cut to 500 characters first; linear.
 */
export function normaliseLine(line: string): string {
  let text = line.slice(0, 500);
  for (const [pattern, word] of MASKS) text = text.replace(pattern, word);
  let result = '';
  let from = 0;
  for (const match of text.matchAll(QUOTED)) {
    const quoted = match[2] ?? '';
    result += maskNumbers(text.slice(from, match.index));
    result += NUMBER_ALONE.test(quoted) ? "'<n>'" : `'${quoted}'`;
    from = match.index + match[0].length;
  }
  result += maskNumbers(text.slice(from));
  return result.replace(/\s{1,500}/g, ' ').trim();
}

/**
 * A job's name without what tells the cells of one matrix apart: `test (20, ubuntu-latest)` → `test`, GitLab's
 * `rspec 3/10` → `rspec`, `build: [linux, x64]` → `build`.
 */
export function normaliseJob(name: string): string {
  return name
    .slice(0, 300)
    .replace(/ ?\([^()]{0,200}\)(?= \/|$)/g, '')
    .replace(/:? \[[^[\]]{0,200}\]$/, '')
    .replace(/ \d{1,4}\/\d{1,4}$/, '')
    .trim();
}
