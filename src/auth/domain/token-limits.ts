import { NO_LIMITS, type OwnLimits } from '../../common/http/principal';
import type { RequestLimits } from '../../config/request-limits';

/** Limits set for one API token: by its owner, and by an admin, whose the owner cannot take back. */
export interface TokenLimits {
  readonly own: OwnLimits | null;
  readonly admin: OwnLimits | null;
}

const KINDS = ['read', 'write', 'expensive'] as const satisfies readonly (keyof RequestLimits)[];

/** Of what both set for a token the lower, for each class of requests; null where neither set any. */
export function tighterOf({ own, admin }: TokenLimits): OwnLimits {
  const [first, second] = [own ?? NO_LIMITS, admin ?? NO_LIMITS];
  return byKind((kind) => lower(first[kind], second[kind]));
}

/**
 * What a token may ask in a minute: what was set for it, never more than its account may; where nothing was, half of that, so
 * that a program that runs wild leaves its owner the page.
 */
export function tokenLimitsOf(account: RequestLimits, set: OwnLimits): RequestLimits {
  return byKind((kind) => Math.min(account[kind], set[kind] ?? Math.max(1, Math.floor(account[kind] / 2))));
}

/** Whether a wish asks for more than the account has. */
export function isAbove(account: RequestLimits, wish: OwnLimits): boolean {
  return KINDS.some((kind) => (wish[kind] ?? 0) > account[kind]);
}

function lower(first: number | null, second: number | null): number | null {
  if (first === null || second === null) return first ?? second;
  return Math.min(first, second);
}

function byKind<T>(of: (kind: keyof RequestLimits) => T): Record<keyof RequestLimits, T> {
  return { read: of('read'), write: of('write'), expensive: of('expensive') };
}
