import { matchesOf } from '../config/log-match';
import type { Fixer, FixerInput, FixerOutcome, Quote } from '../fix.types';
import { rewrite } from '../kit';
import { blackSettings, isortSettings, riskyForBlack } from '../python/formatters';
import type { Settings } from '../python/ruff';
import { findingsOf, ruffFor, withRuffFixes } from '../python/ruff';
import { ruffFormat } from '../python/ruff-format';

const BLACK = /^would reformat (\S{1,300}\.py)$/;
const BLACK_COUNT = /^(\d{1,5}) files? would be reformatted/;
const ISORT = /^ERROR: (\S{1,300}\.py) Imports are incorrectly sorted and\/or formatted\.$/;
/** A log that shows what would change is not guessed at: `printed-diff` writes that. */
const SHOWN = /^@@ -\d+/;

interface Named {
  readonly path: string;
  readonly quote: Quote;
}

function namedBy(input: FixerInput, pattern: RegExp): Named[] {
  const found = matchesOf(input, pattern).flatMap(({ quote, groups: [file = ''] }): Named[] => {
    const path = input.pathOf(file);
    return path === null ? [] : [{ path, quote }];
  });
  return found.filter(({ path }, at) => found.findIndex((each) => each.path === path) === at);
}

function outcomeOf(
  input: FixerInput,
  tool: 'black' | 'isort',
  { path, quote }: Named,
  text: string,
  after: string | null,
  why: string,
): FixerOutcome {
  const covers = input.issues.filter(
    ({ file, rule, message }) =>
      (file !== null && input.pathOf(file) === path && rule === null) ||
      (file === null && /would be reformatted|incorrectly sorted/i.test(message)),
  );
  if (after === null || after === text)
    return { outcome: 'declined', covers, why: `${path}: ${why}`, command: `${tool} ${path}` };
  return {
    outcome: 'patch',
    edits: rewrite(path, text, after),
    reason: tool === 'black' ? `Format ${path} as black does` : `Sort the imports of ${path} as isort does`,
    quotes: [quote],
    covers,
    coversAll: input.issues.every((issue) => covers.includes(issue)) && input.failingTests.length === 0,
    confidence: 0.85,
    safety: 'safe',
    command: `${tool} ${path}`,
  };
}

async function sorted(settings: Settings, text: string): Promise<string | null> {
  const { 'line-length': width, isort } = settings;
  const ruff = await ruffFor({ 'line-length': width, lint: { isort } }, ['I001']);
  const found = ruff === null ? null : findingsOf(ruff, text);
  if (ruff === null || found === null || found.length === 0) return null;
  const after = withRuffFixes(text, found);
  return findingsOf(ruff, after)?.length === 0 ? after : null;
}

/** Files that black or isort would write otherwise and show no diff of: written by ruff, where the two agree. */
export const pythonFormat: Fixer = {
  name: 'python-format',
  phase: 'format',
  async fix(input) {
    if (input.logs.some(({ lines }) => lines.some(({ text }) => SHOWN.test(text)))) return [];
    const outcomes: FixerOutcome[] = [];
    const blacks = namedBy(input, BLACK);
    const [count] = matchesOf(input, BLACK_COUNT);
    const all = Number(count?.groups[0] ?? blacks.length) === blacks.length;
    for (const named of blacks) {
      const text = input.files.text(named.path);
      const settings = blackSettings(input.files);
      if (text === null) continue;
      const risk = riskyForBlack(text);
      const safe = all && settings !== null && risk === null;
      const after = safe ? await ruffFormat(settings, named.path, text) : null;
      const why = risk ?? (all ? 'its settings are not ones that ruff has too' : 'the log does not name all files');
      outcomes.push(outcomeOf(input, 'black', named, text, after, why));
    }
    for (const named of namedBy(input, ISORT)) {
      const text = input.files.text(named.path);
      const settings = isortSettings(input.files);
      if (text === null) continue;
      const after = settings === null ? null : await sorted(settings, text);
      // isort's own way to wrap a long line is not ruff's; with black's profile it is.
      const wraps =
        settings !== null && settings.wraps !== true && after !== null && /^from .* import \($/m.test(after);
      const why = 'its settings or its wrapped lines are not such that ruff sorts them alike';
      outcomes.push(outcomeOf(input, 'isort', named, text, wraps ? null : after, why));
    }
    const declined = outcomes.filter(({ outcome }) => outcome === 'declined');
    return declined.length > 0 ? declined : outcomes;
  },
};
