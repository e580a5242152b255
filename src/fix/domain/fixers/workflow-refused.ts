import { kindOfPath } from '../../../ci-file/kind';
import { lintCiFile } from '../../../ci-file/lint';
import type { CiFinding } from '../../../ci-file/ci-file.types';
import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { quoteOf, spotOf } from '../kit';
import { changeFor } from './actionlint';

const isCut = ({ tool, message }: DiagnosisIssue): boolean => tool === 'actionlint' && message.endsWith('…');

/** What the linter says of the place that was named; null when it says nothing of it, or several things. */
function same(findings: readonly CiFinding[], { line, column, message }: DiagnosisIssue): CiFinding | null {
  const there = findings.filter((each) => each.line === line);
  const [, word] = /'([^']{1,80})'/.exec(message) ?? [];
  const exact = there.filter((each) => each.column === column);
  const named = there.filter((each) => word !== undefined && each.message.includes(JSON.stringify(word)));
  const [first, second] = [exact, named, there].find((some) => some.length === 1) ?? [];
  return first && second === undefined ? first : null;
}

async function fixOne(input: FixerInput, issue: DiagnosisIssue): Promise<FixerOutcome | null> {
  const spot = spotOf(input, issue);
  if (!spot || kindOfPath(spot.path) !== 'workflow') return null;
  const finding = same(await lintCiFile('workflow', spot.text), issue);
  if (finding === null) return null;
  const change = changeFor({ ...spot, column: finding.column }, finding.message);
  if (change === null) return null;
  return {
    outcome: 'patch',
    edits: change.edits,
    reason: change.reason,
    quotes: [quoteOf(input, issue)],
    covers: [issue],
    confidence: change.safe ? 0.9 : 0.6,
    safety: change.safe ? 'safe' : 'suggestion',
  };
}

/**
 * Workflows that GitHub refused, in its own words: it names the place alone, and linting the file says what may stand
 * there. The same for findings of actionlint that were longer than a line of a log that is read.
 */
export const workflowRefused: Fixer = {
  name: 'workflow-refused',
  phase: 'edit',
  fix: async (input) => {
    const outcomes: FixerOutcome[] = [];
    for (const issue of input.issues.filter((each) => each.tool === 'actions' || isCut(each))) {
      const outcome = await fixOne(input, issue);
      if (outcome !== null) outcomes.push(outcome);
    }
    return outcomes;
  },
};
