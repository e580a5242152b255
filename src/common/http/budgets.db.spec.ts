import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { createDataSource } from '../../database/data-source';
import { Database } from '../../database/database';
import { Budgets } from './budgets';
import { RateLimits } from './rate-limits';

/** A block is two points. */
const RULE = { points: 100, seconds: 600 };

describe('budgets', () => {
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

  /** A process of its own, and how often it wrote. */
  function aProcess(): { budgets: Budgets; writes: () => number } {
    let writes = 0;
    const limits = new RateLimits(db);
    const takeMany: RateLimits['takeMany'] = (...all) => {
      writes += 1;
      return limits.takeMany(...all);
    };
    return {
      budgets: new Budgets(Object.assign(Object.create(limits) as RateLimits, { takeMany })),
      writes: () => writes,
    };
  }

  async function passing(budgets: Budgets, key: string, times: number): Promise<number> {
    const tries = Array.from({ length: times }, () => budgets.spend('test', key, RULE));
    return (await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled').length;
  }

  it('know who has nothing left without asking, and only of the present window', async () => {
    const { budgets, writes } = aProcess();
    await passing(budgets, 'spent', 101);
    await passing(budgets, 'thrifty', 99);
    const asked = writes();

    const known = ['spent', 'thrifty', 'unknown'].map((key) => budgets.isSpent('test', key, RULE));
    const raised = budgets.isSpent('test', 'spent', { ...RULE, points: 200 });

    expect(known).toEqual([true, false, false]);
    expect(raised).toBe(false);
    expect(writes()).toBe(asked);
  });

  it('let exactly as many pass as there are points, one after the other and all at once', async () => {
    const { budgets } = aProcess();

    const together = await passing(budgets, 'storm', 300);
    let apart = 0;
    for (let at = 0; at < 120; at++) apart += await passing(budgets, 'patient', 1);

    expect([together, apart]).toEqual([100, 100]);
  });

  it('write nothing for a quiet caller, once in a block for a busy one, and nothing for a refused one', async () => {
    const [quiet, busy] = [aProcess(), aProcess()];

    await passing(quiet.budgets, 'quiet', 2);
    await passing(busy.budgets, 'busy', 100);
    const written = busy.writes();
    await passing(busy.budgets, 'busy', 500);

    expect([quiet.writes(), written, busy.writes()]).toEqual([0, 49, 49]);
  });

  it('are one budget of all processes, but for the block each of them trusts in', async () => {
    const processes = Array.from({ length: 4 }, aProcess);

    const passed = await Promise.all(processes.map(({ budgets }) => passing(budgets, 'shared', 100)));

    const sum = passed.reduce((all, each) => all + each, 0);
    expect(sum).toBeGreaterThanOrEqual(100);
    expect(sum).toBeLessThanOrEqual(100 + 4 * 2);
  });

  it('say where a caller stands, and how long to wait', async () => {
    const { budgets } = aProcess();
    const headers = new Map<string, string>();
    const sink = {
      getHeader: (name: string) => headers.get(name),
      header: (name: string, value: string) => headers.set(name, value),
    };

    await budgets.spend('test', 'told', RULE, sink);
    await passing(budgets, 'told', 99);

    expect(Object.fromEntries(headers)).toEqual({
      'ratelimit-policy': '"test";q=100;w=600',
      ratelimit: '"test";r=99;t=600',
    });
    await expect(budgets.spend('test', 'told', RULE)).rejects.toMatchObject({
      code: 'common.rate_limited',
      details: { limit: 'test' },
    });
  });

  it('tell everybody who waits when the database does not answer, and ask again', async () => {
    const { budgets } = aProcess();
    await passing(budgets, 'faulty', 2);
    await db.read.query('alter table rate_limits rename to rate_limits_away');
    const away = await passing(budgets, 'faulty', 5);
    await db.read.query('alter table rate_limits_away rename to rate_limits');

    expect([away, await passing(budgets, 'faulty', 200)]).toEqual([0, 98]);
  });
});
