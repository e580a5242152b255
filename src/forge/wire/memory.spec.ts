import { AnswerCache, credentialKey, RateLimits } from './memory';
import { githubLimits } from '../github/errors';

const now = new Date('2026-01-01T00:00:00Z');
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);
const limitHeaders = (remaining: number, reset: Date, resource?: string): Record<string, string> => ({
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(reset.getTime() / 1000),
  ...(resource === undefined ? {} : { 'x-ratelimit-resource': resource }),
});

describe('remembered limits', () => {
  it('are unknown before the first answer, and stay so when an answer tells none', () => {
    const limits = new RateLimits(githubLimits);

    limits.observe('a', 200, {}, '', now);

    expect(limits.rateLimit('a')).toBeNull();
    expect(limits.blockedUntil('a', now)).toBeNull();
  });

  it('are those of the newest answer, each credential its own', () => {
    const limits = new RateLimits(githubLimits);

    limits.observe('a', 200, limitHeaders(7, later(60)), '', now);
    limits.observe('a', 200, limitHeaders(6, later(60), 'core'), '', later(1));

    expect(limits.rateLimit('a')).toEqual({ limit: 5000, remaining: 6, resetAt: later(60), observedAt: later(1) });
    expect(limits.rateLimit('b')).toBeNull();
  });

  it('leave out the limits of other resources', () => {
    const limits = new RateLimits(githubLimits);

    limits.observe('a', 200, limitHeaders(0, later(60), 'search'), '', now);

    expect(limits.blockedUntil('a', now)).toBeNull();
  });

  it('block from the last allowed answer until the reset', () => {
    const limits = new RateLimits(githubLimits);

    limits.observe('a', 200, limitHeaders(0, later(60)), '', now);

    expect(limits.blockedUntil('a', later(59))).toEqual(later(60));
    expect(limits.blockedUntil('a', later(60))).toBeNull();
  });

  it('block for a secondary limit although plenty remains, also when another answer arrives meanwhile', () => {
    const limits = new RateLimits(githubLimits);

    limits.observe('a', 403, { ...limitHeaders(4000, later(900)), 'retry-after': '30' }, '', now);
    limits.observe('a', 200, limitHeaders(3999, later(900)), '', later(1));

    expect(limits.blockedUntil('a', later(29))).toEqual(later(30));
    expect(limits.blockedUntil('a', later(30))).toBeNull();
  });
});

describe('remembered answers', () => {
  const answer = (body: string): { etag: string; body: string; headers: Record<string, string> } => ({
    etag: '"e"',
    body,
    headers: {},
  });

  it('give way, the least used first, when together they grow too large', () => {
    const cache = new AnswerCache(10, 6);
    cache.set('a', answer('aaaa'));
    cache.set('b', answer('bbbb'));
    cache.get('a');

    cache.set('c', answer('cccc'));

    expect(['a', 'b', 'c'].map((key) => cache.get(key)?.body)).toEqual(['aaaa', undefined, 'cccc']);
  });

  it('count a replaced answer once', () => {
    const cache = new AnswerCache(10, 6);
    for (let times = 0; times < 5; times += 1) cache.set('a', answer('aaaa'));

    cache.set('b', answer('bbbb'));

    expect(cache.get('a')?.body).toBe('aaaa');
  });

  it('do not include one that is too large, nor the older one it stands for', () => {
    const cache = new AnswerCache(10, 6);
    cache.set('a', answer('aaaa'));

    cache.set('a', answer('aaaaaaa'));

    expect(cache.get('a')).toBeUndefined();
  });
});

describe('the key of a credential', () => {
  it('does not show the token', () => {
    expect(credentialKey('https://a', 'gho_token')).not.toContain('gho_token');
    expect(credentialKey('https://a', 'gho_token')).not.toBe(credentialKey('https://a', 'gho_tokem'));
    expect(credentialKey('https://a', 'gho_token')).not.toBe(credentialKey('https://b', 'gho_token'));
  });
});
