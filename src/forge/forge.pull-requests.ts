import type { ForgePullRequest } from './pull-request.types';
import type { RepositoryRef, RunConclusion, RunStatus } from './forge.types';

/** A branch and the commit it points to. */
export interface ForgeBranch {
  readonly name: string;
  readonly headSha: string;
  /** True when rules of the forge guard it; which ones only an administrator learns. */
  readonly isProtected: boolean;
}

export const TREE_ENTRY_KINDS = ['file', 'symlink', 'submodule'] as const;
export type TreeEntryKind = (typeof TREE_ENTRY_KINDS)[number];

/** One entry of a tree; folders are not listed. */
export interface ForgeTreeEntry {
  readonly path: string;
  readonly kind: TreeEntryKind;
  readonly isExecutable: boolean;
  /** The forge's id of the content, to read it by. */
  readonly contentId: string;
  /** Bytes; null where the forge states none (submodules). */
  readonly size: number | null;
}

/** Every file of one commit. */
export interface ForgeTree {
  readonly entries: readonly ForgeTreeEntry[];
  /** False when the tree is too large for one answer and entries are missing. */
  readonly isComplete: boolean;
}

/** Reads files at a commit. */
export interface ContentApi {
  /** Null when there is no such branch. */
  findBranch(repository: RepositoryRef, name: string): Promise<ForgeBranch | null>;
  /** `ref` is a branch or a commit. `not-found` when the repository knows neither. */
  readTree(repository: RepositoryRef, ref: string): Promise<ForgeTree>;
  /** The bytes of an entry; null for one larger than `maxBytes`, which is not fetched. */
  readEntry(repository: RepositoryRef, entry: ForgeTreeEntry, maxBytes: number): Promise<Buffer | null>;
  /** The bytes of the file at a path; null when there is none, when it is no file, or when it is larger. */
  readFile(repository: RepositoryRef, ref: string, path: string, maxBytes: number): Promise<Buffer | null>;
}

/** A file's new content; null takes it away. */
export interface FileChange {
  readonly path: string;
  readonly content: Buffer | null;
  readonly isExecutable: boolean;
}

/** One commit on top of `parentSha`, which has to be the branch's head. */
export interface CommitSpec {
  readonly branch: string;
  readonly parentSha: string;
  readonly message: string;
  readonly changes: readonly FileChange[];
  readonly author: { readonly name: string; readonly email: string };
}

/** Writes branches. Nothing is ever forced: what somebody else pushed stays. */
export interface BranchApi {
  /** Makes the branch at `sha`, or leaves the present one where it is. */
  ensureBranch(
    repository: RepositoryRef,
    name: string,
    sha: string,
  ): Promise<{ readonly headSha: string; readonly created: boolean }>;
  /**
   * Commits to a branch; told again after it succeeded, it answers the commit made then. Throws `ForgeError`: `conflict`
   * when the branch has moved, `not-found` when it is gone or a right (workflow files) is missing.
   */
  ensureCommit(repository: RepositoryRef, commit: CommitSpec): Promise<{ readonly sha: string }>;
  /** True when it was there. With `onlyAt`, a branch that points elsewhere is left alone and answers false. */
  deleteBranch(repository: RepositoryRef, name: string, onlyAt?: string): Promise<boolean>;
}

/** What a pull request should be. */
export interface PullRequestSpec {
  readonly headBranch: string;
  readonly baseBranch: string;
  readonly title: string;
  readonly body: string;
  /** Wanted; a repository whose plan has no drafts gives an open one, and `isDraft` says so. */
  readonly isDraft: boolean;
}

export const MERGEABILITIES = ['mergeable', 'conflicting', 'blocked', 'unknown'] as const;
/** `blocked`: rules (checks, reviews, the draft mark) stand against it. `unknown`: the forge is still computing; ask again. */
export type Mergeability = (typeof MERGEABILITIES)[number];

/** One file a pull request changes. */
export interface ForgeFileChange {
  readonly path: string;
  /** Of a rename; else null. */
  readonly previousPath: string | null;
  readonly change: 'added' | 'modified' | 'removed' | 'renamed';
  readonly addedLines: number;
  readonly removedLines: number;
}

/** What one check says of a commit: a CI job, or another service's status. */
export interface ForgeCheck {
  readonly name: string;
  readonly status: RunStatus;
  readonly conclusion: RunConclusion | null;
  readonly url: string | null;
}

/** Pull requests. Every write is an `ensure`; writes of one credential go out one at a time, with a second between. */
export interface PullRequestApi {
  /**
   * The open pull request of these two branches, made when there is none. One that is there keeps its words. Throws
   * `ForgeError`: `not-found` a branch is gone, `conflict` nothing lies between the branches.
   */
  ensurePullRequest(
    repository: RepositoryRef,
    spec: PullRequestSpec,
  ): Promise<{ readonly pullRequest: ForgePullRequest; readonly created: boolean }>;
  getPullRequest(repository: RepositoryRef, number: number): Promise<ForgePullRequest>;
  /** Open and closed, newest first: of a head branch of the repository itself, or those a commit belongs to. At most 100. */
  findPullRequests(
    repository: RepositoryRef,
    of: { readonly headBranch: string } | { readonly sha: string },
  ): Promise<readonly ForgePullRequest[]>;
  /** Sets what is given and differs. */
  updatePullRequest(
    repository: RepositoryRef,
    number: number,
    changes: { readonly title?: string; readonly body?: string; readonly baseBranch?: string },
  ): Promise<ForgePullRequest>;
  /** Takes the draft mark off; nothing happens without one. */
  ensureReady(repository: RepositoryRef, number: number): Promise<void>;
  /** Makes it a draft again; nothing happens to one that is. */
  ensureDraft(repository: RepositoryRef, number: number): Promise<void>;
  /** Closes without merging; nothing happens to one that is closed. Answers how it stands now. */
  ensureClosed(repository: RepositoryRef, number: number): Promise<ForgePullRequest>;
  mergeability(repository: RepositoryRef, number: number): Promise<Mergeability>;
  /** At most 3,000. */
  listChangedFiles(repository: RepositoryRef, number: number): Promise<readonly ForgeFileChange[]>;
  /** The newest of each check of a commit. */
  listChecks(repository: RepositoryRef, sha: string): Promise<readonly ForgeCheck[]>;
  /**
   * One comment of ours, known by `marker`, which `body` holds: made once, edited after. Works on issues, too. Only
   * comments of the credential's own account count, so nobody else's marker is taken for ours.
   */
  ensureComment(
    repository: RepositoryRef,
    number: number,
    comment: { readonly marker: string; readonly body: string },
  ): Promise<{ readonly externalId: string; readonly url: string; readonly created: boolean }>;
  /** Adds labels; those there stay. */
  ensureLabels(repository: RepositoryRef, number: number, labels: readonly string[]): Promise<void>;
  /** Asks people to review. Throws `ForgeError` `rejected` when one of them may not. */
  ensureReviewers(repository: RepositoryRef, number: number, usernames: readonly string[]): Promise<void>;
}
