import { z } from 'zod';
import { PrivateAddress } from '../../common/guarded-lookup';
import { ForgeError } from '../forge.errors';
import type { ForgeErrorKind } from '../forge.errors';
import type { ForgeKind } from '../forge.types';

/** Response headers, lower-case names. */
export type AnswerHeaders = Readonly<Record<string, string | number | undefined>>;

/** A limit lasts an hour at most; a stated wait beyond this is a broken clock or header. */
const LONGEST_WAIT_MS = 24 * 3_600_000;
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
    .replace(/\b(?:gh[a-z]_|github_pat_|gl[a-z]{2,6}-|whsec_)[\w.-]+/g, '[redacted]')
    .replace(/\b(bearer|basic|token)\s+[\w.~+/=-]{8,}/gi, '$1 [redacted]')
    .replace(/((?:secret|token|password|code|key)["']?\s*[=:]\s*["']?)[^\s"'&,;]+/gi, '$1[redacted]')
    .replace(/[\w+=-]{32,}/g, '[redacted]')
    .replace(/\s+/g, ' ')
    .trim();
}

export function numberOf(value: string | number | undefined): number | null {
  if (value === undefined || value === '') return null;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : null;
}

/** A wait from now on, within what is believable. */
export function after(now: Date, waitMs: number): Date {
  return new Date(now.getTime() + Math.min(Math.max(waitMs, 1000), LONGEST_WAIT_MS));
}

/** What `retry-after` says, in seconds or as a time; null without it, `otherwiseMs` when it says neither. */
export function retryAfter(headers: AnswerHeaders, otherwiseMs: number, now: Date): Date | null {
  const told = headers['retry-after'];
  if (told === undefined) return null;
  const seconds = numberOf(told);
  const wait = seconds === null ? Date.parse(String(told)) - now.getTime() : seconds * 1000;
  return after(now, Number.isNaN(wait) ? otherwiseMs : wait);
}

/** An answer of 400 and above that speaks of no limit, as our error. */
export function errorOfStatus(forge: ForgeKind, status: number, message: string): ForgeError {
  const kind = KINDS[status] ?? (status >= 500 ? 'unavailable' : 'rejected');
  return new ForgeError(forge, kind, { status, reason: redact(message) });
}

/** An answer that is not what the forge documents. Names the first wrong field, never its value. */
export function errorOfShape(forge: ForgeKind, error: z.ZodError): ForgeError {
  const issue = error.issues[0];
  const where = (issue?.path ?? []).map(String).join('.');
  return new ForgeError(forge, 'rejected', {
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

/** What helps where an answer leads into a private network on purpose. */
export const PRIVATE_TARGETS = 'FORGE_PRIVATE_TARGETS=allow permits it';
/** OpenSSL's words for a certificate of somebody it does not know. */
const UNTRUSTED = /^(?:SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+)$/;

/** Why no answer came: the system's code (`ECONNREFUSED`) or the kind of abort; never a URL or a header. */
function networkReason(forge: ForgeKind, chain: readonly object[]): string {
  const isAbort = chain.some((at) => 'name' in at && (at.name === 'TimeoutError' || at.name === 'AbortError'));
  if (isAbort) return 'no answer in time';
  const codes = chain.flatMap((at) => ('code' in at && typeof at.code === 'string' ? [at.code] : []));
  const [code] = codes;
  if (code !== undefined && UNTRUSTED.test(code)) {
    return `certificate not trusted (${code.toLowerCase().replaceAll('_', ' ')}); ${forge.toUpperCase()}_CA_FILE names one of your own`;
  }
  return code ?? 'connection failed';
}

/**
 * Whatever a request threw, as a `ForgeError`. The original is not kept as the cause: clients' errors carry the request,
 * and with it hook secrets.
 */
export function toForgeErrorOf(forge: ForgeKind, error: unknown): ForgeError {
  if (error instanceof z.ZodError) return errorOfShape(forge, error);
  // Clients wrap what their `fetch` throws.
  const chain = chainOf(error);
  const known = chain.find((at) => at instanceof ForgeError);
  if (chain.some((at) => at instanceof PrivateAddress)) {
    return new ForgeError(forge, 'rejected', { reason: `redirected into a private network; ${PRIVATE_TARGETS}` });
  }
  return known ?? new ForgeError(forge, 'unavailable', { reason: networkReason(forge, chain) });
}
