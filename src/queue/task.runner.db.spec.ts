import path from 'node:path';
import { BuiltProcess, ROOT } from '../../test/support/built-process';
import { query, until } from '../../test/support/embedded-processes';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';

/** Two sweeps of 2 s, a second of polling, and as much again for a busy machine. */
const FREED_WITHIN_MS = 10_000;

let database: TestDatabase;
const workers: BuiltProcess[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.end('SIGKILL')));
  await database.drop();
});

async function startWorker(mode: 'block' | 'work'): Promise<BuiltProcess> {
  const program = path.join(ROOT, 'test/support/blocking-worker.ts');
  const worker = new BuiltProcess(
    ['-r', path.join(ROOT, 'test/support/require-ts.js'), program, database.url, mode],
    ROOT,
    {},
  );
  workers.push(worker);
  await worker.said('ready');
  return worker;
}

const addTask = (): Promise<unknown> =>
  query(database.url, `select graphile_worker.add_job('test.hold', '{"data": {"name": "precious"}}')`);

test('a task whose worker was killed is taken by another within seconds, as its second try', async () => {
  const doomed = await startWorker('block');
  await addTask();
  await doomed.said('took');
  const heir = await startWorker('work');

  await doomed.end('SIGKILL');
  const killedAt = performance.now();
  const taken = await heir.said('took');
  const seconds = performance.now() - killedAt;
  await heir.said('did');

  expect(taken).toMatchObject({ name: 'precious', attempt: 2 });
  expect(seconds).toBeLessThan(FREED_WITHIN_MS);
  await until(async () => (await query(database.url, 'select 1 from graphile_worker.jobs')).length === 0);
});

test('a task whose worker was killed in its last try is given another', async () => {
  const doomed = await startWorker('block');
  await query(
    database.url,
    `select graphile_worker.add_job('test.hold', '{"data": {"name": "last"}}', max_attempts => 1)`,
  );
  await doomed.said('took');
  const heir = await startWorker('work');

  await doomed.end('SIGKILL');
  const taken = await heir.said('took');
  await heir.said('did');

  expect(taken).toMatchObject({ name: 'last', attempt: 2 });
  await until(async () => (await query(database.url, 'select 1 from graphile_worker.jobs')).length === 0);
  expect(await query(database.url, 'select 1 from tasks')).toEqual([]);
});

test('a task that kills its worker in every try and in two beyond is buried without running', async () => {
  // Eight tries, and the second beyond them is the tenth.
  await query(
    database.url,
    `select graphile_worker.reschedule_jobs(array[id], attempts => 9, max_attempts => 10)
     from graphile_worker.add_job('test.hold', '{"data": {"name": "poison"}}', run_at => now() + interval '1 hour')`,
  );
  const doomed = await startWorker('block');
  await query(
    database.url,
    `select graphile_worker.reschedule_jobs(array_agg(id), run_at => now()) from graphile_worker.jobs`,
  );
  const taken = await doomed.said('took');
  const heir = await startWorker('work');

  await doomed.end('SIGKILL');
  const dead = (): Promise<unknown[]> =>
    query(database.url, 'select kind, status, attempts, payload, error from tasks');
  await until(async () => (await dead()).length === 1);

  expect(taken).toMatchObject({ attempt: 10 });
  expect(await dead()).toMatchObject([
    {
      kind: 'test.hold',
      status: 'dead',
      attempts: 11,
      payload: { name: 'poison' },
      error: { code: 'task.worker_died' },
    },
  ]);
  expect(heir.lines.filter(({ msg }) => msg === 'took')).toEqual([]);
  await until(async () => (await query(database.url, 'select 1 from graphile_worker.jobs')).length === 0);
});

test('a worker whose liveness session is cut keeps its task, and shows itself alive again', async () => {
  const holder = await startWorker('block');
  await addTask();
  await holder.said('took');
  const other = await startWorker('work');
  const sessions = (): Promise<Record<string, unknown>[]> =>
    query(
      database.url,
      `select distinct l.pid from pg_locks l join pg_stat_activity a using (pid)
       where l.locktype = 'advisory' and l.granted and a.datname = current_database()
         and a.application_name = 'devflowfix-liveness' order by 1`,
    );
  const before = await sessions();

  await query(
    database.url,
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
     where application_name = 'devflowfix-liveness' and datname = current_database()`,
  );
  await until(async () => (await sessions()).length === 2);
  // Each session has since asked three times who is dead; two would be enough to free what a dead worker left.
  const sweeps = new Map<unknown, Set<string>>();
  await until(async () => {
    const asked = await query(
      database.url,
      `select pid, query_start from pg_stat_activity
       where application_name = 'devflowfix-liveness' and datname = current_database() and query like '%locked_by%'`,
    );
    for (const { pid, query_start } of asked) {
      sweeps.set(pid, (sweeps.get(pid) ?? new Set()).add((query_start as Date).toISOString()));
    }
    return sweeps.size === 2 && [...sweeps.values()].every((starts) => starts.size >= 3);
  });

  expect(await sessions()).not.toEqual(before);
  expect(other.lines.filter(({ msg }) => msg === 'took')).toEqual([]);
  expect(holder.lines.filter(({ msg }) => msg === 'took')).toHaveLength(1);
});
