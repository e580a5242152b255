import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { createDataSource } from '../../database/data-source';
import { Database } from '../../database/database';
import { RateLimits } from './rate-limits';

const RULE = { points: 5, seconds: 60 };

describe('rate limits', () => {
  let database: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    database = await createTestDatabase();
    db = new Database(await createDataSource({ url: database.url, entities: [] }).initialize());
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });

  /** How many of `times` tries at once pass; each is of a process of its own. */
  async function passing(key: string, times: number): Promise<number> {
    const tries = Array.from({ length: times }, () => new RateLimits(db).consume('test', key, RULE));
    return (await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled').length;
  }

  it('let exactly as many pass as there are points, over all processes', async () => {
    expect(await passing('storm', 40)).toBe(5);
  });

  it('count each key alone', async () => {
    await passing('mine', 40);

    expect(await passing('yours', 5)).toBe(5);
  });

  it('say how long to wait and whose limit it is', async () => {
    await passing('late', 5);

    await expect(new RateLimits(db).consume('test', 'late', RULE)).rejects.toMatchObject({
      code: 'common.rate_limited',
      details: { limit: 'test' },
      retryAfterSeconds: 60,
    });
  });

  it('tell every answer where it stands', async () => {
    const headers = new Map<string, string>();
    const sink = {
      getHeader: (name: string) => headers.get(name),
      header: (name: string, value: string) => headers.set(name, value),
    };

    await new RateLimits(db).consume('test', 'told', RULE, sink);
    await new RateLimits(db).consume('other', 'told', { points: 2, seconds: 10 }, sink);

    expect(Object.fromEntries(headers)).toEqual({
      'ratelimit-policy': '"test";q=5;w=60, "other";q=2;w=10',
      ratelimit: '"test";r=4;t=60, "other";r=1;t=10',
    });
  });

  it('give points back, one or all', async () => {
    const limits = new RateLimits(db);
    await passing('back', 5);

    await limits.giveBack('test', 'back', RULE);
    const afterOne = await passing('back', 5);
    await limits.reset('test', 'back', RULE);
    const afterAll = await passing('back', 9);

    expect([afterOne, afterAll]).toEqual([1, 5]);
  });

  it('are forgotten when they have run out', async () => {
    await passing('old', 3);
    const limits = new RateLimits(db);

    const early = await limits.removeExpired(new Date());
    const late = await limits.removeExpired(new Date(Date.now() + 61_000));

    expect(early).toBe(0);
    expect(late).toBeGreaterThan(0);
  });
});
