import { z } from 'zod';
import { ForgeError } from '../forge.errors';
import type { ForgeErrorKind } from '../forge.errors';

/** Response headers, lower-case names. */
export type AnswerHeaders = Readonly<Record<string, string | number | undefined>>;

/** GitHub's advice where a secondary limit states no time: wait at least a minute. */
const SECONDARY_WAIT_MS = 60_000;
/** A limit lasts an hour at most; a stated wait beyond this is a broken clock or header. */
const LONGEST_WAIT_MS = 24 * 3_600_000;
const LIMIT_WORDS = /rate limit|abuse detection|submitted too quickly|login attempts exceeded/i;

const KINDS: Readonly<Record<number, ForgeErrorKind>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  408: 'unavailable',
  409: 'conflict',
  410: 'gone',
};

/** The forge's words without anything that looks like a secret, on one line. */
export function redact(message: string): string {
  return message
    .slice(0, 2000)
    .replace(/\b(?:gh[a-z]_|github_pat_)\w+/g, '[redacted]')
    .replace(/\b(bearer|basic|token)\s+[\w.~+/=-]{8,}/gi, '$1 [redacted]')
    .replace(/((?:secret|token|password|code|key)["']?\s*[=:]\s*["']?)[^\s"'&,;]+/gi, '$1[redacted]')
    .replace(/[\w+=-]{32,}/g, '[redacted]')
    .replace(/\s+/g, ' ')
    .trim();
}

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

function numberOf(value: string | number | undefined): number | null {
  if (value === undefined || value === '') return null;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : null;
}

/**
 * When the forge will listen again after a 403 or 429; null when the answer speaks of no limit. In GitHub's order:
 * `retry-after`, else the reset time when nothing remains, else a minute.
 */
export function limitedUntil(status: number, headers: AnswerHeaders, message: string, now: Date): Date | null {
  if (status !== 403 && status !== 429) return null;
  const soon = (wait: number): Date => new Date(now.getTime() + Math.min(Math.max(wait, 1000), LONGEST_WAIT_MS));
  const retryAfter = headers['retry-after'];
  if (retryAfter !== undefined) {
    const seconds = numberOf(retryAfter);
    const wait = seconds === null ? Date.parse(String(retryAfter)) - now.getTime() : seconds * 1000;
    return soon(Number.isNaN(wait) ? SECONDARY_WAIT_MS : wait);
  }
  const reset = numberOf(headers['x-ratelimit-reset']);
  if (numberOf(headers['x-ratelimit-remaining']) === 0 && reset !== null) return soon(reset * 1000 - now.getTime());
  return status === 429 || LIMIT_WORDS.test(message) ? soon(SECONDARY_WAIT_MS) : null;
}

/** An answer of 400 and above as our error. */
export function errorOfAnswer(status: number, headers: AnswerHeaders, message: string, now: Date): ForgeError {
  const reason = redact(message);
  const retryAt = limitedUntil(status, headers, message, now);
  if (retryAt !== null) return new ForgeError('github', 'rate-limited', { status, reason, retryAt });
  const kind = KINDS[status] ?? (status >= 500 ? 'unavailable' : 'rejected');
  return new ForgeError('github', kind, { status, reason });
}

/**
 * An error of the host that holds logs. It knows neither our rights nor our limits: what it refuses is the link, which
 * lives a minute, so another try with a new link may do.
 */
export function errorOfStorage(status: number): ForgeError {
  const kind = status === 404 ? 'not-found' : status === 410 ? 'gone' : 'unavailable';
  return new ForgeError('github', kind, { status, reason: 'the log storage refused the link' });
}

/** An answer that is not what GitHub documents. Names the first wrong field, never its value. */
export function errorOfShape(error: z.ZodError): ForgeError {
  const issue = error.issues[0];
  const where = (issue?.path ?? []).map(String).join('.');
  return new ForgeError('github', 'rejected', {
    reason: redact(`unexpected answer at ${where === '' ? 'body' : where}: ${issue?.message ?? 'invalid'}`),
  });
}

/** An error and its causes, outermost first. By shape, since `fetch` may throw errors of another realm. */
function chainOf(error: unknown): object[] {
  const chain: object[] = [];
  for (let at = error; typeof at === 'object' && at !== null && chain.length < 5;) {
    chain.push(at);
    at = 'cause' in at ? at.cause : undefined;
  }
  return chain;
}

/** Why no answer came: the system's code (`ECONNREFUSED`) or the kind of abort; never a URL or a header. */
function networkReason(chain: readonly object[]): string {
  const isAbort = chain.some((at) => 'name' in at && (at.name === 'TimeoutError' || at.name === 'AbortError'));
  if (isAbort) return 'no answer in time';
  const codes = chain.flatMap((at) => ('code' in at && typeof at.code === 'string' ? [at.code] : []));
  return codes[0] ?? 'connection failed';
}

/**
 * Whatever a request threw, as a `ForgeError`. The original is not kept as the cause: Octokit's errors carry the
 * request, and with it hook secrets.
 */
export function toForgeError(error: unknown): ForgeError {
  if (error instanceof z.ZodError) return errorOfShape(error);
  // Octokit wraps what its `fetch` throws.
  const chain = chainOf(error);
  const known = chain.find((at) => at instanceof ForgeError);
  return known ?? new ForgeError('github', 'unavailable', { reason: networkReason(chain) });
}
