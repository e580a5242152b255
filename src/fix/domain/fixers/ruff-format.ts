import { matchesOf } from '../config/log-match';
import type { Fixer, FixerInput, FixerOutcome, Quote } from '../fix.types';
import { linesFrom, rewrite } from '../kit';
import { ruffSettings } from '../python/ruff';
import { ruffFormat } from '../python/ruff-format';

const OLD = /^Would reformat: (\S{1,300}\.pyi?)$/;
const NEW = /^unformatted: File would be reformatted$/;
const COUNT = /^(\d{1,5}) files? would be reformatted/;

interface Named {
  readonly path: string;
  readonly quote: Quote;
  /** Lines that the difference in the log puts in; null where it shows none. */
  readonly fresh: readonly string[] | null;
}

function namedIn(input: FixerInput): Named[] {
  const old = matchesOf(input, OLD).flatMap(({ quote, groups: [file = ''] }): Named[] => {
    const path = input.pathOf(file);
    return path === null ? [] : [{ path, quote, fresh: null }];
  });
  const now = matchesOf(input, NEW).flatMap(({ quote }): Named[] => {
    const lines = linesFrom(input, quote.job, quote.line + 1, 2000).map(({ text }) => text);
    const path = input.pathOf(/^\s*--> (\S{1,300}):\d+:\d+$/.exec(lines[0] ?? '')?.[1] ?? '');
    const end = lines.findIndex((text) => /^unformatted: |^\d+ files? would be/.test(text));
    const fresh = lines
      .slice(0, end < 0 ? undefined : end)
      .flatMap((text) => /^\s*\d+ \+ ?(.*)$/.exec(text)?.[1] ?? []);
    return path === null ? [] : [{ path, quote, fresh }];
  });
  return [...old, ...now];
}

/** Files that `ruff format --check` would write otherwise, written as ruff itself, run here, writes them. */
export const ruffFormatter: Fixer = {
  name: 'ruff-format',
  phase: 'format',
  fix: async (input) => {
    const named = namedIn(input);
    const [count] = matchesOf(input, COUNT);
    const all =
      named.length > 0 && Number(count?.groups[0] ?? named.length) === new Set(named.map(({ path }) => path)).size;
    const outcomes: FixerOutcome[] = [];
    for (const { path, quote, fresh } of named) {
      const text = input.files.text(path);
      const settings = ruffSettings(input.files, path);
      if (text === null) continue;
      const covers = input.issues.filter(({ file, message }) =>
        file === null ? /would (?:be )?reformat/i.test(message) : input.pathOf(file) === path,
      );
      const no = (why: string): FixerOutcome => ({ outcome: 'declined', covers, why, command: 'ruff format' });
      const after = settings === null ? null : await ruffFormat(settings, path, text);
      // Another version of ruff may write a line otherwise: what the log shows has to be there.
      const lines = new Set(after?.split('\n') ?? []);
      if (after === null || after === text)
        outcomes.push(no(`${path} is formatted as ruff here writes it, or its settings cannot be used`));
      else if (fresh?.some((line) => !lines.has(line)) === true)
        outcomes.push(no(`ruff of the log writes ${path} otherwise than ruff here`));
      else if (!all) outcomes.push(no('the log does not name all files that ruff counts'));
      else
        outcomes.push({
          outcome: 'patch',
          edits: rewrite(path, text, after),
          reason: `Format ${path} as ruff does`,
          quotes: [quote],
          covers,
          coversAll: input.issues.every((issue) => covers.includes(issue)) && input.failingTests.length === 0,
          confidence: fresh === null ? 0.85 : 0.95,
          safety: 'safe',
          command: 'ruff format',
        });
    }
    return outcomes;
  },
};
