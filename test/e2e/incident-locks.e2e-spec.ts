import { deliver, hookedConnection, userIdOf, endedRun, workflowRun } from '../support/deliveries';
import { until } from '../support/embedded-processes';
import { incidentsOf, only } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';

/** Held by the test; whoever places a failure waits for it when the row is about to be written. */
const GATE = 4_711;

let app: TestApp;
/** Another process on the same database. */
let elsewhere: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  elsewhere = await startTestApp({ databaseUrl: app.databaseUrl });
  await app.db.read.query(
    `create function wait_at_gate() returns trigger language plpgsql as $$
     begin perform pg_advisory_xact_lock_shared(${GATE}); return new; end $$`,
  );
  await app.db.read.query(
    `create trigger wait_at_gate before insert on incident_occurrences for each row execute function wait_at_gate()`,
  );
});
afterAll(async () => {
  await elsewhere.close();
  await app.close();
});

/** How many wait for an advisory lock on this database. */
async function waiting(): Promise<number> {
  const rows = await app.db.read.query<unknown[]>(
    `select 1 from pg_locks l join pg_database d on d.oid = l.database
     where locktype = 'advisory' and not granted and datname = current_database()`,
  );
  return rows.length;
}

/**
 * One process is stopped while it places the first run, a failure, and the other does what the second one asks for until it is done
 * or waits, too; then both go on. Returns the incidents.
 */
async function atOnce(first: Record<string, unknown>, second: Record<string, unknown>) {
  const caller = await app.user();
  const connection = await hookedConnection(app, await userIdOf(caller));
  const told: Promise<void>[] = [];
  await app.db.transaction(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(${GATE})`);
    await deliver(app.client(), connection, workflowRun(connection.repositoryId, first));
    told.push(app.drain());
    await until(async () => (await waiting()) === 1);
    await deliver(app.client(), connection, workflowRun(connection.repositoryId, second));
    let isDone = false;
    told.push(elsewhere.drain().finally(() => (isDone = true)));
    await until(async () => isDone || (await waiting()) > 1);
  });
  await Promise.all(told);
  return incidentsOf({ caller });
}

test('a green run told while the failure before it is being placed ends its incident', async () => {
  const incidents = await atOnce(endedRun(1, 'failure'), endedRun(2, 'success'));

  expect(only(incidents)).toMatchObject({ status: 'resolved', resolution: 'green_run', occurrence_count: 1 });
});

test('two failures of one cause that are placed at once, on two branches, are one incident of both', async () => {
  const incidents = await atOnce(endedRun(1, 'failure'), endedRun(2, 'failure', 'topic'));

  expect(only(incidents)).toMatchObject({ status: 'open', occurrence_count: 2 });
});
