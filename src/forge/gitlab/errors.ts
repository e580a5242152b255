import { z } from 'zod';
import { ForgeError } from '../forge.errors';
import type { ForgeErrorKind } from '../forge.errors';
import {
  after,
  errorOfShape as shapeError,
  errorOfStatus,
  numberOf,
  redact,
  retryAfter,
  toForgeErrorOf,
} from '../wire/errors';
import type { AnswerHeaders } from '../wire/errors';
import { rateLimitOf } from '../wire/memory';
import type { LimitWords } from '../wire/memory';

/** GitLab counts by the minute, so a limit that names no end lasts no longer. */
const LIMIT_WAIT_MS = 60_000;

/** `message` is a text, a list, or lists by field; `error` is a text. */
const wordsSchema = z.union([z.string(), z.array(z.string()), z.record(z.string(), z.unknown())]);
const errorBodySchema = z.object({
  message: wordsSchema.optional().catch(undefined),
  error: wordsSchema.optional().catch(undefined),
  error_description: z.string().optional().catch(undefined),
});

function wordsOf(words: z.infer<typeof wordsSchema> | undefined): string {
  if (words === undefined) return '';
  if (typeof words === 'string') return words;
  if (Array.isArray(words)) return words.join('; ');
  return Object.entries(words)
    .map(([field, what]) => `${field} ${Array.isArray(what) ? what.map(String).join(', ') : String(what)}`)
    .join('; ');
}

/** What an error body says: GitLab's JSON, or the start of whatever stands in its place (`Retry later`, a gateway's page). */
export function messageOf(body: string): string {
  try {
    const parsed = errorBodySchema.safeParse(JSON.parse(body));
    if (parsed.success) {
      const { message, error, error_description: description } = parsed.data;
      return [wordsOf(message), wordsOf(error), description ?? ''].filter((part) => part !== '').join(': ');
    }
  } catch {
    // Not JSON: the text itself is the message.
  }
  return body.slice(0, 300);
}

/** GitLab says 429, with the wait in `retry-after`; older servers only tell the reset. */
function limitedUntil(status: number, headers: AnswerHeaders, _message: string, now: Date): Date | null {
  if (status !== 429) return null;
  const told = retryAfter(headers, LIMIT_WAIT_MS, now);
  if (told !== null) return told;
  const reset = numberOf(headers['ratelimit-reset']);
  return after(now, reset === null ? LIMIT_WAIT_MS : reset * 1000 - now.getTime());
}

/** GitLab's limits, told with every answer where the instance has any. */
export const gitlabLimits: LimitWords = {
  rateLimit: (headers, now) => rateLimitOf(headers, 'ratelimit-', now),
  limitedUntil,
};

/** An answer of 400 and above as our error. */
export function errorOfAnswer(status: number, headers: AnswerHeaders, message: string, now: Date): ForgeError {
  const retryAt = limitedUntil(status, headers, message, now);
  if (retryAt !== null) return new ForgeError('gitlab', 'rate-limited', { status, reason: redact(message), retryAt });
  return errorOfStatus('gitlab', status, message);
}

/** An answer that is not what GitLab documents. */
export function errorOfShape(error: z.ZodError): ForgeError {
  return shapeError('gitlab', error);
}

/** Whatever a request threw, as a `ForgeError`. */
export function toForgeError(error: unknown): ForgeError {
  return toForgeErrorOf('gitlab', error);
}

/** An error of GitLab's with this `kind` and words of ours. */
export function gitlabError(kind: ForgeErrorKind, reason: string): ForgeError {
  return new ForgeError('gitlab', kind, { reason });
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ForgeError && error.kind === 'not-found';
}

/** True for an answer of one of these statuses whose words match. GitLab says why in words only. */
export function says(error: unknown, statuses: readonly number[], words: RegExp): error is ForgeError {
  return (
    error instanceof ForgeError &&
    error.status !== null &&
    statuses.includes(error.status) &&
    words.test(error.reason ?? '')
  );
}
