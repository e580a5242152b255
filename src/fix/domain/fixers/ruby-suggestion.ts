import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import type { Spot } from '../kit';
import { linesFrom, onlyColumn, quoteOf, replaceAt, spotOf } from '../kit';

const WRONG = /undefined (?:local variable or )?method [`'](\w+[?!]?)'|uninitialized constant (?:\w+::)*(\w+)/;

interface Found {
  readonly issue: DiagnosisIssue;
  readonly spot: Spot;
  readonly wrong: string;
  /** Null where Ruby names none, or several. */
  readonly right: string | null;
  /** Null where the word is not once on the issue's line. */
  readonly at: number | null;
}

/** What Ruby says of an issue; null when it suggests nothing. rspec has Ruby's words below the line that failed. */
function suggestionOf(input: FixerInput, issue: DiagnosisIssue): Found | null {
  const { job, firstLine } = issue.evidence;
  const failed = issue.message.startsWith('Failure/Error');
  const all = linesFrom(input, job, failed ? 1 : firstLine, failed ? Infinity : 16).map(({ text }) => text);
  const from = failed ? all.findIndex((text) => text.trim() === issue.message) : 0;
  const lines = from < 0 ? [] : all.slice(from, from + 16);
  const end = lines.findIndex((text, at) => at > 0 && /^\s*\d+\) |^Finished in /.test(text));
  const own = end < 0 ? lines : lines.slice(0, end);
  const told = failed ? (own.find((text) => WRONG.test(text)) ?? '') : issue.message;
  const [, method, constant] = WRONG.exec(told) ?? [];
  const wrong = method ?? constant;
  const spot = wrong !== undefined && issue.file?.endsWith('.rb') === true ? spotOf(input, issue) : null;
  if (wrong === undefined || spot === null) return null;
  const start = own.findIndex((text) => /Did you mean\?\s+\S/.test(text));
  if (start < 0) return null;
  const first = /Did you mean\?\s+(\S+)\s*$/.exec(own[start] ?? '')?.[1];
  const more = own.slice(start + 1).findIndex((text) => !/^(?:#|E)?\s{5,}[\w?!:@]+$/.test(text));
  const names = [
    first,
    ...own.slice(start + 1, start + 1 + Math.max(more, 0)).map((text) => text.trim().replace(/^#\s*/, '')),
  ];
  const plain = names.flatMap((name) => (name === undefined ? [] : [name.split('::').at(-1) ?? name]));
  const twins = plain.filter((name) => /[?!]$/.test(name) === /[?!]$/.test(wrong));
  const [right] = twins;
  const code = spot.content.replace(/(['"])(?:(?!#\{)[^'"\\])*\1/g, (text) => ' '.repeat(text.length));
  return { issue, spot, wrong, right: twins.length === 1 ? (right ?? null) : null, at: onlyColumn(code, wrong) };
}

/** Ruby's `Did you mean?  value`, where it names one (a `!` or `?` twin does not count). */
export const rubySuggestion: Fixer = {
  name: 'ruby-suggestion',
  phase: 'edit',
  fix(input) {
    const found = input.issues.flatMap((issue): Found[] => {
      const own = suggestionOf(input, issue);
      return own === null ? [] : [own];
    });
    // rspec tells of a failure at the code and at the example: the word stands at one of them.
    const placed = found.filter(({ at }) => at !== null);
    return found.flatMap((each): FixerOutcome[] => {
      const { issue, wrong, right, at, spot } = each;
      if (at === null && placed.some((other) => other.wrong === wrong && other.issue.message === issue.message))
        return [];
      if (right === null || at === null)
        return [{ outcome: 'declined', covers: [issue], why: `Ruby has no one suggestion for ${wrong}` }];
      const echoes = found.filter(
        (other) => other.at === null && other.wrong === wrong && other.issue.message === issue.message,
      );
      return [
        {
          outcome: 'patch',
          edits: [replaceAt(spot.path, { line: spot.line, column: at }, wrong, right)],
          reason: `Write ${right} for ${wrong}, as Ruby suggests`,
          quotes: [quoteOf(input, issue)],
          covers: [issue, ...echoes.map((other) => other.issue)],
          coversTests: input.failingTests.filter(({ message }) => message?.includes(wrong) === true),
          confidence: 0.9,
          safety: 'safe',
        },
      ];
    });
  },
};
