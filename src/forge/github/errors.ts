import { z } from 'zod';
import { ForgeError } from '../forge.errors';
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

/** GitHub's advice where a secondary limit states no time: wait at least a minute. */
const SECONDARY_WAIT_MS = 60_000;
const LIMIT_WORDS = /rate limit|abuse detection|submitted too quickly|login attempts exceeded/i;

/** Why a 422: a sentence of its own, or only the field and what is wrong with it. */
const detailSchema = z.object({
  message: z.string().nullish(),
  resource: z.string().nullish(),
  field: z.string().nullish(),
  code: z.string().nullish(),
});

function detailOf({ message, resource, field, code }: z.infer<typeof detailSchema>): string {
  return message ?? [resource, field, code].filter((part) => part !== null && part !== undefined).join(' ');
}

const errorBodySchema = z.object({
  message: z.string().catch(''),
  errors: z.array(z.union([z.string(), detailSchema.transform(detailOf)])).catch([]),
});

/** What an error body says: GitHub's JSON, or the start of whatever stands in its place (a gateway's page). */
export function messageOf(body: string): string {
  try {
    const parsed = errorBodySchema.safeParse(JSON.parse(body));
    if (parsed.success) return [parsed.data.message, ...parsed.data.errors].filter((part) => part !== '').join(': ');
  } catch {
    // Not JSON: the text itself is the message.
  }
  return body.slice(0, 300);
}

/**
 * When the forge will listen again after a 403 or 429; null when the answer speaks of no limit. In GitHub's order:
 * `retry-after`, else the reset time when nothing remains, else a minute.
 */
export function limitedUntil(status: number, headers: AnswerHeaders, message: string, now: Date): Date | null {
  if (status !== 403 && status !== 429) return null;
  const told = retryAfter(headers, SECONDARY_WAIT_MS, now);
  if (told !== null) return told;
  const reset = numberOf(headers['x-ratelimit-reset']);
  if (numberOf(headers['x-ratelimit-remaining']) === 0 && reset !== null) {
    return after(now, reset * 1000 - now.getTime());
  }
  return status === 429 || LIMIT_WORDS.test(message) ? after(now, SECONDARY_WAIT_MS) : null;
}

/** GitHub's limits. Only the `core` resource: the others (search, graphql) have limits that say nothing about ours. */
export const githubLimits: LimitWords = {
  rateLimit(headers, now) {
    const resource = headers['x-ratelimit-resource'];
    return resource !== undefined && resource !== 'core' ? null : rateLimitOf(headers, 'x-ratelimit-', now);
  },
  limitedUntil,
};

/** An answer of 400 and above as our error. */
export function errorOfAnswer(status: number, headers: AnswerHeaders, message: string, now: Date): ForgeError {
  const retryAt = limitedUntil(status, headers, message, now);
  if (retryAt === null) return errorOfStatus('github', status, message);
  return new ForgeError('github', 'rate-limited', { status, reason: redact(message), retryAt });
}

/**
 * An error of the host that holds logs. It knows neither our rights nor our limits: what it refuses is the link, which
 * lives a minute, so another try with a new link may do.
 */
export function errorOfStorage(status: number): ForgeError {
  const kind = status === 404 ? 'not-found' : status === 410 ? 'gone' : 'unavailable';
  return new ForgeError('github', kind, { status, reason: 'the log storage refused the link' });
}

/** An answer that is not what GitHub documents. */
export function errorOfShape(error: z.ZodError): ForgeError {
  return shapeError('github', error);
}

/** Whatever a request threw, as a `ForgeError`. */
export function toForgeError(error: unknown): ForgeError {
  return toForgeErrorOf('github', error);
}
