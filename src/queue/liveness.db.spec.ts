import { EventEmitter } from 'node:events';
import { Client } from 'pg';
import { until } from '../../test/support/embedded-processes';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { Liveness } from './liveness';

let database: TestDatabase;
let sql: Client;
const errors: unknown[] = [];
const started: Liveness[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  sql = new Client({ connectionString: database.url });
  await sql.connect();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((liveness) => liveness.stop()));
  await sql.query('delete from graphile_worker._private_jobs');
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

/** A process' liveness that sweeps only when told, and the way to announce its workers. */
function liveness(): { liveness: Liveness; announce(workerId: string): void } {
  const made = new Liveness(database.url, (error) => errors.push(error));
  started.push(made);
  const events = new EventEmitter();
  made.watch(events);
  return { liveness: made, announce: (workerId) => events.emit('worker:create', { worker: { workerId } }) };
}

/** A job that a worker of this name has taken. */
async function jobTakenBy(workerId: string): Promise<void> {
  await sql.query(`select graphile_worker.add_job('test.anything')`);
  await sql.query(
    `update graphile_worker._private_jobs set locked_by = $1, locked_at = now() where locked_by is null`,
    [workerId],
  );
}

async function takers(): Promise<(string | null)[]> {
  const { rows } = await sql.query<{ locked_by: string | null }>('select locked_by from graphile_worker.jobs');
  return rows.map((row) => row.locked_by);
}

/** Sessions that hold an "alive" lock in this database. */
async function holders(): Promise<number[]> {
  const { rows } = await sql.query<{ pid: number }>(
    `select distinct l.pid from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and a.datname = current_database()
       and a.application_name = 'devflowfix-liveness'`,
  );
  return rows.map((row) => row.pid);
}

test('jobs of a worker nobody has heard of are freed by the second sweep', async () => {
  const other = liveness();
  await jobTakenBy('gone-worker');

  await other.liveness.sweep();
  const afterOne = await takers();
  await other.liveness.sweep();

  expect(afterOne).toEqual(['gone-worker']);
  expect(await takers()).toEqual([null]);
});

test('jobs of a living worker are never freed', async () => {
  const [living, other] = [liveness(), liveness()];
  living.announce('living-worker');
  await until(async () => (await holders()).length === 1);
  await jobTakenBy('living-worker');

  await other.liveness.sweep();
  await other.liveness.sweep();
  await other.liveness.sweep();

  expect(await takers()).toEqual(['living-worker']);
});

test('of what a dead worker held, only what has no try left is given another', async () => {
  const other = liveness();
  await jobTakenBy('gone-worker');
  await jobTakenBy('gone-worker');
  await jobTakenBy('gone-too');
  await sql.query(
    `update graphile_worker._private_jobs set attempts = 3, max_attempts = 8 where locked_by = 'gone-too'`,
  );
  await sql.query(
    `update graphile_worker._private_jobs set attempts = 2, max_attempts = 2 where locked_by = 'gone-worker'`,
  );

  await other.liveness.sweep();
  await other.liveness.sweep();

  const { rows } = await sql.query('select attempts, max_attempts, locked_by from graphile_worker.jobs order by id');
  expect(rows).toEqual([
    { attempts: 2, max_attempts: 3, locked_by: null },
    { attempts: 2, max_attempts: 3, locked_by: null },
    { attempts: 3, max_attempts: 8, locked_by: null },
  ]);
});

test('a worker that stops lets go: what it left is freed', async () => {
  const [leaving, other] = [liveness(), liveness()];
  leaving.announce('leaving-worker');
  await until(async () => (await holders()).length === 1);
  await jobTakenBy('leaving-worker');

  await leaving.liveness.stop();
  await other.liveness.sweep();
  await other.liveness.sweep();

  expect(await takers()).toEqual([null]);
});

test('a cut session takes its locks again, and a sweep in between steals nothing', async () => {
  const [living, other] = [liveness(), liveness()];
  living.announce('cut-worker');
  await until(async () => (await holders()).length === 1);
  await jobTakenBy('cut-worker');
  const [before] = await holders();

  await sql.query('select pg_terminate_backend($1, 5000)', [before]);
  await other.liveness.sweep();
  const between = await takers();
  await until(async () => (await holders()).some((pid) => pid !== before));
  await other.liveness.sweep();
  await other.liveness.sweep();

  expect(between).toEqual(['cut-worker']);
  expect(await takers()).toEqual(['cut-worker']);
  expect(errors).toHaveLength(1);
});
