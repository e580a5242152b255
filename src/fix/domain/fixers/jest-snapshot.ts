import type { DiagnosisIssue, FailingTest } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome, LogTextLine, Quote } from '../fix.types';
import { rewrite } from '../kit';

const NAMED = /^\s*Snapshot name: `(.{1,300})`$/;
const TITLE = /^\s*● (.{1,300})$/;
const SUMMARY = /^\s*([-+]) (?:Snapshot|Received)\s+[-+] {1,3}\d/;
const HUNK = /^\s*@@ -(\d+),\d+ \+\d+,\d+ @@\s*$/;
/** Lines of one difference; Jest cuts none, people read no more. */
const MAX_LINES = 400;

interface Mismatch {
  readonly job: string;
  readonly name: string;
  readonly title: string;
  readonly line: LogTextLine;
  /** The difference's lines with their marks, in their order; null between two stretches. */
  readonly diff: readonly (string | null)[];
}

/** The difference below a snapshot's name; its lines start with two blanks or a mark and a blank after Jest's indent. */
function differenceBelow(lines: readonly LogTextLine[], from: number): (string | null)[] {
  const diff: (string | null)[] = [];
  let summaries = 0;
  for (const { text } of lines.slice(from, from + MAX_LINES)) {
    if (SUMMARY.test(text)) {
      summaries += 1;
      continue;
    }
    if (summaries < 2) continue;
    if (HUNK.test(text)) {
      diff.push(null);
      continue;
    }
    const body = text.slice(4);
    if (text.trim() === '') {
      if (diff.length > 0) break;
      continue;
    }
    if (!/^ {4}/.test(text) || !/^(?:[-+ ] |[-+]$)/.test(body)) break;
    diff.push(body);
  }
  return diff;
}

function mismatchesOf(input: FixerInput): Mismatch[] {
  return input.logs.flatMap(({ job, lines }) => {
    let title = '';
    return lines.flatMap((line, index): Mismatch[] => {
      title = TITLE.exec(line.text)?.[1] ?? title;
      const name = NAMED.exec(line.text)?.[1];
      return name === undefined ? [] : [{ job, name, title, line, diff: differenceBelow(lines, index + 1) }];
    });
  });
}

/** Lines with the difference made; null unless every stretch fits at exactly one place. */
function patched(lines: readonly string[], diff: readonly (string | null)[]): string[] | null {
  const result = [...lines];
  let stretch: string[] = [];
  const stretches: string[][] = [];
  for (const each of [...diff, null]) {
    if (each !== null) stretch.push(each);
    else if (stretch.length > 0) {
      stretches.push(stretch);
      stretch = [];
    }
  }
  for (const each of stretches) {
    const old = each.filter((line) => !line.startsWith('+')).map((line) => line.slice(2));
    const now = each.filter((line) => !line.startsWith('-')).map((line) => line.slice(2));
    const places = result.flatMap((_, at) =>
      old.every((line, index) => result[at + index]?.trimEnd() === line.trimEnd()) ? [at] : [],
    );
    const [place] = places;
    if (places.length !== 1 || place === undefined || old.length === 0) return null;
    result.splice(place, old.length, ...now);
  }
  return stretches.length === 0 ? null : result;
}

/** The snapshot file's text with one entry changed; the log shows snapshots unescaped, so entries with escapes are left. */
function updated(text: string, name: string, diff: readonly (string | null)[]): string | null {
  const head = `exports[\`${name}\`] = \``;
  const from = text.indexOf(head);
  if (from < 0 || text.includes(head, from + 1)) return null;
  const start = from + head.length;
  const end = text.indexOf('`;\n', start);
  if (end < 0) return null;
  const body = text.slice(start, end);
  const said = diff.join('\n');
  if (/[\\`]|\$\{/.test(body) || /[\\`]|\$\{/.test(said)) return null;
  const after = patched(body.split('\n'), diff);
  return after === null ? null : text.slice(0, start) + after.join('\n') + text.slice(end);
}

function fixFile(
  input: FixerInput,
  path: string,
  mine: readonly Mismatch[],
  issues: readonly DiagnosisIssue[],
  tests: readonly FailingTest[],
): FixerOutcome | null {
  const before = input.files.text(path);
  if (before === null) return null;
  let after = before;
  for (const { name, diff } of mine) {
    const next = updated(after, name, diff);
    if (next === null)
      return {
        outcome: 'declined',
        covers: issues,
        why: `${path}: the log does not show all of snapshot ${name}`,
        command: 'npx jest -u',
      };
    after = next;
  }
  const quotes = mine.map(({ job, line }): Quote => ({ job, line: line.number, text: line.text.trim() }));
  const names = mine.map(({ name }) => name).join(', ');
  return {
    outcome: 'patch',
    edits: rewrite(path, before, after),
    reason: `Take what the code writes now as the snapshot ${names}; right only when the change is meant`,
    quotes,
    covers: issues,
    coversTests: tests,
    confidence: 0.6,
    safety: 'suggestion',
    command: 'npx jest -u',
  };
}

/** Jest's snapshots, rewritten from the log's own difference. Never more than a suggestion: the code may be what is wrong. */
export const jestSnapshot: Fixer = {
  name: 'jest-snapshot',
  phase: 'edit',
  fix(input) {
    const mismatches = mismatchesOf(input);
    if (mismatches.length === 0) return [];
    const byFile = new Map<string, { readonly mine: Mismatch[]; readonly tests: FailingTest[] }>();
    for (const mismatch of mismatches) {
      const plain = mismatch.title.replaceAll(/ › /g, ' > ');
      const test = input.failingTests.find(
        ({ name }) => name === plain || name === mismatch.title || name.replaceAll(' > ', ' › ') === mismatch.title,
      );
      const file = test?.file === null || test === undefined ? null : input.pathOf(test.file);
      if (!test || file === null) continue;
      const cut = file.lastIndexOf('/') + 1;
      const path = `${file.slice(0, cut)}__snapshots__/${file.slice(cut)}.snap`;
      if (!input.files.paths.has(path)) continue;
      const own = byFile.get(path) ?? { mine: [], tests: [] };
      own.mine.push(mismatch);
      own.tests.push(test);
      byFile.set(path, own);
    }
    return [...byFile].flatMap(([path, { mine, tests }]) => {
      const files = new Set(tests.map(({ file }) => file));
      const issues = input.issues.filter(
        ({ file, message }) => files.has(file) && /toMatch(?:Inline)?Snapshot/.test(message),
      );
      return fixFile(input, path, mine, issues, tests) ?? [];
    });
  },
};
