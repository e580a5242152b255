import { matchesOf } from '../config/log-match';
import type { Edit, Fixer, FixerInput, FixerOutcome, Quote } from '../fix.types';
import { rewrite } from '../kit';

const BLANKS = /^(\S.{0,300}?):(\d{1,7}): trailing whitespace\.$/;
const LINES = /^(\S.{0,300}?):(\d{1,7}): new blank line at EOF\.$/;
/** A script whose first line ends with a carriage return names an interpreter that is not there. */
const RETURNS: readonly RegExp[] = [
  /^(?:bash: (?:line \d{1,5}: )?|\/bin\/(?:ba)?sh: (?:\d{1,5}: )?)(\S{1,200}): (?:cannot execute: required file not found|\/\S{1,100}\^M: bad interpreter: No such file or directory)$/,
  /^(?:\/bin\/(?:ba|da)?sh|bash|sh|zsh): (?:\d{1,5}: )?(\S{1,200}): bad interpreter: \/\S{1,100}\^M: no such file or directory$/i,
  /^(\S{1,200}): line \d{1,5}: \$'.{0,100}\\r': command not found$/,
];

/** Trailing blanks that `git diff --check` tells, at the lines it tells, and blank lines at the end. */
function gitCheck(input: FixerInput): FixerOutcome[] {
  const blanks = matchesOf(input, BLANKS);
  const ends = matchesOf(input, LINES);
  const byFile = new Map<string, { readonly lines: Set<number>; end: boolean; readonly quotes: Quote[] }>();
  for (const {
    quote,
    groups: [named = '', line = ''],
  } of [...blanks, ...ends]) {
    const path = input.pathOf(named);
    if (path === null) continue;
    const own = byFile.get(path) ?? { lines: new Set<number>(), end: false, quotes: [] };
    if (quote.text.endsWith('EOF.')) own.end = true;
    else own.lines.add(Number(line));
    own.quotes.push(quote);
    byFile.set(path, own);
  }
  return [...byFile].flatMap(([path, { lines, end, quotes }]): FixerOutcome[] => {
    const text = input.files.text(path);
    if (text === null) return [];
    const all = text.split('\n');
    const covers = input.issues.filter(
      ({ file, message }) => file !== null && input.pathOf(file) === path && /whitespace|blank line/.test(message),
    );
    if ([...lines].some((line) => !/[ \t]$/.test(all[line - 1] ?? '')))
      return [{ outcome: 'declined', covers, why: `${path} is not as git saw it` }];
    const trimmed = all.map((line, index) => (lines.has(index + 1) ? line.replace(/[ \t]+$/, '') : line)).join('\n');
    const after = end ? trimmed.replace(/\n+$/, '\n') : trimmed;
    return [
      {
        outcome: 'patch',
        edits: rewrite(path, text, after),
        reason: `Take the blanks at the ends of ${path} out that git tells`,
        quotes,
        covers,
        coversAll:
          input.issues.every(({ message }) => /whitespace|blank line/.test(message)) && input.failingTests.length === 0,
        confidence: 0.9,
        safety: 'safe',
      },
    ];
  });
}

function plainEnds(input: FixerInput): FixerOutcome[] {
  const seen = new Set<string>();
  return RETURNS.flatMap((pattern) => matchesOf(input, pattern)).flatMap(
    ({ quote, groups: [named = ''] }): FixerOutcome[] => {
      const path = input.pathOf(named);
      if (
        path === null ||
        seen.has(path) ||
        input.files.text(path)?.startsWith('#!') !== true ||
        input.files.ends(path) !== 'crlf'
      )
        return [];
      seen.add(path);
      const covers = input.issues.filter(
        ({ message }) => message.includes(named) || /required file not found|bad interpreter|\\r'/.test(message),
      );
      const edit: Edit = { kind: 'line-ends', path, ends: 'lf' };
      return [
        {
          outcome: 'patch',
          edits: [edit],
          reason: `End the lines of ${path} with line feeds alone: its interpreter is looked for with the return in its name`,
          quotes: [quote],
          covers,
          coversAll: input.issues.every((issue) => covers.includes(issue)) && input.failingTests.length === 0,
          confidence: 0.9,
          safety: 'safe',
        },
      ];
    },
  );
}

/** How lines end: blanks that git finds, carriage returns in scripts. */
export const textEnds: Fixer = {
  name: 'text-ends',
  phase: 'edit',
  fix: (input) => [...gitCheck(input), ...plainEnds(input)],
};
