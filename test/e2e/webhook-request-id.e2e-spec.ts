import { newId } from '../../src/common/ids';
import { deliver, hookedConnection, userIdOf, workflowRun } from '../support/deliveries';
import { startTestApp, type TestApp } from '../support/test-app';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(async () => {
  await app.close();
});

interface Line {
  readonly request_id?: string;
  readonly task?: string;
  readonly delivery?: string;
  readonly msg: string;
}

const lines = (): Line[] => app.logs.map((line) => JSON.parse(line) as Line);

test('what goes wrong with a delivery is logged under the X-Request-Id it came with, also when tasks took many at once', async () => {
  const connection = await hookedConnection(app, await userIdOf(await app.user()));
  // The database refuses these two runs alone, so their batch falls apart.
  await app.db.read.query(
    `alter table workflow_runs add constraint no_poison check (workflow_name not like 'poison%') not valid`,
  );
  const names = ['CI', 'poison 1', 'poison 2'];

  await Promise.all(
    names.map((name, index) => {
      const payload = workflowRun(connection.repositoryId, { id: 7_000 + index, name });
      return deliver(app.client(), connection, payload, {
        headers: { 'x-request-id': `request of ${name}`.replaceAll(' ', '-') },
      });
    }),
  );
  await app.drain();

  const failed = lines().filter(({ task, msg }) => task === 'fact:webhook.received:workflow' && msg.includes('failed'));
  expect(failed.map(({ request_id }) => request_id).sort()).toEqual(['request-of-poison-1', 'request-of-poison-2']);
});

test('the tasks that follow from a run carry the X-Request-Id of its delivery', async () => {
  const connection = await hookedConnection(app, await userIdOf(await app.user()));
  const ids = [newId(), newId()];
  const payload = (index: number): unknown =>
    workflowRun(connection.repositoryId, { id: 8_000 + index, status: 'completed', conclusion: 'failure' });

  await Promise.all(
    ids.map((id, index) => deliver(app.client(), connection, payload(index), { headers: { 'x-request-id': id } })),
  );
  await app.db.read.query(
    `create function keep_facts() returns trigger language plpgsql as $$
     begin insert into kept_facts values (new.payload::jsonb); return new; end $$;
     create table kept_facts (payload jsonb);
     create trigger keep_facts after insert on graphile_worker._private_jobs for each row execute function keep_facts()`,
  );
  await app.drain();

  const told = await app.db.read.query<{ request_id: string }[]>(
    `select distinct payload->>'request_id' as request_id from kept_facts where payload->'data' ? 'run_id'`,
  );
  expect(told.map(({ request_id }) => request_id).sort()).toEqual([...ids].sort());
});
