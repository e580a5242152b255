import type { Fixer, FixerOutcome } from '../fix.types';
import { linesFrom, onlyColumn, quoteOf, replaceAt, spotOf } from '../kit';

const WRONG = /undefined (?:local variable or )?method [`'](\w+[?!]?)'|uninitialized constant (?:\w+::)*(\w+)/;

/** Ruby's `Did you mean?  value`, where it names one (a `!` or `?` twin does not count). */
export const rubySuggestion: Fixer = {
  name: 'ruby-suggestion',
  phase: 'edit',
  fix: (input) =>
    input.issues.flatMap((issue): FixerOutcome[] => {
      const [, method, constant] = WRONG.exec(issue.message) ?? [];
      const wrong = method ?? constant;
      const spot = wrong !== undefined && issue.file?.endsWith('.rb') === true ? spotOf(input, issue) : null;
      if (wrong === undefined || spot === null) return [];
      const lines = linesFrom(input, issue.evidence.job, issue.evidence.firstLine, 12).map(({ text }) => text);
      const start = lines.findIndex((text) => /Did you mean\?\s+\S/.test(text));
      if (start < 0) return [];
      const first = /Did you mean\?\s+(\S+)\s*$/.exec(lines[start] ?? '')?.[1];
      const more = lines.slice(start + 1).findIndex((text) => !/^(?:#|E)?\s{5,}[\w?!:@]+$/.test(text));
      const names = [
        first,
        ...lines.slice(start + 1, start + 1 + Math.max(more, 0)).map((text) => text.trim().replace(/^#\s*/, '')),
      ];
      const plain = names.flatMap((name) => (name === undefined ? [] : [name.split('::').at(-1) ?? name]));
      const twins = plain.filter((name) => /[?!]$/.test(name) === /[?!]$/.test(wrong));
      const [right] = twins;
      const at = onlyColumn(
        spot.content.replace(/(['"])(?:(?!#\{)[^'"\\])*\1/g, (text) => ' '.repeat(text.length)),
        wrong,
      );
      if (right === undefined || twins.length > 1 || at === null)
        return [{ outcome: 'declined', covers: [issue], why: `Ruby has no one suggestion for ${wrong}` }];
      return [
        {
          outcome: 'patch',
          edits: [replaceAt(spot.path, { line: spot.line, column: at }, wrong, right)],
          reason: `Write ${right} for ${wrong}, as Ruby suggests`,
          quotes: [quoteOf(input, issue)],
          covers: [issue],
          coversTests: input.failingTests.filter(({ message }) => message?.includes(wrong) === true),
          confidence: 0.9,
          safety: 'safe',
        },
      ];
    }),
};
