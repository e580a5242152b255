import { Faults } from '../common/faults';
import type { FaultMatch } from '../common/faults';

/** Bad weather on demand, with GitHub's rate limits. */
export class GitHubFaults extends Faults {
  /** GitHub's primary rate limit: 403, nothing remaining, until `resetAt`. */
  primaryLimit(resetAt: Date, match: FaultMatch = {}): void {
    this.next(match, {
      status: 403,
      headers: {
        'x-ratelimit-limit': '5000',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-used': '5000',
        'x-ratelimit-reset': String(Math.ceil(resetAt.getTime() / 1000)),
        'x-ratelimit-resource': 'core',
      },
      body: {
        message: 'API rate limit exceeded for user ID 1.',
        documentation_url: 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api',
        status: '403',
      },
    });
  }

  /** GitHub's secondary rate limit; `retryAfter` in seconds. */
  secondaryLimit(retryAfter: number, match: FaultMatch & { status?: 403 | 429 } = {}): void {
    const { status = 403, ...rest } = match;
    this.next(rest, {
      status,
      headers: { 'retry-after': String(retryAfter) },
      body: {
        message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
        documentation_url:
          'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits',
        status: String(status),
      },
    });
  }

  /** GitHub's limit on creating content: 403 without any time to wait for. */
  contentLimit(match: FaultMatch = {}): void {
    this.next(match, {
      status: 403,
      body: {
        message:
          'You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please ' +
          'retry your request again later.',
        documentation_url:
          'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits',
        status: '403',
      },
    });
  }
}
