import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { newId } from '../common/ids';
import { createDataSource } from '../database/data-source';
import { TaskConnection1797630000000 } from '../database/migrations/1797630000000-task-connection';

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ url: database.url, entities: [], poolSize: 3 });
  await source.initialize();
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

test('tasks of before are found by the connection their payload names, and an unreadable payload stops no upgrade', async () => {
  const connection = newId();
  const payloads = [
    { connection_id: connection },
    { connection_id: 'none' },
    { connection_id: 7 },
    { incident_id: newId() },
    ['connection_id'],
    'connection_id',
  ];
  const migration = new TaskConnection1797630000000();
  const runner = source.createQueryRunner();
  await migration.down(runner);
  for (const payload of payloads) {
    await runner.query(`insert into tasks (id, kind, status, payload) values ($1, 'a.b', 'dead', $2)`, [
      newId(),
      JSON.stringify(payload),
    ]);
  }

  await migration.up(runner);
  const rows: { told: string | null }[] = await source.query(
    'select repository_connection_id as told from tasks order by id',
  );
  await runner.release();

  expect(rows.map(({ told }) => told)).toEqual([connection, null, null, null, null, null]);
});

test('the newest of one repository among a hundred thousand tasks are read from the index', async () => {
  const [user, connection] = [newId(), newId()];
  await source.query(
    `insert into tasks (id, user_id, kind, status, payload, repository_connection_id)
     select gen_random_uuid(), $1, 'a.b', 'dead', '{}', case when n % 1000 = 0 then $2::uuid else gen_random_uuid() end
     from generate_series(1, 100000) n`,
    [user, connection],
  );
  await source.query('analyze tasks');

  const plan: { 'QUERY PLAN': string }[] = await source.query(
    `explain select * from tasks where (user_id = $1 and repository_connection_id = $2 and status = 'dead')
       or (user_id is null and repository_connection_id = $2 and status = 'dead') order by id desc limit 51`,
    [user, connection],
  );

  const text = plan.map((row) => row['QUERY PLAN']).join('\n');
  expect(text).toContain('ix_tasks_connection');
  expect(text).not.toContain('Seq Scan');
});
