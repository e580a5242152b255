import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { firstIdAt, newIdAt } from '../common/ids';
import { DAY_MS } from '../common/time';
import { createDataSource } from './data-source';
import { dayOf, daysThere, dropDays, ensureDays } from './daily-partitions';
import { MIGRATIONS } from './migrations/index';
import { DeliveryBodies1797400000000 } from './migrations/1797400000000-delivery-bodies';
import type { DataSource } from 'typeorm';

const TABLE = 'webhook_bodies';

let database: TestDatabase;
let source: DataSource;

beforeEach(async () => {
  database = await createTestDatabase();
  source = createDataSource({ url: database.url, entities: [], poolSize: 3 });
  await source.initialize();
});
afterEach(async () => {
  await source.destroy();
  await database.drop();
});

async function insertBody(at: Date): Promise<string> {
  const id = newIdAt(at);
  await source.query(`insert into ${TABLE} (id, encoding, bytes) values ($1, 'identity', 'x')`, [id]);
  return id;
}
async function partitionOf(id: string): Promise<string | undefined> {
  const rows: { name: string }[] = await source.query(
    `select tableoid::regclass::text as name from ${TABLE} where id = $1`,
    [id],
  );
  return rows[0]?.name;
}

test('an id falls into the day it was made on, and before all days nothing is lost', async () => {
  const later = new Date('2031-05-04T12:00:00Z');
  await ensureDays(source.manager, TABLE, later);

  const first = await insertBody(new Date('2031-05-04T00:00:00.000Z'));
  const last = await insertBody(new Date('2031-05-04T23:59:59.999Z'));
  const none = await insertBody(new Date('2031-08-01T00:00:00Z'));

  expect([await partitionOf(first), await partitionOf(last), await partitionOf(none)]).toEqual([
    'webhook_bodies_20310504',
    'webhook_bodies_20310504',
    'webhook_bodies_rest',
  ]);
});

test('days are made once, by however many processes, and eight are there', async () => {
  const now = new Date('2031-05-04T12:00:00Z');

  const made = await Promise.all([1, 2, 3].map(() => ensureDays(source.manager, TABLE, now)));

  expect(made.flatMap(({ changed }) => changed).sort()).toHaveLength(8);
  const there = (await daysThere(source.manager, TABLE)).filter((day) => day >= dayOf(now));
  expect(there.map((day) => day.toISOString().slice(0, 10))).toEqual(
    Array.from({ length: 8 }, (_, at) => `2031-05-${String(4 + at).padStart(2, '0')}`),
  );
});

test('a day that nobody made a partition for in time stays in the rest, and goes with its time', async () => {
  const now = new Date('2031-05-04T12:00:00Z');
  const early = await insertBody(now);

  const { changed, busy } = await ensureDays(source.manager, TABLE, now);
  const placed = await partitionOf(early);
  await dropDays(source.manager, TABLE, dayOf(new Date(now.getTime() + DAY_MS)));

  expect([changed.length, busy, placed]).toEqual([7, [], 'webhook_bodies_rest']);
  expect(await partitionOf(early)).toBeUndefined();
});

test('dropping days leaves the day after untouched', async () => {
  const now = new Date('2031-05-04T12:00:00Z');
  await ensureDays(source.manager, TABLE, now);
  const old = await insertBody(new Date('2031-05-05T23:59:59.999Z'));
  const young = await insertBody(new Date('2031-05-06T00:00:00Z'));

  const { changed } = await dropDays(source.manager, TABLE, new Date('2031-05-06T00:00:00Z'));

  expect(changed).toContain('webhook_bodies_20310505');
  expect([await partitionOf(old), await partitionOf(young)]).toEqual([undefined, 'webhook_bodies_20310506']);
});

test('a day somebody reads is left for the next time', async () => {
  const now = new Date('2031-05-04T12:00:00Z');
  await ensureDays(source.manager, TABLE, now);
  const body = await insertBody(now);
  const reader = new Client({ connectionString: database.url });
  await reader.connect();
  await reader.query('begin');
  await reader.query('select from webhook_bodies_20310504');

  const held = await dropDays(source.manager, TABLE, dayOf(new Date(now.getTime() + DAY_MS)));
  await reader.query('rollback');
  await reader.end();
  const kept = await partitionOf(body);
  const free = await dropDays(source.manager, TABLE, dayOf(new Date(now.getTime() + DAY_MS)));

  expect([held.busy, kept]).toEqual([['webhook_bodies_20310504'], 'webhook_bodies_20310504']);
  expect(free.changed).toEqual(['webhook_bodies_20310504']);
});

test('the migration carries every body over, and back', async () => {
  const younger = MIGRATIONS.length - MIGRATIONS.indexOf(DeliveryBodies1797400000000);
  const migrations = createDataSource({ url: database.url, entities: [], poolSize: 2 });
  await migrations.initialize();
  for (let undone = 0; undone < younger; undone++) await migrations.undoLastMigration();
  const now = Date.now();
  const days = [0, 3, 29, 200].map((ago) => newIdAt(new Date(now - ago * DAY_MS)));
  const gone = newIdAt(new Date(now - 8 * DAY_MS));
  for (const id of [...days, gone]) {
    await source.query(
      `insert into webhook_deliveries (id, door_id, user_id, source, provider, event, delivery_id, received_at, status, body,
         body_encoding)
       values ($1::uuid, gen_random_uuid(), gen_random_uuid(), 'github', 'github', 'push', $1::text, now(), 'processed', $2,
         'snappy')`,
      [id, id === gone ? null : Buffer.from(id)],
    );
  }
  const before: unknown[] = await source.query('select * from webhook_deliveries order by id');

  await migrations.runMigrations();

  const bodies: { id: string; bytes: Buffer; encoding: string }[] = await source.query(
    `select b.* from webhook_deliveries d join webhook_bodies b on b.id = d.body_id order by d.id`,
  );
  expect(bodies.map(({ bytes, encoding }) => [bytes.toString(), encoding])).toEqual(
    [...days].sort().map((id) => [id, 'snappy']),
  );
  const [today = ''] = days;
  expect(await partitionOf(today)).toBe(
    `webhook_bodies_${dayOf(new Date(now)).toISOString().slice(0, 10).replaceAll('-', '')}`,
  );
  for (let undone = 0; undone < younger; undone++) await migrations.undoLastMigration();
  const after: Record<string, unknown>[] = await source.query('select * from webhook_deliveries order by id');
  const encodingOf = ({ body, ...row }: Record<string, unknown>) => ({
    ...row,
    body,
    ...(body === null ? { body_encoding: 'snappy' } : {}),
  });
  expect(after.map(encodingOf)).toEqual(before);
  await migrations.destroy();
});

test('the first id of a moment sorts before all of it and after all before it', () => {
  const at = new Date('2031-05-04T00:00:00Z');

  expect(newIdAt(at) > firstIdAt(at)).toBe(true);
  expect(newIdAt(new Date(at.getTime() - 1)) < firstIdAt(at)).toBe(true);
});
