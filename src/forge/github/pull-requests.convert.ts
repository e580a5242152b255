import type { z } from 'zod';
import type { ForgeCheck, ForgeFileChange, Mergeability } from '../forge.pull-requests';
import type { ForgePullRequest, PullRequestCounts } from '../pull-request.types';
import { toState } from './convert';
import type {
  changedFileListSchema,
  checkListSchema,
  mergeStateSchema,
  RawPull,
  statusListSchema,
} from './pull-requests.schemas';

export function toPullRequest(raw: RawPull): ForgePullRequest {
  return {
    number: raw.number,
    title: raw.title,
    body: raw.body,
    state: raw.state === 'open' ? 'open' : raw.merged_at === null ? 'closed' : 'merged',
    isDraft: raw.draft ?? false,
    headBranch: raw.head.ref,
    headSha: raw.head.sha,
    // A fork that was deleted leaves no repository behind.
    isFromFork: raw.head.repo?.id === undefined || raw.head.repo.id !== raw.base.repo?.id,
    baseBranch: raw.base.ref,
    baseSha: raw.base.sha,
    author: raw.user?.login ?? null,
    labels: (raw.labels ?? []).flatMap(({ name }) => (name === null ? [] : [name])),
    url: raw.html_url,
    // While it is open this names a test merge, which means nothing to us.
    mergeCommitSha: raw.merged_at === null ? null : (raw.merge_commit_sha ?? null),
    createdAt: raw.created_at,
    updatedAt: raw.updated_at,
    closedAt: raw.state === 'open' ? null : (raw.merged_at ?? raw.closed_at),
    counts: toCounts(raw),
  };
}

function toCounts(raw: RawPull): PullRequestCounts | null {
  const { commits, comments, additions: addedLines, deletions: removedLines, changed_files: changedFiles } = raw;
  const counts = { commits, comments, addedLines, removedLines, changedFiles };
  return Object.values(counts).every((value) => typeof value === 'number') ? (counts as PullRequestCounts) : null;
}

/** `behind` and `unstable` may be merged where no rule says otherwise; `blocked` and `draft` may not. */
export function toMergeability(raw: z.infer<typeof mergeStateSchema>): Mergeability {
  if (raw.mergeable === null || raw.mergeable === undefined) return 'unknown';
  if (!raw.mergeable || raw.mergeable_state === 'dirty') return 'conflicting';
  return raw.mergeable_state === 'blocked' || raw.mergeable_state === 'draft' ? 'blocked' : 'mergeable';
}

const CHANGES = { added: 'added', copied: 'added', removed: 'removed', renamed: 'renamed' } as const;

export function toFileChange(raw: z.infer<typeof changedFileListSchema>[number]): ForgeFileChange {
  const known = Object.entries(CHANGES).find(([status]) => status === raw.status);
  return {
    path: raw.filename,
    previousPath: raw.status === 'renamed' ? (raw.previous_filename ?? null) : null,
    change: known?.[1] ?? 'modified',
    addedLines: raw.additions,
    removedLines: raw.deletions,
  };
}

export function toCheck(raw: z.infer<typeof checkListSchema>['check_runs'][number]): ForgeCheck {
  return { name: raw.name, ...toState(raw.status, raw.conclusion), url: raw.html_url ?? raw.details_url };
}

/** A status has one word for state and outcome. */
export function toStatusCheck(raw: z.infer<typeof statusListSchema>['statuses'][number]): ForgeCheck {
  const { context: name, target_url: url } = raw;
  if (raw.state === 'pending') return { name, status: 'in_progress', conclusion: null, url };
  return { name, status: 'completed', conclusion: raw.state === 'success' ? 'success' : 'failure', url };
}
