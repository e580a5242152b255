import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { quoteOf, rewrite } from '../kit';
import type * as Repairs from '../script/repairs';
import { CODES } from '../script/repair-names';

const SCRIPT = /\.[cm]?[jt]sx?$/;

interface Wanted {
  readonly issue: DiagnosisIssue;
  readonly path: string;
}

function wantedIn(input: FixerInput): Wanted[] {
  return input.issues.flatMap((issue) => {
    const path = issue.rule?.startsWith('TS') === true && issue.file !== null ? input.pathOf(issue.file) : null;
    return path !== null && issue.line !== null && SCRIPT.test(path) ? [{ issue, path }] : [];
  });
}

function fixAll({ repaired }: typeof Repairs, input: FixerInput, wanted: readonly Wanted[]): FixerOutcome[] {
  const places = wanted.map(({ issue: { line, column, rule }, path }) => ({
    path,
    line: line ?? 0,
    column,
    code: Number(rule?.slice(2)),
  }));
  const found = repaired(input.files, input.commands, places);
  if (found === null) return [];
  const covers = wanted.flatMap(({ issue }, index) => (found.gone[index] === true ? [issue] : []));
  const [first] = covers;
  if (first === undefined) return [];
  return [
    {
      outcome: 'patch',
      edits: [...found.texts].flatMap(([path, { before, after }]) => rewrite(path, before, after)),
      reason: `${[...new Set(found.done)].join('; ')}: the one repair the compiler itself offers, after which it has nothing new to say`,
      quotes: covers.map((issue) => quoteOf(input, issue)),
      covers,
      confidence: 0.9,
      safety: 'safe',
    },
  ];
}

/** What the compiler's own language service repairs in one way only, proven by compiling the tree's files again. */
export const tscService: Fixer = {
  name: 'tsc-service',
  phase: 'edit',
  async fix(input) {
    const wanted = wantedIn(input);
    if (!wanted.some(({ issue }) => CODES.has(Number(issue.rule?.slice(2))))) return [];
    return fixAll(await import('../script/repairs.js'), input, wanted);
  },
};
