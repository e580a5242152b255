export const PULL_REQUEST_STATES = ['open', 'closed', 'merged'] as const;
export type PullRequestState = (typeof PULL_REQUEST_STATES)[number];

/** How much a pull request brings and how much was said. */
export interface PullRequestCounts {
  readonly commits: number;
  readonly comments: number;
  readonly addedLines: number;
  readonly removedLines: number;
  readonly changedFiles: number;
}

/** A pull request (GitLab: merge request). */
export interface ForgePullRequest {
  /** The number people use; unique within the repository. */
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: PullRequestState;
  readonly isDraft: boolean;
  readonly headBranch: string;
  readonly headSha: string;
  /** True when the head lies in another repository, or in one that is gone: never to be pushed to. */
  readonly isFromFork: boolean;
  readonly baseBranch: string;
  readonly baseSha: string;
  readonly author: string | null;
  readonly labels: readonly string[];
  readonly url: string;
  readonly mergeCommitSha: string | null;
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
  /** Null while open; for a merged one, when it was merged. */
  readonly closedAt: Date | null;
  /** Null in lists and events that do not tell them. */
  readonly counts: PullRequestCounts | null;
}
