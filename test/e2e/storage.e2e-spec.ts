import { Checkups, type AboutFinding } from '../../src/common/checkup';
import { newIdAt } from '../../src/common/ids';
import { DAY_MS } from '../../src/common/time';
import { dayOf, ensureDays } from '../../src/database/daily-partitions';
import { startTestApp, type TestApp } from '../support/test-app';

let app: TestApp;

beforeEach(async () => {
  app = await startTestApp();
  // Noon, so that no day ends meanwhile.
  app.clock.advance(dayOf(app.clock.now()).getTime() + 1.5 * DAY_MS - app.clock.now().getTime());
  await ensureDays(app.db.read, 'webhook_bodies', app.clock.now());
});
afterEach(async () => {
  await app.close();
});

async function findings(): Promise<readonly AboutFinding[]> {
  const all = await app.nest.get(Checkups).run({ hasSchema: true });
  return all.filter(({ about }) => about === 'storage');
}

async function deliver(daysAgo: number): Promise<void> {
  const at = new Date(app.clock.now().getTime() - daysAgo * DAY_MS);
  await app.db.read.query(
    `insert into webhook_deliveries (id, door_id, user_id, source, provider, event, delivery_id, received_at, status)
     values ($1::uuid, $1::uuid, $1::uuid, 'github', 'github', 'ping', $1::text, $2, 'processed')`,
    [newIdAt(at), at],
  );
}

/** Values of a metric by its label. */
async function metric(name: string): Promise<Map<string, number>> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  const found = text.matchAll(new RegExp(`^devflowfix_${name}\\{\\w+="([^"]+)"\\} (\\S+)$`, 'gm'));
  return new Map([...found].map(([, label, value]) => [label ?? '', Number(value)]));
}

test('metrics tell how large tables are, how old the oldest rows, and how many days are prepared', async () => {
  await deliver(3);
  await app.db.read.query(
    `insert into webhook_bodies (id, encoding, bytes) select gen_random_uuid(), 'identity', '' from generate_series(1, 50)`,
  );
  await app.db.read.query('vacuum analyze');

  const [rows, bytes] = [await metric('table_rows'), await metric('table_bytes')];

  expect(rows.get('webhook_deliveries')).toBe(1);
  // Its partitions are told as one.
  expect(rows.get('webhook_bodies')).toBe(50);
  expect([...rows.keys()].filter((table) => table.startsWith('webhook_bodies_'))).toEqual([]);
  // A page of rows, and at least one of each of its indexes.
  expect(bytes.get('webhook_deliveries')).toBeGreaterThanOrEqual(4 * 8192);
  expect((await metric('oldest_row_seconds')).get('deliveries')).toBeGreaterThanOrEqual(3 * 86_400);
  expect((await metric('kept_seconds')).get('deliveries')).toBe(90 * 86_400);
  expect((await metric('partitions_ahead_days')).get('webhook_bodies')).toBe(7);
  expect((await metric('rest_rows')).get('webhook_bodies')).toBe(50);
});

test('scrapes within a minute share one look at the database', async () => {
  const looked = app.clock.now();
  const before = (await metric('rest_rows')).get('webhook_bodies');
  await app.db.read.query(
    `insert into webhook_bodies (id, encoding, bytes) values (gen_random_uuid(), 'identity', '')`,
  );

  app.clock.advance(looked.getTime() - app.clock.now().getTime());
  const soon = (await metric('rest_rows')).get('webhook_bodies');
  app.clock.advance(120_000);
  const later = (await metric('rest_rows')).get('webhook_bodies');

  expect([before, soon, later]).toEqual([0, 0, 1]);
});

test('the doctor says when days are no longer prepared', async () => {
  const healthy = await findings();
  app.clock.advance(4 * DAY_MS);
  const few = await findings();
  app.clock.advance(4 * DAY_MS);
  const none = await findings();

  expect(healthy).toMatchObject([{ state: 'ok' }]);
  expect(few).toMatchObject([
    { state: 'warning', says: 'webhook_bodies has partitions for 3 days after today, instead of 7.' },
  ]);
  expect(none).toMatchObject([{ state: 'failing', says: expect.stringContaining('no partition for today') as string }]);
  expect(none[0]?.mend).toContain('devflowfix migrate');
});

test('the doctor says when rows lie outside the days', async () => {
  await app.db.read.query(`insert into webhook_bodies (id, encoding, bytes) values ($1, 'identity', '')`, [
    newIdAt(new Date(app.clock.now().getTime() - 6 * DAY_MS)),
  ]);

  const found = await findings();

  expect(found.map(({ says }) => says)).toContain(
    '1 rows of webhook_bodies lie in webhook_bodies_rest, outside the days.',
  );
});

test('the doctor says when what is old does not go, and no longer once it has gone', async () => {
  await deliver(91);
  const young = await findings();
  await deliver(95);
  const old = await findings();
  await app.db.read.query('delete from webhook_deliveries where received_at < $1', [
    new Date(app.clock.now().getTime() - 90 * DAY_MS),
  ]);
  const gone = await findings();

  expect(young).toMatchObject([{ state: 'ok' }]);
  expect(old).toMatchObject([
    { state: 'warning', says: 'The oldest of webhook_deliveries is 95 days old; 90 are kept.' },
  ]);
  expect(gone).toMatchObject([{ state: 'ok' }]);
});
