import { FakeClock } from '../../test/support/fake-clock';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { insertUser } from '../../test/support/test-user';
import { newId } from '../common/ids';
import { Metrics } from '../common/metrics';
import { readAiConfig } from '../config/config';
import { Database } from '../database/database';
import { createDataSource } from '../database/data-source';
import { ENTITIES } from '../entities';
import { AiSpendLedger, type AiPurpose } from './ai-spend.ledger';
import { AiSpendStore } from './ai-spend.store';
import { FixMetrics } from './fix.metrics';

let testDatabase: TestDatabase;
let db: Database;
let userId: string;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const dataSource = createDataSource({ url: testDatabase.url, entities: ENTITIES, poolSize: 10 });
  db = new Database(await dataSource.initialize());
});
beforeEach(async () => {
  await db.read.query('delete from ai_spend');
  userId = await insertUser(db.read);
});
afterAll(async () => {
  await db.close();
  await testDatabase.drop();
});

const clock = new FakeClock();
const ledger = (settings: Readonly<Record<string, string>> = {}): AiSpendLedger =>
  new AiSpendLedger(
    db,
    new AiSpendStore(),
    readAiConfig({ AI_MODEL: 'm', AI_API_KEY: 'k', ...settings }),
    clock,
    new FixMetrics(new Metrics()),
  );
const purpose = (change: Partial<AiPurpose> = {}): AiPurpose => ({
  userId,
  connectionId: '0198c0de-0000-7000-8000-000000000001',
  incidentId: '0198c0de-0000-7000-8000-000000000002',
  attempt: 1,
  model: 'm',
  purpose: 'fix_test',
  promptTokens: 1_000,
  ...change,
});
const USED = { requests: 1, promptTokens: 900, completionTokens: 100, cost: null };

test('an incident gets the requests of its cap, then the reason', async () => {
  const capped = ledger({ AI_MAX_REQUESTS_PER_INCIDENT: '2' });
  const first = await capped.reserve(purpose());
  if ('code' in first) throw new Error(first.reason);
  await capped.settle(first, USED, 'patch');

  const second = await capped.reserve(purpose());
  const third = await capped.reserve(purpose());
  const another = await capped.reserve(purpose({ incidentId: newId() }));

  expect([first.requests, second]).toEqual([2, expect.objectContaining({ requests: 1 })]);
  expect(third).toEqual({
    code: 'fix.budget',
    reason: 'No fixer knows it, and the model is not asked: the limit of 2 requests for one incident is reached.',
  });
  expect(another).toMatchObject({ requests: 2 });
});

test('a repository gets those of a day, and new ones a day later', async () => {
  const capped = ledger({ AI_DAILY_REQUESTS_PER_REPOSITORY: '6' });

  const first = await capped.reserve(purpose());
  const second = await capped.reserve(purpose({ incidentId: newId() }));
  clock.advance(24 * 3600 * 1000 + 1);
  const tomorrow = await capped.reserve(purpose({ incidentId: newId() }));

  expect([first, second, tomorrow]).toMatchObject([{ requests: 6 }, { code: 'fix.budget' }, { requests: 6 }]);
});

test('money is kept before it is spent: what a conversation may cost counts until it is settled', async () => {
  // 1,000 tokens of a prompt and 4,000 of an answer are 5 cents.
  const capped = ledger({ AI_PRICE_PROMPT: '10', AI_PRICE_COMPLETION: '10', AI_DAILY_COST_CAP: '0.12' });

  const first = await capped.reserve(purpose());
  const meanwhile = await capped.reserve(purpose({ incidentId: newId() }));
  if ('code' in first) throw new Error(first.reason);
  await capped.settle(first, { ...USED, cost: 0.01 }, 'rejected');
  const afterwards = await capped.reserve(purpose({ incidentId: newId() }));

  expect([first, meanwhile, afterwards]).toMatchObject([{ requests: 2 }, { code: 'fix.budget' }, { requests: 2 }]);
});

test('forty who ask at once get no more than the cap together', async () => {
  const capped = ledger({ AI_DAILY_REQUESTS_PER_REPOSITORY: '15' });

  const asked = await Promise.all(Array.from({ length: 40 }, () => capped.reserve(purpose({ incidentId: newId() }))));

  const given = asked.flatMap((each) => ('code' in each ? [] : [each.requests]));
  // Whose turn comes first is the database's to say.
  expect([...given].sort()).toEqual([3, 6, 6]);
});

test('what was used is written in place of what was reserved, and told to its user alone', async () => {
  const [mine, yours] = [ledger(), newId()];
  const reserved = await mine.reserve(purpose());
  if ('code' in reserved) throw new Error(reserved.reason);

  await mine.settle(reserved, { requests: 3, promptTokens: 2_700, completionTokens: 300, cost: 0.5 }, 'patch');

  expect(await mine.usedBy(userId)).toEqual({ requests: 3, promptTokens: 2_700, completionTokens: 300, cost: 0.5 });
  expect(await mine.usedBy(yours)).toMatchObject({ requests: 0, cost: 0 });
});
