import type { DiagnosisIssue, FailingTest } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome, Quote } from '../fix.types';
import { rewrite } from '../kit';
import type { Mismatch } from '../script/snapshots';
import { mismatchesIn, updated, updatedInline } from '../script/snapshots';

interface Found {
  readonly mismatch: Mismatch;
  readonly test: FailingTest;
  /** The test's file. */
  readonly file: string;
}

function fixFile(
  input: FixerInput,
  path: string,
  found: readonly Found[],
  issues: readonly DiagnosisIssue[],
): FixerOutcome | null {
  const before = input.files.text(path);
  if (before === null) return null;
  let after = before;
  // Snapshots in a test's own text are changed from its end on: the places of those above stay.
  const ordered = [...found].sort((a, b) => (b.mismatch.inline?.line ?? 0) - (a.mismatch.inline?.line ?? 0));
  const vitest = found.some(({ mismatch }) => mismatch.file !== null);
  const command = vitest ? 'npx vitest run -u' : 'npx jest -u';
  for (const { mismatch, file } of ordered) {
    const { name, diff, inline } = mismatch;
    const isInline = path === file && inline !== null;
    const next = isInline ? updatedInline(path, after, inline, diff) : updated(after, name, diff);
    if (next === null)
      return {
        outcome: 'declined',
        covers: issues,
        why: `${path}: the log does not show all of snapshot ${name}`,
        command,
      };
    after = next;
  }
  const quotes = found.map(({ mismatch: { job, line } }): Quote => ({
    job,
    line: line.number,
    text: line.text.trim(),
  }));
  const names = found.map(({ mismatch }) => mismatch.name).join(', ');
  return {
    outcome: 'patch',
    edits: rewrite(path, before, after),
    reason: `Take what the code writes now as the snapshot ${names}; right only when the change is meant`,
    quotes,
    covers: issues,
    coversTests: found.map(({ test }) => test),
    confidence: 0.6,
    safety: 'suggestion',
    command,
  };
}

function testOf(input: FixerInput, { title, file: named }: Mismatch): FailingTest | null {
  const plain = title.replaceAll(' › ', ' > ');
  const file = named === null ? null : input.pathOf(named);
  const fitting = input.failingTests.filter(
    (test) =>
      test.name.replaceAll(' › ', ' > ') === plain &&
      (file === null || (test.file !== null && input.pathOf(test.file) === file)),
  );
  return fitting[0] ?? null;
}

/** Jest's and Vitest's snapshots, rewritten from the log's own difference. Never more than a suggestion: the code may be what is wrong. */
export const jestSnapshot: Fixer = {
  name: 'jest-snapshot',
  phase: 'edit',
  fix(input) {
    const byFile = new Map<string, Found[]>();
    for (const mismatch of mismatchesIn(input.logs)) {
      const test = testOf(input, mismatch);
      const named = test?.file ?? null;
      const file = named === null ? null : input.pathOf(named);
      if (!test || file === null) continue;
      const cut = file.lastIndexOf('/') + 1;
      const stored = `${file.slice(0, cut)}__snapshots__/${file.slice(cut)}.snap`;
      const { inline } = mismatch;
      const call = inline === null ? '' : (input.files.text(file)?.split('\n')[inline.line - 1] ?? '');
      const path = call.includes('toMatchInlineSnapshot(') ? file : stored;
      if (!input.files.paths.has(path)) continue;
      byFile.set(path, [...(byFile.get(path) ?? []), { mismatch, test, file }]);
    }
    return [...byFile].flatMap(([path, found]) => {
      const files = new Set(found.map(({ test }) => test.file));
      const issues = input.issues.filter(
        ({ file, message }) =>
          files.has(file) && /toMatch(?:Inline)?Snapshot|Snapshot `.{1,300}` mismatched/.test(message),
      );
      return fixFile(input, path, found, issues) ?? [];
    });
  },
};
