import type { ForgeRun } from '../../forge/forge.types';
import { compareTellings, knownText, type Telling } from './order';

/**
 * What is known of one attempt of a run after two tellings of it. Commutative, associative and idempotent: tellings may
 * come late, twice and in any order, and the end is the same. Never leaves `completed`. The better telling gives the
 * state as a whole, so no mixture is made that the forge never told; what the other one knows besides is kept.
 */
export function mergeRun(a: ForgeRun, b: ForgeRun): ForgeRun {
  const better = compareTellings(tellingOf(a), tellingOf(b)) >= 0 ? a : b;
  return {
    ...better,
    workflowExternalId: knownText(a.workflowExternalId, b.workflowExternalId),
    workflowPath: knownText(a.workflowPath, b.workflowPath),
    branch: knownText(a.branch, b.branch),
    commitMessage: knownText(a.commitMessage, b.commitMessage),
    author: knownText(a.author, b.author),
    baseBranch: knownText(a.baseBranch, b.baseBranch),
    pullRequestNumbers: union(a.pullRequestNumbers, b.pullRequestNumbers),
  };
}

function union(a: readonly number[], b: readonly number[]): number[] {
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}

/** Fields that are merged on their own stay out of the text: they must not decide which telling is the better. */
function tellingOf(run: ForgeRun): Telling {
  const { status, conclusion, number, workflowName, event, commitSha, url, startedAt, completedAt } = run;
  return {
    status,
    conclusion,
    at: run.updatedAt,
    text: JSON.stringify([conclusion, completedAt, startedAt, number, workflowName, event, commitSha, url]),
  };
}
