import picomatch from 'picomatch';
import { z } from 'zod';

export const COMMIT_STYLES = ['conventional', 'plain'] as const;

/** What a repository's owner wants of fix pull requests themselves; keys of `fix_policy` and `.devflowfix.yml`. */
export interface PullPolicy {
  /** They stay drafts also when they are verified. */
  readonly draft: boolean;
  readonly labels: readonly string[];
  /** Asked to review once the CI has proven the fix. */
  readonly reviewers: readonly string[];
  /** `conventional`: `fix: …`. `plain`: `Fix …`. */
  readonly commit_style: (typeof COMMIT_STYLES)[number];
  /** The connected account is named as the commit's co-author. */
  readonly co_author: boolean;
  /** Globs of branches no fix is proposed for or into. */
  readonly protected_branches: readonly string[];
}

export const DEFAULT_PULL_POLICY: PullPolicy = {
  draft: false,
  labels: [],
  reviewers: [],
  commit_style: 'conventional',
  co_author: true,
  protected_branches: [],
};

/** The same as a file's keys. */
export const PULL_POLICY_KEYS = {
  draft: z.boolean(),
  labels: z.array(z.string().min(1).max(50)).max(20),
  reviewers: z.array(z.string().regex(/^[\w.-]{1,100}$/)).max(15),
  commit_style: z.enum(COMMIT_STYLES),
  co_author: z.boolean(),
  protected_branches: z.array(z.string().min(1).max(200)).max(50),
};

/** The first of `branches` that the policy keeps fixes away from; null when it keeps them from none. */
export function protectedAmong(policy: PullPolicy, branches: readonly (string | null)[]): string | null {
  if (policy.protected_branches.length === 0) return null;
  const isProtected = picomatch([...policy.protected_branches], { dot: true });
  return branches.find((branch) => branch !== null && isProtected(branch)) ?? null;
}

/** Its own keys of a policy that may have more. */
export function pullPolicyOf(policy: PullPolicy): PullPolicy {
  const { draft, labels, reviewers, commit_style, co_author, protected_branches } = policy;
  return { draft, labels, reviewers, commit_style, co_author, protected_branches };
}
