import { ZodError } from 'zod';
import { AppError, type ErrorKind } from '../common/errors';
import { ForgeProblems } from '../common/http/forge-problem';
import { ForgeError, type ForgeErrorKind } from '../forge/forge.errors';

/** What to do with a task that threw. */
export type RetryDecision =
  { readonly action: 'retry' } | { readonly action: 'wait'; readonly until: Date } | { readonly action: 'give-up' };

const RETRY: RetryDecision = { action: 'retry' };
const GIVE_UP: RetryDecision = { action: 'give-up' };

/** GitHub asks for at least a minute when it names no time. */
const DEFAULT_WAIT_MS = 60_000;

const FORGE: Record<ForgeErrorKind, 'retry' | 'wait' | 'give-up'> = {
  unauthorized: 'give-up',
  forbidden: 'give-up',
  'not-found': 'give-up',
  conflict: 'give-up',
  gone: 'give-up',
  'rate-limited': 'wait',
  unavailable: 'retry',
  rejected: 'give-up',
};

const APP: Record<ErrorKind, 'retry' | 'wait' | 'give-up'> = {
  'bad-request': 'give-up',
  unauthorized: 'give-up',
  forbidden: 'give-up',
  'not-found': 'give-up',
  conflict: 'give-up',
  gone: 'give-up',
  'too-large': 'give-up',
  'unsupported-media-type': 'give-up',
  invalid: 'give-up',
  'rate-limited': 'wait',
  internal: 'retry',
  'bad-gateway': 'retry',
  unavailable: 'retry',
};

/** Decides by the kind of error. A 4xx is never blindly retried; an error nobody expected is, since it may be passing. */
export function decideRetry(error: unknown, now: Date): RetryDecision {
  if (error instanceof ZodError) return GIVE_UP;
  if (!(error instanceof ForgeError) && !(error instanceof AppError)) return RETRY;
  const action = error instanceof ForgeError ? FORGE[error.kind] : APP[error.kind];
  if (action !== 'wait') return action === 'retry' ? RETRY : GIVE_UP;
  const stated =
    error instanceof ForgeError
      ? error.retryAt
      : error.retryAfterSeconds === null
        ? null
        : new Date(now.getTime() + error.retryAfterSeconds * 1000);
  return { action: 'wait', until: stated ?? new Date(now.getTime() + DEFAULT_WAIT_MS) };
}

/** The words about a failure that may be stored and shown: code and static message, never a stack or a value. */
export function failureOf(error: unknown): { code: string; message: string } {
  if (error instanceof AppError) return { code: error.code, message: error.message };
  if (error instanceof ForgeError && error.heldBack !== null) {
    return { code: ForgeProblems[error.heldBack].code, message: error.message };
  }
  if (error instanceof ForgeError) {
    return {
      code: `forge.${error.kind}`,
      message: error.reason === null ? error.message : `${error.message}: ${error.reason}`,
    };
  }
  if (error instanceof ZodError)
    return { code: 'task.invalid_payload', message: 'The task carries a payload this version cannot read.' };
  return { code: 'common.internal', message: 'Something went wrong on our side; the log has the details.' };
}
