import type { ToldRevert } from './reverts';
import type { ForgePullRequest } from './pull-request.types';

/** What our features know of a hosting product. Only fields we use are listed; drivers convert at the edge. */

/** The hosting products a driver exists for. The values are part of the HTTP contract and of the database. */
export const FORGE_KINDS = ['github', 'gitlab'] as const;
export type ForgeKind = (typeof FORGE_KINDS)[number];

/** The instance of a kind that the plain settings (`GITLAB_BASE_URL` and the like) describe. */
export const FIRST_INSTANCE = 'default';
/** What instances may be called: it stands in addresses and in the database. */
export const INSTANCE_NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** One forge among those of its kind. Two of them number their repositories, runs and people alike. */
export interface ForgeId {
  readonly kind: ForgeKind;
  /** As the settings name it. */
  readonly instance: string;
}

/** One vocabulary for both forges. */
export const RUN_STATUSES = ['requested', 'queued', 'pending', 'waiting', 'in_progress', 'completed'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const RUN_CONCLUSIONS = [
  'success',
  'failure',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
  'neutral',
  'stale',
  'startup_failure',
] as const;
export type RunConclusion = (typeof RUN_CONCLUSIONS)[number];

/** The conclusions that count as a failure, everywhere. */
export const FAILURE_CONCLUSIONS = [
  'failure',
  'timed_out',
  'startup_failure',
] as const satisfies readonly RunConclusion[];

/** True for the conclusions that count as a failure; a run without a conclusion has not failed. */
export function isFailure(conclusion: RunConclusion | null): boolean {
  return FAILURE_CONCLUSIONS.some((failure) => failure === conclusion);
}

/**
 * How a repository is named to a forge. `externalId` is the forge's own id and never changes; `path` (`acme/api`,
 * `group/sub/api`) is opaque: nobody splits it. Calls look the repository up by id wherever the forge can.
 */
export interface RepositoryRef {
  readonly externalId: string;
  readonly path: string;
}

/** What the bound credential may do in a repository. `admin` is what creating hooks takes. */
export interface RepositoryPermissions {
  readonly admin: boolean;
  readonly push: boolean;
  readonly pull: boolean;
}

/** A repository as the forge describes it. Times are null where the forge states none. */
export interface ForgeRepository extends RepositoryRef {
  readonly name: string;
  readonly ownerName: string;
  readonly description: string | null;
  readonly isPrivate: boolean;
  readonly isArchived: boolean;
  readonly url: string;
  readonly defaultBranch: string;
  readonly language: string | null;
  readonly starCount: number;
  readonly openIssueCount: number;
  readonly permissions: RepositoryPermissions;
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
  readonly pushedAt: Date | null;
}

/** One page of a list whose total the forge need not know. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly hasNext: boolean;
}

/** One attempt of a workflow run (GitLab: pipeline). A rerun keeps `externalId` and raises `attempt`. */
export interface ForgeRun {
  readonly externalId: string;
  readonly attempt: number;
  readonly number: number;
  readonly workflowExternalId: string | null;
  readonly workflowName: string;
  readonly workflowPath: string | null;
  /** What started the run, in the forge's words (`push`, `pull_request`, `schedule`). */
  readonly event: string;
  readonly status: RunStatus;
  /** Null unless `status` is `completed`. */
  readonly conclusion: RunConclusion | null;
  readonly branch: string | null;
  readonly commitSha: string;
  readonly commitMessage: string | null;
  readonly author: string | null;
  /** Often empty for forks; resolve by head SHA when it matters. */
  readonly pullRequestNumbers: readonly number[];
  /** Where its pull requests go, as far as told with the run; null without one, and where they go different ways. */
  readonly baseBranch: string | null;
  readonly url: string;
  readonly startedAt: Date | null;
  /** Null unless `status` is `completed`. */
  readonly completedAt: Date | null;
  /** When the forge last touched the run: orders two tellings of the same attempt. */
  readonly updatedAt: Date | null;
}

/** One step of a job; `number` is 1-based and unique within the job. */
export interface ForgeStep {
  readonly number: number;
  readonly name: string;
  readonly status: RunStatus;
  readonly conclusion: RunConclusion | null;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
}

/** One job of one attempt of a run. */
export interface ForgeJob {
  readonly externalId: string;
  readonly runExternalId: string;
  readonly runAttempt: number;
  readonly name: string;
  readonly status: RunStatus;
  readonly conclusion: RunConclusion | null;
  readonly runner: string | null;
  readonly url: string | null;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  readonly steps: readonly ForgeStep[];
}

/** A commit as comparisons tell it. */
export interface ForgeCommit {
  readonly sha: string;
  readonly message: string;
  /** The author's account, or the name in the commit where no account is known. */
  readonly author: string | null;
  readonly committedAt: Date | null;
  readonly url: string | null;
  /** Paths it touched, of a rename both; null where this answer does not list them. */
  readonly files: readonly string[] | null;
}

/** How one commit stands to another. */
export interface ForgeComparison {
  /** The newest commit both have. */
  readonly mergeBaseSha: string;
  /** Commits only the head has, newest first. */
  readonly commits: readonly ForgeCommit[];
  /** Paths that differ between the merge base and the head, of a rename both. */
  readonly files: readonly string[];
  /** False when the forge left out commits or files because there are too many. */
  readonly isComplete: boolean;
}

/** A webhook as the forge holds it. */
export interface ForgeHook {
  readonly externalId: string;
  readonly url: string;
  readonly isActive: boolean;
  /** In the forge's own event names. */
  readonly events: readonly string[];
  readonly createdAt: Date | null;
}

/** What a hook should be. `secret` signs deliveries; `events` null means the driver's default set. */
export interface HookSpec {
  readonly url: string;
  readonly secret: string;
  readonly events: readonly string[] | null;
}

/** One delivery as the forge remembers it. */
export interface ForgeHookDelivery {
  readonly externalId: string;
  /** The id the delivery carries in its headers; the same for every redelivery of it. */
  readonly deliveryId: string;
  readonly event: string;
  readonly action: string | null;
  readonly deliveredAt: Date;
  readonly isRedelivery: boolean;
  /** HTTP status our door answered with; null when no answer arrived. */
  readonly statusCode: number | null;
  readonly ok: boolean;
}

/** What the forge let us do lately, from its answer headers. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: Date;
  readonly observedAt: Date;
}

/** What a driver needs to act for somebody. Never logged, never in an error. */
export interface ForgeCredential {
  readonly accessToken: string;
}

/** Who a credential belongs to. */
export interface ForgeAccount {
  readonly externalId: string;
  readonly username: string;
  readonly displayName: string | null;
  readonly email: string | null;
  /** What commits may name the account by without showing a private address. */
  readonly commitEmail: string;
}

/** What may happen to a pull request. `updated`: its branch got commits; `edited`: its words, labels or base changed. */
export const PULL_REQUEST_CHANGES = ['opened', 'updated', 'edited', 'ready', 'drafted', 'closed', 'reopened'] as const;
export type PullRequestChange = (typeof PULL_REQUEST_CHANGES)[number];

/** What a forge told us, in our words. */
export type ForgeEvent =
  | {
      readonly type: 'run';
      readonly repository: RepositoryRef;
      readonly run: ForgeRun;
      /** False where the attempt is not told: there is news of the run, which has to be read before it is believed. */
      readonly isWhole: boolean;
    }
  | { readonly type: 'job'; readonly repository: RepositoryRef; readonly job: ForgeJob }
  | {
      readonly type: 'repository';
      readonly repository: RepositoryRef;
      /** `renamed` covers a transfer too: same id, another path. */
      readonly change: 'renamed' | 'deleted' | 'visibility' | 'default-branch';
      readonly name: string;
      readonly ownerName: string;
      readonly isPrivate: boolean;
      readonly defaultBranch: string;
    }
  | {
      readonly type: 'push';
      readonly repository: RepositoryRef;
      readonly branch: string;
      /** Null for a branch made by this push. */
      readonly beforeSha: string | null;
      /** Null for a branch deleted by it. */
      readonly afterSha: string | null;
      readonly isForced: boolean;
      readonly pusher: string | null;
      /** What its commits say they take back, at most 100. */
      readonly reverts: readonly ToldRevert[];
    }
  | {
      readonly type: 'pull-request';
      readonly repository: RepositoryRef;
      readonly change: PullRequestChange;
      readonly pullRequest: ForgePullRequest;
      /** Who did it. */
      readonly actor: string | null;
    }
  | { readonly type: 'ping'; readonly hookExternalId: string | null };

/** What a delivery says of the repository it concerns, beside its id and path. */
export interface RepositoryFacts {
  readonly name: string;
  readonly ownerName: string;
  readonly isPrivate: boolean;
  readonly defaultBranch: string;
}

/** A delivery after parsing: an event for us, or a reason why none. Throws nothing for foreign content. */
export type Delivery =
  | {
      readonly outcome: 'event';
      readonly event: ForgeEvent;
      readonly action: string | null;
      /** Null for an event that concerns no repository. */
      readonly about: RepositoryFacts | null;
    }
  | { readonly outcome: 'ignored'; readonly reason: string; readonly action: string | null };
