import type { ForgeRun } from '../../forge/forge.types';
import type { ForgePullRequest } from '../../forge/pull-request.types';
import { isPullRequestRun } from './lane';

type RunFacts = Pick<ForgeRun, 'branch' | 'commitSha' | 'event' | 'pullRequestNumbers'>;

/**
 * The pull request a run belongs to, among those its commit or its branch has; null when none of them can be it. One that
 * is over counts only while its head is the run's commit: branches are used again. A branch's own run never belongs to a
 * fork's pull request, however its branch is called.
 */
export function pullOfRun(run: RunFacts, pulls: readonly ForgePullRequest[]): ForgePullRequest | null {
  const able = pulls.filter(
    (pull) =>
      pull.headBranch === run.branch &&
      (pull.state === 'open' || pull.headSha === run.commitSha) &&
      (isPullRequestRun(run) || !pull.isFromFork),
  );
  const rank = (pull: ForgePullRequest): number =>
    (run.pullRequestNumbers.includes(pull.number) ? 4 : 0) +
    (pull.headSha === run.commitSha ? 2 : 0) +
    (pull.state === 'open' ? 1 : 0);
  const [best] = [...able].sort((a, b) => rank(b) - rank(a) || b.number - a.number);
  return best ?? null;
}
