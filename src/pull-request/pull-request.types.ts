import type { Fields } from '../common/fields';
import type { ConnectionDirectory } from '../repository/connection.directory';
import { isOpen, type Life, type Phase } from './domain/life';
import type { PullRequestEntity } from './pull-request.entity';

/** A fix pull request as the feature's own code handles it. */
export type PullRequest = Readonly<Fields<PullRequestEntity>>;

export type Connection = NonNullable<Awaited<ReturnType<ConnectionDirectory['connection']>>>;

/** The part of a row its life depends on. */
export function lifeOf({ phase, attempt, head_sha, pr_number }: PullRequest): Life {
  return { phase, attempt, headSha: head_sha, exists: pr_number !== null };
}

/** The phases behind each of a forge's states. */
export const PHASES_OF = {
  open: ['claimed', 'verifying', 'unproven', 'verified', 'retrying', 'handed_over'],
  closed: ['withdrawn', 'failed', 'closed'],
  merged: ['merged'],
} as const satisfies Record<string, readonly Phase[]>;

/** As a forge would call it. */
export function stateOf({ phase }: PullRequest): keyof typeof PHASES_OF {
  if (phase === 'merged') return 'merged';
  return isOpen(phase) ? 'open' : 'closed';
}

/** What the repository's own CI has said of our newest commit. */
export function verifiedOf({
  phase,
  tries,
  verified_at,
}: PullRequest): 'unverified' | 'running' | 'verified' | 'failed' {
  const newest = tries.at(-1);
  if (newest === undefined) return 'unverified';
  if (phase === 'verified' || (verified_at !== null && newest.result === 'passed')) return 'verified';
  return newest.result === 'failed' ? 'failed' : phase === 'verifying' ? 'running' : 'unverified';
}
