// GitHub's primary limits: 5,000 calls an hour for a person, 60 for an address without a token.
const PERSON_LIMIT = 5_000;
const ANONYMOUS_LIMIT = 60;
const WINDOW_MS = 3_600_000;

interface Window {
  readonly limit: number;
  used: number;
  readonly resetAt: number;
}

/** The proxy's own hourly counters, one a person (all apps share it) or anonymous address. */
export class RateLimits {
  private readonly windows = new Map<string, Window>();

  /** Counts one call. False when nothing was left. */
  spend(login: string | null): boolean {
    const window = this.window(login);
    if (window.used >= window.limit) return false;
    window.used += 1;
    return true;
  }

  /** A conditional request answered 304 costs nothing. */
  giveBack(login: string | null): void {
    const window = this.window(login);
    window.used = Math.max(0, window.used - 1);
  }

  /** Leaves `remaining` calls until `resetAt`. */
  set(login: string | null, remaining: number, resetAt: Date): void {
    const limit = limitOf(login);
    this.windows.set(keyOf(login), { limit, used: limit - remaining, resetAt: resetAt.getTime() });
  }

  headers(login: string | null): Record<string, string> {
    const { limit, remaining, used, reset } = this.state(login);
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-used': String(used),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-resource': 'core',
    };
  }

  /** As `GET /rate_limit` shows it; `reset` in Unix seconds. */
  state(login: string | null): { limit: number; remaining: number; used: number; reset: number } {
    const { limit, used, resetAt } = this.window(login);
    return { limit, remaining: limit - used, used, reset: Math.ceil(resetAt / 1000) };
  }

  private window(login: string | null): Window {
    const key = keyOf(login);
    const present = this.windows.get(key);
    if (present && present.resetAt > Date.now()) return present;
    const fresh = { limit: limitOf(login), used: 0, resetAt: Date.now() + WINDOW_MS };
    this.windows.set(key, fresh);
    return fresh;
  }
}

function keyOf(login: string | null): string {
  return login ?? '(anonymous)';
}

function limitOf(login: string | null): number {
  return login === null ? ANONYMOUS_LIMIT : PERSON_LIMIT;
}
