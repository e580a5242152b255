import type { Claimed } from '../../src/pull-request/domain/claiming';
import { isOpen, isOurs, MAX_ATTEMPTS, type Life } from '../../src/pull-request/domain/life';

/** A fix pull request, here and at the forge. */
export interface Pull extends Claimed {
  readonly id: number;
  life: Life;
  readonly sourceSha: string;
  attemptId: string;
  pushedAt: number;
  /** What is open or not at the forge; null: it was never made. */
  forge: 'open' | 'closed' | 'merged' | null;
  /** The branch's head at the forge. */
  head: string | null;
}

/** A patch that was found. */
export interface Attempt {
  readonly id: string;
  readonly number: number;
  readonly headSha: string;
  readonly onOurs: boolean;
  readonly isAskedFor: boolean;
}

/** What the rules look at. */
interface World {
  readonly incident: string;
  readonly pulls: readonly Pull[];
  readonly attempts: readonly Attempt[];
  /** Rules that broke while something was done. */
  readonly wrongs: ReadonlySet<string>;
}

/** The rules that hold at every moment. */
export function brokenRules({ pulls, attempts, wrongs }: World): string[] {
  const open = pulls.filter(({ phase }) => isOpen(phase));
  return [
    ...wrongs,
    ...(open.length > 1 ? ['two open pull requests for one cause'] : []),
    ...(pulls.some(({ attempt }) => attempt > MAX_ATTEMPTS) ? ['more than three attempts'] : []),
    ...(attempts.some(({ number }) => number > MAX_ATTEMPTS) ? ['a fourth attempt was thought of'] : []),
    ...(attempts.some(({ onOurs, number }) => onOurs && number === 1) ? ['set off by our own branch'] : []),
  ];
}

/** The rules that hold when all that was told has been heard. */
export function unsettledRules({ pulls, incident }: World): string[] {
  const ours = pulls.filter(({ phase }) => isOurs(phase));
  const atForge = pulls.filter(({ forge }) => forge === 'open');
  return [
    ...(incident !== 'open' && ours.length > 0 ? ['an open pull request for an incident that is over'] : []),
    ...(ours.some(({ phase }) => phase === 'claimed') ? ['a promise nobody keeps'] : []),
    ...(ours.some(({ phase }) => phase === 'retrying') ? ['a next attempt nobody thinks of'] : []),
    ...(atForge.length > 1 ? ['two open at the forge'] : []),
    ...(atForge.some(({ phase }) => !isOpen(phase)) ? ['open at the forge and over here'] : []),
  ];
}
