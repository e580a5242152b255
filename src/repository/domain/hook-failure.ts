import { AppError } from '../../common/errors';
import { ForgeError, type ForgeErrorKind } from '../../forge/forge.errors';

/** Why a hook could not be brought to what it should be, and when to try again. */
export interface HookFailure {
  /** For people; may quote the forge, which has redacted itself. */
  readonly reason: string;
  readonly retryAt: Date;
}

const SOON_MS = 5 * 60_000;
/** A right may be granted or a place become free; nobody needs to know within the hour. */
const LATER_MS = 24 * 3_600_000;

const REASONS: Record<ForgeErrorKind, string> = {
  unauthorized: 'The forge no longer accepts the connected account; connect it again.',
  forbidden: 'The connected account may not manage the webhooks of this repository.',
  'not-found': 'The connected account may not manage the webhooks of this repository, or the repository is gone.',
  conflict: 'The forge refused the webhook in its present state.',
  gone: 'The repository is gone.',
  'rate-limited': 'The forge asked us to wait; this will be tried again by itself.',
  unavailable: 'The forge did not answer; this will be tried again by itself.',
  rejected: 'The forge refused the webhook.',
};

/** What the errors of a hook call mean; null for an error that is none of the forge's or the connection's doing. */
export function hookFailure(error: unknown, now: Date): HookFailure | null {
  if (error instanceof ForgeError && error.heldBack !== null) {
    return { reason: error.message, retryAt: retryTime(error, now) };
  }
  if (error instanceof ForgeError) {
    const quoted = error.reason === null ? '' : ` The forge says: ${error.reason}`;
    return { reason: `${REASONS[error.kind]}${quoted}`, retryAt: retryTime(error, now) };
  }
  if (error instanceof AppError && error.kind !== 'internal') {
    return { reason: error.message, retryAt: new Date(now.getTime() + LATER_MS) };
  }
  return null;
}

function retryTime(error: ForgeError, now: Date): Date {
  if (error.kind === 'unavailable') return new Date(now.getTime() + SOON_MS);
  if (error.kind === 'rate-limited') return error.retryAt ?? new Date(now.getTime() + SOON_MS);
  return new Date(now.getTime() + LATER_MS);
}
