import type { ArtifactApi } from './forge.artifacts';
import type { CiFileApi } from './forge.ci-files';
import type { LogTaker } from './forge.logs';
import type { BranchApi, ContentApi, PullRequestApi } from './forge.pull-requests';
import type {
  Delivery,
  ForgeAccount,
  ForgeCommit,
  ForgeComparison,
  ForgeCredential,
  ForgeHook,
  ForgeHookDelivery,
  ForgeJob,
  ForgeId,
  ForgeRepository,
  ForgeRun,
  HookSpec,
  Page,
  RateLimit,
  RepositoryRef,
} from './forge.types';
import type { RepositoryPage, RepositoryQuery } from './repository-list.types';

/** Headers of an HTTP request as Node gives them: lower-case names. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** One forge. Stateless: holds no user, no token, no repository. */
export interface ForgeDriver extends ForgeId {
  /** Where people find it, without a slash at the end. */
  readonly webUrl: string;
  readonly webhooks: ForgeWebhooks;
  readonly oauth: ForgeOAuth;
  /** Cheap; one per task. */
  connect(credential: ForgeCredential): ForgeClient;
}

/** Pure: verifies and parses deliveries, no network, no clock. */
export interface ForgeWebhooks {
  /** The events our hooks subscribe to, in the forge's own names. */
  readonly defaultEvents: readonly string[];
  /** Every event name a client may ask a hook to subscribe to. */
  readonly knownEvents: readonly string[];
  /** False where a rename has no delivery of its own, so that each other one has to be looked at for the new name. */
  readonly tellsRenames: boolean;
  /**
   * After how many failed deliveries in a row the forge itself switches a hook off: it then neither sends nor keeps what
   * happens, until the hook is woken. Null where hooks are switched off by people only.
   */
  readonly failuresBeforeRest: number | null;
  /** Id and event name, from headers alone; null when a header the forge always sends is missing. */
  identify(headers: Headers): { readonly deliveryId: string; readonly event: string } | null;
  /** Constant time over the raw bytes; false for a missing, malformed or wrong signature. */
  verify(headers: Headers, body: Uint8Array, secret: string): boolean;
  /** Reads a verified body. A body that is not what its event promises gives `ignored` with the reason. */
  parse(event: string, body: Uint8Array): Delivery;
}

/** What the token endpoint granted. Scopes are read back from the forge, not assumed. */
export interface OAuthGrant {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly expiresAt: Date | null;
  readonly scopes: readonly string[];
}

/** The OAuth dance with one product. Settings (client id, base URLs) are bound when the driver is made. */
export interface ForgeOAuth {
  /** Names of the settings that are missing; empty when OAuth can be used. */
  readonly missingSettings: readonly string[];
  /** Scopes we ask for. */
  readonly scopes: readonly string[];
  /** What of `required` a grant lacks, knowing which scope implies which. */
  missingScopes(granted: readonly string[]): readonly string[];
  authorizationUrl(input: { state: string; codeChallenge: string }): string;
  /** Throws `ForgeError` (`rejected`, code in `reason`) for a refused code. */
  exchangeCode(input: { code: string; codeVerifier: string }): Promise<OAuthGrant>;
  /** Throws `ForgeError`: `unauthorized` for one that was used or ended, `rejected` where this product's tokens do not expire. */
  refresh(refreshToken: string): Promise<OAuthGrant>;
  /** Ends the token at the forge. True when the forge confirmed it or knew the token no more. */
  revoke(accessToken: string): Promise<boolean>;
}

/** Reads about repositories and accounts. */
export interface RepositoryApi {
  account(): Promise<ForgeAccount>;
  /** Scopes of the bound credential as the forge states them; null where it states none. */
  grantedScopes(): Promise<readonly string[] | null>;
  /** Throws `ForgeError` `not-found` for a cursor that is none of this forge's. */
  listRepositories(query: RepositoryQuery): Promise<RepositoryPage>;
  /** By path, for a person's input; `not-found` when it does not exist or may not be read. */
  findRepository(path: string): Promise<ForgeRepository>;
  /** By the forge's id: keeps working after a rename or transfer. */
  getRepository(externalId: string): Promise<ForgeRepository>;
}

/** Workflow runs, jobs, logs. */
export interface RunApi {
  /** Newest first; `since` bounds the creation time. */
  listRuns(repository: RepositoryRef, query: { page: number; perPage: number; since?: Date }): Promise<Page<ForgeRun>>;
  /** Throws `ForgeError` `gone` for what is told as a part of another run and is none of its own. */
  getRun(repository: RepositoryRef, runExternalId: string, attempt?: number): Promise<ForgeRun>;
  listJobs(repository: RepositoryRef, runExternalId: string, attempt: number): Promise<readonly ForgeJob[]>;
  /**
   * Gives the logs of the given jobs of one attempt, in their order; a job whose log is gone (expired, never made) is
   * left out. A log that breaks off may be given again: the last time counts. What `take` throws is thrown on.
   */
  readLogs(
    repository: RepositoryRef,
    run: { readonly externalId: string; readonly attempt: number },
    jobs: readonly ForgeJob[],
    take: LogTaker,
  ): Promise<void>;
  /** Throws `ForgeError`: `forbidden` no right, `conflict` still running, `gone` too old or rerun limit reached. */
  rerun(repository: RepositoryRef, runExternalId: string, options: { failedJobsOnly: boolean }): Promise<void>;
}

/** What changed between commits. */
export interface ChangeApi {
  /**
   * What `head` has that its common ancestor with `base` has not, as a pull request shows it. Both are a branch or a
   * commit. Throws `ForgeError` `not-found` for one the repository does not know.
   */
  compare(repository: RepositoryRef, base: string, head: string): Promise<ForgeComparison>;
  /** One commit with the files it touched against its first parent. */
  getCommit(repository: RepositoryRef, sha: string): Promise<ForgeCommit>;
}

/** Webhooks of a repository. Every write is an `ensure`. */
export interface HookApi {
  /** Creates the hook, or brings the one with the same URL to the wanted state. */
  ensureHook(repository: RepositoryRef, spec: HookSpec): Promise<ForgeHook>;
  /** Null when the hook is gone. */
  getHook(repository: RepositoryRef, hookExternalId: string): Promise<ForgeHook | null>;
  /** True when it was there; a hook that is gone already is no error. */
  deleteHook(repository: RepositoryRef, hookExternalId: string): Promise<boolean>;
  /** Newest first, back to `since`, at most `limit`. */
  listHookDeliveries(
    repository: RepositoryRef,
    hookExternalId: string,
    query: { since: Date; limit: number },
  ): Promise<readonly ForgeHookDelivery[]>;
  redeliver(repository: RepositoryRef, hookExternalId: string, deliveryExternalId: string): Promise<void>;
}

/** Bound to one credential. Safe to retry: every write is an `ensure`. Throws only `ForgeError`. */
export interface ForgeClient
  extends RepositoryApi, RunApi, CiFileApi, ArtifactApi, ChangeApi, ContentApi, BranchApi, PullRequestApi, HookApi {
  /** The newest rate-limit state this credential's answers told; null before the first. */
  rateLimit(): RateLimit | null;
}
