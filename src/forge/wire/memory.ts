import { createHash } from 'node:crypto';
import { lru } from 'tiny-lru';
import type { LRU } from 'tiny-lru';
import type { RateLimit } from '../forge.types';
import type { AnswerHeaders } from './errors';

/** How many credentials' limits are remembered; a forgotten one costs one refused request. */
const CREDENTIALS = 5000;
/** All cached answers together. */
const CACHE_BYTES = 32 * 1024 * 1024;
/** Larger answers are not worth their place: a full page of 100 runs is about 1.5 MB. */
const ENTRY_BYTES = 2 * 1024 * 1024;

/** Names a credential of one forge without holding it: `origin` is the forge's, since two may give out the same token. */
export function credentialKey(origin: string, accessToken: string): string {
  return createHash('sha256').update(`${origin}\n${accessToken}`).digest('base64url');
}

/** An answer as it can be given again. */
export interface CachedAnswer {
  readonly etag: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers by credential and URL, the least used dropped first, bounded by their size. */
export class AnswerCache {
  private readonly answers: LRU<CachedAnswer> = lru<CachedAnswer>(10_000);
  private bytes = 0;

  constructor(
    private readonly maxBytes = CACHE_BYTES,
    private readonly maxEntryBytes = ENTRY_BYTES,
  ) {}

  get(key: string): CachedAnswer | undefined {
    return this.answers.get(key);
  }

  set(key: string, answer: CachedAnswer): void {
    this.delete(key);
    const size = answer.body.length;
    if (size > this.maxEntryBytes) return;
    while (
      this.answers.first !== null &&
      (this.bytes + size > this.maxBytes || this.answers.size >= this.answers.max)
    ) {
      this.bytes -= this.answers.first.value.body.length;
      this.answers.evict();
    }
    this.answers.set(key, answer);
    this.bytes += size;
  }

  delete(key: string): void {
    const old = this.answers.peek(key);
    if (old === undefined) return;
    this.bytes -= old.body.length;
    this.answers.delete(key);
  }
}

interface CredentialLimit {
  rateLimit: RateLimit | null;
  /** Nothing may be sent before this. */
  blockedUntil: Date | null;
}

/** How one forge tells its limits. */
export interface LimitWords {
  /** What an answer's headers say is left; null when they say nothing of what we are limited by. */
  rateLimit(headers: AnswerHeaders, now: Date): RateLimit | null;
  /** When the forge will listen again after this answer; null when the answer speaks of no limit. */
  limitedUntil(status: number, headers: AnswerHeaders, message: string, now: Date): Date | null;
}

/** What a forge lets each credential do, from its answers. Survives `connect()`, so a new client does not forget. */
export class RateLimits {
  private readonly byCredential: LRU<CredentialLimit> = lru<CredentialLimit>(CREDENTIALS);

  constructor(private readonly words: LimitWords) {}

  /** The newest state told; null before the first answer. */
  rateLimit(key: string): RateLimit | null {
    return this.byCredential.get(key)?.rateLimit ?? null;
  }

  /** Until when nothing may be sent; null when the credential is free. */
  blockedUntil(key: string, now: Date): Date | null {
    const known = this.byCredential.get(key);
    if (known === undefined) return null;
    if (known.blockedUntil !== null && known.blockedUntil > now) return known.blockedUntil;
    const { rateLimit } = known;
    return rateLimit !== null && rateLimit.remaining === 0 && rateLimit.resetAt > now ? rateLimit.resetAt : null;
  }

  /** Learns from any answer. */
  observe(key: string, status: number, headers: AnswerHeaders, message: string, now: Date): void {
    const known = this.byCredential.get(key) ?? { rateLimit: null, blockedUntil: null };
    const rateLimit = this.words.rateLimit(headers, now) ?? known.rateLimit;
    const blockedUntil = this.words.limitedUntil(status, headers, message, now) ?? known.blockedUntil;
    if (rateLimit !== null || blockedUntil !== null) this.byCredential.set(key, { rateLimit, blockedUntil });
  }
}

/** Limit, remaining and reset (seconds since 1970) under the names a forge gives them; null unless all three are numbers. */
export function rateLimitOf(headers: AnswerHeaders, prefix: string, now: Date): RateLimit | null {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) => {
    const value = headers[`${prefix}${name}`];
    return value === undefined || value === '' ? Number.NaN : Number(value);
  });
  if (limit === undefined || remaining === undefined || reset === undefined) return null;
  const resetAt = new Date(reset * 1000);
  if (!Number.isFinite(limit) || !Number.isFinite(remaining) || Number.isNaN(resetAt.getTime())) return null;
  return { limit, remaining, resetAt, observedAt: now };
}
