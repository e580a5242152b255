import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { createDataSource } from '../../database/data-source';
import { Database } from '../../database/database';
import { newId } from '../ids';
import { IdempotencyKeyEntity } from './idempotency.entity';
import { IdempotencyStore, type Claim } from './idempotency.store';

const START = Date.parse('2026-11-22T10:00:00Z');
const MINUTE = 60_000;

describe('claims of idempotency keys', () => {
  const store = new IdempotencyStore();
  let database: TestDatabase;
  let db: Database;
  let claim: Claim;

  beforeAll(async () => {
    database = await createTestDatabase();
    const source = createDataSource({ url: database.url, entities: [IdempotencyKeyEntity], poolSize: 12 });
    db = new Database(await source.initialize());
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });
  beforeEach(() => {
    claim = { userId: newId(), key: 'key', requestHash: 'first', at: new Date(START) };
  });

  const after = (minutes: number, requestHash = 'later'): Claim => ({
    ...claim,
    requestHash,
    at: new Date(START + minutes * MINUTE),
  });
  const taken = (by: Claim): Promise<IdempotencyKeyEntity | null> => store.claim(db.read, by);

  /** Resolves once a connection waits for another one's row. */
  async function somebodyWaits(): Promise<void> {
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    for (let found: unknown[] = []; found.length === 0;) found = await db.read.query(waiting);
  }

  it('go to one of twelve who come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => taken(claim)));

    expect(answers.filter((first) => first === null)).toHaveLength(1);
  });

  it('go to one of twelve who come at once for an abandoned key', async () => {
    await taken(claim);

    const takers = Array.from({ length: 12 }, (_, index) => after(6, `taker ${index}`));
    const answers = await Promise.all(takers.map(taken));

    const winner = takers.filter((_, index) => answers[index] === null);
    expect(winner).toHaveLength(1);
    const losersSee = answers.flatMap((first) => (first === null ? [] : [first.request_hash]));
    expect(new Set(losersSee)).toEqual(new Set([winner[0]?.requestHash]));
  });

  it('are refused to a taker who waited while another took the abandoned key over', async () => {
    await taken(claim);

    const { faster, slower } = await db.transaction(async (tx) => {
      const faster = await store.claim(tx, after(6, 'faster'));
      const slower = taken(after(6, 'slower'));
      await somebodyWaits();
      return { faster, slower };
    });

    expect(faster).toBeNull();
    expect(await slower).toMatchObject({ request_hash: 'faster', status: null });
  });

  it('go to who waited when the faster taker failed', async () => {
    await taken(claim);
    let waiting: Promise<IdempotencyKeyEntity | null> | undefined;

    const failed = db.transaction(async (tx) => {
      await store.claim(tx, after(6, 'faster'));
      waiting = taken(after(6, 'slower'));
      await somebodyWaits();
      throw new Error('the process was killed');
    });

    await expect(failed).rejects.toThrow('the process was killed');
    expect(await waiting).toBeNull();
  });

  it('stay with a request that runs for up to five minutes', async () => {
    await taken(claim);

    expect(await taken(after(5))).toMatchObject({ request_hash: 'first' });
  });

  it('of an answered request stay for a day', async () => {
    await taken(claim);
    await store.saveAnswer(db.read, claim, 201, 'sealed');

    expect(await taken(after(24 * 60))).toMatchObject({ request_hash: 'first', status: 201, answer: 'sealed' });
    expect(await taken(after(24 * 60 + 1))).toBeNull();
    expect(await taken(after(24 * 60 + 2))).toMatchObject({ request_hash: 'later', status: null, answer: null });
  });

  it('taken over are touched no more by the request that lost them', async () => {
    await taken(claim);
    await taken(after(6, 'taker'));

    await store.saveAnswer(db.read, claim, 201, 'too late');
    await store.release(db.read, claim);

    expect(await taken(after(7))).toMatchObject({ request_hash: 'taker', status: null, answer: null });
  });

  it('are free again after a failure', async () => {
    await taken(claim);
    await store.release(db.read, claim);

    expect(await taken(after(1))).toBeNull();
  });
});
