import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { insertUser } from '../../test/support/test-user';
import { createDataSource } from '../../src/database/data-source';
import { ENTITIES } from '../../src/entities';
import { DAYS } from './made-up';
import { DEMO_OWNER } from './rows';
import { madeUpRows, seedHistory } from './seed';

const NOW = new Date('2026-11-28T12:00:00.000Z');

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ url: database.url, entities: ENTITIES });
  await source.initialize();
});

afterAll(async () => {
  await source.destroy();
  await database.drop();
});

const count = async (sql: string): Promise<number> =>
  (await source.manager.query<{ n: number }[]>(`select count(*)::int as n from ${sql}`))[0]?.n ?? -1;

test('ninety days are written, all of it in repositories that say they are made up and that nobody works on', async () => {
  await insertUser(source.manager);
  await source.manager.query(`update users set email = 'dana@example.test'`);

  const seeded = await seedHistory(database.url, 'dana@example.test', NOW);

  const real = `repository_connections where owner_name <> '${DEMO_OWNER}' or is_enabled or disconnect_reason <> 'demo data'`;
  expect(await count('repository_connections')).toBe(seeded.repositories);
  expect(await count(real)).toBe(0);
  expect(await count('workflow_runs')).toBe(seeded.runs);
  expect(seeded.runs).toBeGreaterThan(1_000);
  expect(await count(`incidents where status <> 'resolved' or resolved_at < opened_at`)).toBe(0);
  expect(await count(`workflow_runs where status <> 'completed' or completed_at < started_at`)).toBe(0);
  expect(
    await count(`workflow_runs where conclusion = 'failure' and branch = 'main' and incident_id is null`),
  ).toBeLessThan(20);
  expect(await count('analytics_dirty')).toBe(seeded.runs);
});

test('nobody is registered: nothing is written', async () => {
  await expect(seedHistory(database.url, 'nobody@example.test', NOW)).rejects.toThrow('nobody is registered');
});

test('it is the same history every time, within the ninety days before now', () => {
  const [one, two] = [madeUpRows('u', NOW), madeUpRows('u', NOW)];
  const times = one.workflow_runs.map((run) => (run.started_at as Date).getTime());

  expect(two.workflow_runs.map(({ commit_sha }) => commit_sha)).toEqual(
    one.workflow_runs.map(({ commit_sha }) => commit_sha),
  );
  expect(Math.min(...times)).toBeGreaterThan(NOW.getTime() - (DAYS + 1) * 24 * 3_600_000);
  expect(Math.max(...times)).toBeLessThan(NOW.getTime());
});
