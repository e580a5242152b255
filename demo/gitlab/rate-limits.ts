// GitLab.com: 2,000 authenticated API calls a minute for one person.
const LIMIT = 2000;
const WINDOW_MS = 60_000;

/** Counters of a minute, one a person. */
export class RateLimits {
  private readonly windows = new Map<string, { limit: number; used: number; resetAt: number }>();

  constructor(private readonly now: () => Date) {}

  /** Counts one call. False when nothing was left. */
  spend(who: string): boolean {
    const window = this.window(who);
    if (window.used >= window.limit) return false;
    window.used += 1;
    return true;
  }

  /** Leaves `remaining` calls until `resetAt`. */
  set(who: string, remaining: number, resetAt: Date): void {
    this.windows.set(who, { limit: LIMIT, used: LIMIT - remaining, resetAt: resetAt.getTime() });
  }

  headers(who: string): Record<string, string> {
    const { limit, used, resetAt } = this.window(who);
    return {
      'ratelimit-limit': String(limit),
      'ratelimit-name': 'throttle_authenticated_api',
      'ratelimit-observed': String(used),
      'ratelimit-remaining': String(limit - used),
      'ratelimit-reset': String(Math.ceil(resetAt / 1000)),
      'ratelimit-resettime': new Date(resetAt).toUTCString(),
    };
  }

  /** Whole seconds until calls are possible again. */
  retryAfter(who: string): number {
    return Math.max(1, Math.ceil((this.window(who).resetAt - this.now().getTime()) / 1000));
  }

  private window(who: string): { limit: number; used: number; resetAt: number } {
    const present = this.windows.get(who);
    const now = this.now().getTime();
    if (present && present.resetAt > now) return present;
    const fresh = { limit: LIMIT, used: 0, resetAt: now + WINDOW_MS };
    this.windows.set(who, fresh);
    return fresh;
  }
}
