import type { ForgeCheck, ForgeFileChange, Mergeability } from '../forge.pull-requests';
import type { ForgePullRequest, PullRequestCounts } from '../pull-request.types';
import type { RawDiff, RawMergeRequest } from './schemas';
import { toJobState } from './states';

/** GitLab's mark of a draft is in its title; older servers knew another word. */
const DRAFT = /^\s*(?:\[draft\]|\(draft\)|draft:|\[wip\]|wip:)\s*/i;

/** The title as people wrote it. */
export function bareTitle(title: string): string {
  const bare = title.replace(DRAFT, '');
  return bare === '' ? title : bare;
}

export function markedTitle(title: string, isDraft: boolean): string {
  return isDraft ? `Draft: ${bareTitle(title)}` : bareTitle(title);
}

export function isDraft(raw: Pick<RawMergeRequest, 'draft' | 'work_in_progress' | 'title'>): boolean {
  return raw.draft ?? raw.work_in_progress ?? DRAFT.test(raw.title);
}

const STATES = { opened: 'open', locked: 'open', closed: 'closed', merged: 'merged' } as const;
const NO_COMMIT = '0'.repeat(40);

export function toPullRequest(raw: RawMergeRequest, counts: PullRequestCounts | null = null): ForgePullRequest {
  const state = STATES[raw.state];
  return {
    number: raw.iid,
    title: bareTitle(raw.title),
    body: raw.description,
    state,
    isDraft: isDraft(raw),
    headBranch: raw.source_branch,
    // One that never had a commit has no head.
    headSha: raw.sha ?? NO_COMMIT,
    // A fork that was deleted leaves no project behind.
    isFromFork: (raw.source_project_id ?? null) === null || raw.source_project_id !== raw.target_project_id,
    baseBranch: raw.target_branch,
    // Only the answer about one merge request tells it.
    baseSha: raw.diff_refs?.start_sha ?? raw.diff_refs?.base_sha ?? NO_COMMIT,
    author: raw.author,
    labels: raw.labels ?? [],
    url: raw.web_url,
    // A fast-forward makes no commit of its own: the head is what was merged.
    mergeCommitSha: state === 'merged' ? (raw.merge_commit_sha ?? raw.squash_commit_sha ?? raw.sha ?? null) : null,
    createdAt: raw.created_at,
    updatedAt: raw.updated_at,
    closedAt: state === 'open' ? null : (raw.merged_at ?? raw.closed_at),
    counts,
  };
}

const COMPUTING = [
  'unchecked',
  'checking',
  'preparing',
  'cannot_be_merged_recheck',
  'cannot_be_merged_rechecking',
  'approvals_syncing',
];

/** A conflict is told first: GitLab names only the first of several obstacles, and a draft's mark hides the rest. */
export function toMergeability(raw: RawMergeRequest): Mergeability {
  if (raw.has_conflicts === true || raw.detailed_merge_status === 'conflict') return 'conflicting';
  if (COMPUTING.includes(raw.detailed_merge_status ?? '') || COMPUTING.includes(raw.merge_status ?? ''))
    return 'unknown';
  if (raw.detailed_merge_status !== null) return raw.detailed_merge_status === 'mergeable' ? 'mergeable' : 'blocked';
  // Servers before 15.6.
  if (raw.merge_status !== 'can_be_merged') return 'conflicting';
  return isDraft(raw) ? 'blocked' : 'mergeable';
}

export function toFileChange(raw: RawDiff): ForgeFileChange {
  const change =
    raw.new_file === true
      ? 'added'
      : raw.deleted_file === true
        ? 'removed'
        : raw.renamed_file === true
          ? 'renamed'
          : 'modified';
  return {
    path: raw.new_path,
    previousPath: change === 'renamed' ? raw.old_path : null,
    change,
    ...linesOf(raw.diff ?? ''),
  };
}

/** GitLab counts no lines, so the diff's are counted; one too large to be told counts none. */
export function linesOf(diff: string): { addedLines: number; removedLines: number } {
  let addedLines = 0;
  let removedLines = 0;
  for (const line of diff.split('\n')) {
    if (line.startsWith('+')) addedLines += 1;
    else if (line.startsWith('-')) removedLines += 1;
  }
  return { addedLines, removedLines };
}

/** A status of a commit: a job of its pipelines, or what another service said of it. */
export function toCheck(raw: {
  name: string;
  status: string;
  target_url: string | null;
  allow_failure?: boolean | null | undefined;
}): ForgeCheck {
  return {
    name: raw.name,
    ...toJobState({ status: raw.status, allow_failure: raw.allow_failure }),
    url: raw.target_url,
  };
}
