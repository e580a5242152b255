import {
  deliver,
  deliverFromGitLab,
  hookedConnection,
  storedDeliveries,
  userIdOf,
  workflowRun,
} from '../support/deliveries';
import type { HookedConnection } from '../support/deliveries';
import { makeAllDue } from '../support/main-road';
import type { ApiClient } from '../support/api-client';
import { startTestApp, type TestApp } from '../support/test-app';

const LIMIT = 25 * 1024 * 1024;

let app: TestApp;
let forge: ApiClient;
let userId: string;
beforeAll(async () => {
  app = await startTestApp();
  userId = await userIdOf(await app.user());
  forge = app.client();
});
afterAll(async () => {
  await app.close();
});

async function runsOf(connection: HookedConnection): Promise<{ commit_message: string | null }[]> {
  return app.db.read.query('select commit_message from workflow_runs where repository_connection_id = $1', [
    connection.id,
  ]);
}

/** JSON of exactly `bytes` bytes. */
function bodyOf(bytes: number): Buffer {
  const body = Buffer.alloc(bytes, 'x');
  body.write('{"pad":"');
  body.write('"}', bytes - 2);
  return body;
}

describe.each([
  { kind: 'github' as const, send: deliver, next: (id: string): object => workflowRun(id), becomes: 'processed' },
  // A page of the wiki tells us nothing; a pipeline would have to be asked for, and there is no forge here.
  {
    kind: 'gitlab' as const,
    send: deliverFromGitLab,
    next: (): object => ({ object_kind: 'wiki_page' }),
    becomes: 'ignored',
  },
])('the door of $kind', ({ kind, send, next, becomes }) => {
  const hooked = (name: string) => hookedConnection(app, userId, { name, forge: kind });

  it('takes a body of exactly 25 MB', async () => {
    const connection = await hooked('largest');

    const answer = await send(forge, connection, bodyOf(LIMIT));
    await app.drain();

    expect(answer.status).toBe(202);
    expect(await storedDeliveries(app, connection.id)).toMatchObject([{ status: 'ignored', attempts: 1 }]);
  });

  it('refuses a body of 25 MB and one byte with 413', async () => {
    const connection = await hooked('too-large');

    const answer = await send(forge, connection, bodyOf(LIMIT + 1));

    expect(answer).toMatchObject({ status: 413, body: { code: 'common.body_too_large' } });
    expect(await storedDeliveries(app, connection.id)).toEqual([]);
  });

  it('takes JSON of 100,000 levels and ignores it, and the next delivery still works', async () => {
    const connection = await hooked('deep');

    const answer = await send(forge, connection, `${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    const after = await send(forge, connection, next(connection.repositoryId));
    await app.drain();

    expect([answer.status, after.status]).toEqual([202, 202]);
    const stored = await storedDeliveries(app, connection.id);
    expect(stored.map(({ status }) => status)).toEqual(['ignored', becomes]);
  });

  it('ignores a body that is no JSON, with the reason', async () => {
    const connection = await hooked('no-json');

    await send(forge, connection, 'not json at all');
    await app.drain();

    expect(await storedDeliveries(app, connection.id)).toMatchObject([
      { status: 'ignored', error: { code: 'webhook.ignored', message: 'body is not JSON' } },
    ]);
  });
});

test('a run without a head commit becomes a run', async () => {
  const connection = await hookedConnection(app, userId, { name: 'no-commit' });

  await deliver(forge, connection, workflowRun(connection.repositoryId, { head_commit: null }));
  await app.drain();

  expect(await runsOf(connection)).toEqual([{ commit_message: null }]);
});

test('a commit message of 10 MB is cut, not refused', async () => {
  const connection = await hookedConnection(app, userId, { name: 'long-message' });
  const head_commit = { message: 'm'.repeat(10 * 1024 * 1024) };

  await deliver(forge, connection, workflowRun(connection.repositoryId, { head_commit }));
  await app.drain();

  expect(await runsOf(connection)).toEqual([{ commit_message: 'm'.repeat(2000) }]);
});

describe('a delivery that cannot be processed', () => {
  /** Makes the database refuse to settle deliveries whose id begins with `poison`, as a bug of ours would. */
  async function poison(): Promise<void> {
    await app.db.read.query(`
      create or replace function refuse_poison() returns trigger language plpgsql as $$
      begin
        if new.delivery_id like 'poison%' and new.status in ('processed', 'ignored') then raise exception 'poisoned'; end if;
        return new;
      end $$`);
    await app.db.read.query(
      `create or replace trigger refuse_poison before update on webhook_deliveries for each row execute function refuse_poison()`,
    );
  }
  async function cure(): Promise<void> {
    await app.db.read.query('drop trigger if exists refuse_poison on webhook_deliveries');
  }
  afterEach(cure);

  it('does not hold up those that came with it', async () => {
    const connection = await hookedConnection(app, userId, { name: 'poisoned-batch' });
    await poison();

    await Promise.all(
      ['good-1', 'poison-1', 'good-2'].map((deliveryId, index) =>
        deliver(forge, connection, workflowRun(connection.repositoryId, { id: 900 + index }), { deliveryId }),
      ),
    );
    await app.drain();

    const stored = await storedDeliveries(app, connection.id);
    expect(Object.fromEntries(stored.map((row) => [row.delivery_id, row.status]))).toEqual({
      'good-1': 'processed',
      'good-2': 'processed',
      'poison-1': 'failed',
    });
    expect(await runsOf(connection)).toHaveLength(2);
  });

  it('is dead after its tries, and taken again when the forge delivers it again', async () => {
    const connection = await hookedConnection(app, userId, { name: 'poison-dies' });
    const payload = workflowRun(connection.repositoryId);
    await poison();
    await deliver(forge, connection, payload, { deliveryId: 'poison-2' });
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await makeAllDue(app);
      await app.drain();
    }
    const [dead] = await storedDeliveries(app, connection.id);
    await cure();

    const redelivered = await deliver(forge, connection, payload, { deliveryId: 'poison-2' });
    await app.drain();

    expect(dead).toMatchObject({ status: 'dead', attempts: 8, error: { code: 'common.internal' } });
    expect(redelivered).toMatchObject({ status: 202, body: { status: 'accepted' } });
    expect(await storedDeliveries(app, connection.id)).toMatchObject([{ id: dead?.id, status: 'processed' }]);
    expect(await runsOf(connection)).toHaveLength(1);
  });
});
