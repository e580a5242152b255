import { isOpen, type Phase } from './life';

/** A patch that wants a pull request. */
export interface Claimant {
  /** Ids are made in the order of time. */
  readonly attemptId: string;
  /** Which try of one pull request it is, 1 first. */
  readonly number: number;
  /** What the patch is anchored to. */
  readonly headSha: string;
  /** A person asked for it. */
  readonly isAskedFor: boolean;
}

/** A pull request of the same incident. */
export interface Claimed {
  readonly phase: Phase;
  readonly attempt: number;
  readonly attemptId: string;
  /** The failing commit it was made for. */
  readonly sourceSha: string;
}

export type Claim<T extends Claimed> =
  | { readonly does: 'nothing' }
  /** Go on with the one there is: its own first commit, or the next one it waits for. */
  | { readonly does: 'go-on'; readonly with: T }
  /** Make a new one; what is outdated is taken back first. */
  | { readonly does: 'open'; readonly outdated: T | null };

const NOTHING = { does: 'nothing' } as const;

/**
 * What a patch may do among the pull requests its incident has: one cause has one open pull request, and who closed one
 * has said no until somebody asks again. Decided under the incident's lock.
 */
export function claim<T extends Claimed>(
  { attemptId, number, headSha, isAskedFor }: Claimant,
  isIncidentOpen: boolean,
  known: readonly T[],
): Claim<T> {
  const open = known.find(({ phase }) => isOpen(phase)) ?? null;
  if (open !== null) {
    const isMine = open.phase === 'claimed' && open.attemptId === attemptId;
    const isNext = open.phase === 'retrying' && number === open.attempt + 1;
    if (isMine || isNext) return { does: 'go-on', with: open };
    // Promised for a head that is no longer the newest failing one, and never brought to the forge.
    const isOutdated = open.phase === 'claimed' && open.sourceSha !== headSha && attemptId > open.attemptId;
    if (!isOutdated) return NOTHING;
  }
  if (number > 1 || !isIncidentOpen) return NOTHING;
  if (!isAskedFor && known.some(({ phase }) => phase === 'closed')) return NOTHING;
  return { does: 'open', outdated: open };
}
