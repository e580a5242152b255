import { Faults } from '../common/faults';
import type { FaultMatch } from '../common/faults';

/** Bad weather on demand, with GitLab's answers. */
export class GitLabFaults extends Faults {
  /** GitLab's limit: 429, plain text, and when to come back. */
  rateLimit(retryAfter: number, match: FaultMatch = {}): void {
    const resetAt = Math.ceil(Date.now() / 1000) + retryAfter;
    this.next(match, {
      status: 429,
      headers: {
        'retry-after': String(retryAfter),
        'ratelimit-limit': '2000',
        'ratelimit-name': 'throttle_authenticated_api',
        'ratelimit-observed': '2001',
        'ratelimit-remaining': '0',
        'ratelimit-reset': String(resetAt),
        'ratelimit-resettime': new Date(resetAt * 1000).toUTCString(),
      },
      body: 'Retry later\n',
    });
  }

  /** The token was taken back by its owner. */
  revoked(match: FaultMatch = {}): void {
    this.next(match, {
      status: 401,
      body: {
        error: 'invalid_token',
        error_description: 'Token was revoked. You have to re-authorize from the user.',
      },
    });
  }

  forbidden(match: FaultMatch = {}): void {
    this.next(match, { status: 403, body: { message: '403 Forbidden' } });
  }

  /** The page a proxy in front of GitLab shows while it is down. */
  unavailable(status: 500 | 502 | 503, match: FaultMatch = {}): void {
    const body =
      status === 500 ? { message: '500 Internal Server Error' } : '<html><body>GitLab is not responding</body></html>';
    this.next(match, { status, body });
  }
}
