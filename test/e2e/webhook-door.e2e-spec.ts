import { randomUUID } from 'node:crypto';
import {
  deliver,
  deliverTo,
  hookedConnection,
  signature,
  storedDeliveries,
  userIdOf,
  workflowRun,
} from '../support/deliveries';
import type { HookedConnection } from '../support/deliveries';
import type { ApiClient } from '../support/api-client';
import { startTestApp, type TestApp } from '../support/test-app';

let app: TestApp;
let user: ApiClient;
let forge: ApiClient;
let userId: string;
beforeAll(async () => {
  app = await startTestApp();
  user = await app.user();
  userId = await userIdOf(user);
  forge = app.client();
});
afterAll(async () => {
  await app.close();
});

async function runsOf(connection: HookedConnection): Promise<{ run_id: string }[]> {
  return app.db.read.query('select run_id from workflow_runs where repository_connection_id = $1', [connection.id]);
}

describe('a genuine delivery', () => {
  it('is answered 202, stored, and becomes a workflow run', async () => {
    const connection = await hookedConnection(app, userId, { name: 'first' });

    const answer = await deliver(forge, connection, workflowRun(connection.repositoryId), { deliveryId: 'guid-1' });
    await app.drain();

    expect(answer).toMatchObject({ status: 202, body: { delivery_id: 'guid-1', status: 'accepted' } });
    expect(await storedDeliveries(app, connection.id)).toMatchObject([
      { status: 'processed', attempts: 1, error: null },
    ]);
    expect(await runsOf(connection)).toHaveLength(1);
  });

  it('has one row and one effect when it comes 50 times at once', async () => {
    const connection = await hookedConnection(app, userId, { name: 'fifty' });
    const payload = workflowRun(connection.repositoryId);

    const answers = await Promise.all(
      Array.from({ length: 50 }, () => deliver(forge, connection, payload, { deliveryId: 'guid-50' })),
    );
    await app.drain();

    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(49).fill(200), 202]);
    expect(new Set(answers.filter(({ status }) => status === 200).map(({ body }) => body.status))).toEqual(
      new Set(['duplicate']),
    );
    expect(await storedDeliveries(app, connection.id)).toMatchObject([{ status: 'processed', attempts: 1 }]);
    expect(await runsOf(connection)).toHaveLength(1);
  });

  it('is a duplicate when it comes again after it was processed', async () => {
    const connection = await hookedConnection(app, userId, { name: 'again' });
    const payload = workflowRun(connection.repositoryId);
    await deliver(forge, connection, payload, { deliveryId: 'guid-again' });
    await app.drain();

    const second = await deliver(forge, connection, payload, { deliveryId: 'guid-again' });
    await app.drain();

    expect(second).toMatchObject({ status: 200, body: { status: 'duplicate' } });
    expect(await storedDeliveries(app, connection.id)).toMatchObject([{ status: 'processed', attempts: 1 }]);
  });

  it('is ignored when nobody uses its event', async () => {
    const connection = await hookedConnection(app, userId, { name: 'unknown-event' });

    const answer = await deliver(forge, connection, { action: 'x' }, { event: 'sponsorship' });

    expect(answer).toMatchObject({ status: 202, body: { status: 'ignored' } });
    expect(await storedDeliveries(app, connection.id)).toMatchObject([
      { status: 'ignored', attempts: 0, error: { code: 'webhook.unknown_event' } },
    ]);
  });

  it('is ignored when it tells of another repository, and no run comes of it', async () => {
    const connection = await hookedConnection(app, userId, { name: 'own' });
    const neighbour = workflowRun(String(Number(connection.repositoryId) + 1));

    await deliver(forge, connection, neighbour);
    await deliver(forge, connection, neighbour);
    await app.drain();

    const ignored = { status: 'ignored', error: { code: 'webhook.other_repository' } };
    expect(await storedDeliveries(app, connection.id)).toMatchObject([ignored, ignored]);
    expect(await runsOf(connection)).toHaveLength(0);
  });

  it('counts under its new name after a rename or a transfer, which keep the id', async () => {
    const connection = await hookedConnection(app, userId, { name: 'old-name' });
    const payload = workflowRun(connection.repositoryId);
    const repository = { ...(payload.repository as object), full_name: 'others/new-name', name: 'new-name' };

    await deliver(forge, connection, { ...payload, repository });
    await app.drain();

    expect(await runsOf(connection)).toHaveLength(1);
  });

  it('is ignored while its connection is disabled', async () => {
    const connection = await hookedConnection(app, userId, { name: 'disabled', enabled: false });

    const answer = await deliver(forge, connection, workflowRun(connection.repositoryId));
    await app.drain();

    expect(answer).toMatchObject({ status: 202, body: { status: 'ignored' } });
    expect(await runsOf(connection)).toHaveLength(0);
  });

  it('shows that the hook is active when it is a ping', async () => {
    const connection = await hookedConnection(app, userId, { name: 'ping' });

    await deliver(forge, connection, { zen: 'z', hook_id: 77 }, { event: 'ping' });
    await app.drain();

    const rows = await app.db.read.query<object[]>('select webhook_status from repository_connections where id = $1', [
      connection.id,
    ]);
    expect(rows).toEqual([{ webhook_status: 'active' }]);
  });

  it('moves a connection along when its repository is renamed', async () => {
    const connection = await hookedConnection(app, userId, { name: 'old-name' });
    const { repository } = workflowRun(connection.repositoryId) as { repository: Record<string, unknown> };

    await deliver(
      forge,
      connection,
      { action: 'renamed', repository: { ...repository, name: 'new-name', full_name: 'acme/new-name' } },
      { event: 'repository' },
    );
    await app.drain();

    const { body } = await user.get<{ repository_full_name: string }>(
      `/api/v2/repositories/connections/${connection.id}`,
    );
    expect(body.repository_full_name).toBe('acme/new-name');
  });
});

describe('a stranger', () => {
  let connection: HookedConnection;
  beforeAll(async () => {
    connection = await hookedConnection(app, userId, { name: 'guarded' });
  });

  it.each([
    ['a wrong signature', { headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` } }],
    ['no signature', { headers: { 'x-hub-signature-256': null } }],
    ['a signature that is not ASCII', { headers: { 'x-hub-signature-256': `sha256=${'é'.repeat(64)}` } }],
    ['the signature of another secret', { secret: 'another secret' }],
    [
      'only a SHA-1 signature',
      { headers: { 'x-hub-signature-256': null, 'x-hub-signature': `sha1=${'0'.repeat(40)}` } },
    ],
  ])('with %s is refused and nothing is stored', async (_, sent) => {
    const answer = await deliver(forge, connection, workflowRun(connection.repositoryId), sent);

    expect(answer).toMatchObject({ status: 401, body: { code: 'webhook.refused' } });
    expect(await storedDeliveries(app, connection.id)).toEqual([]);
  });

  it.each([
    ['an unknown connection', `/api/v2/webhooks/github/${randomUUID()}`],
    ['an id that is none', '/api/v2/webhooks/github/not-an-id'],
    ['the door of another forge', '/api/v2/webhooks/gitlab/CONNECTION'],
    ['a forge that is not here', '/api/v2/webhooks/gitea/CONNECTION'],
    ['a forge that does not exist', '/api/v2/webhooks/sourcehut/CONNECTION'],
    ['an unknown v1 user', `/api/v1/webhook/github/${randomUUID()}`],
  ])('at %s gets the very answer of a wrong signature', async (_, path) => {
    const wrong = await deliver(forge, connection, '{}', { secret: 'wrong' });

    const answer = await deliverTo(forge, path.replace('CONNECTION', connection.id), connection.secret, '{}');

    const comparable = ({ status, body }: typeof answer): object => ({
      status,
      body: { ...body, instance: '', request_id: '' },
    });
    expect(comparable(answer)).toEqual(comparable(wrong));
  });

  it('who signs rightly but names no event is told so', async () => {
    const answer = await deliver(forge, connection, '{}', { headers: { 'x-github-event': null } });

    expect(answer).toMatchObject({ status: 400, body: { code: 'webhook.not_a_delivery' } });
  });

  it('who sends a form is told that JSON is wanted', async () => {
    const raw = 'payload=%7B%7D';

    const answer = await deliver(forge, connection, raw, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });

    expect(answer).toMatchObject({ status: 415, body: { code: 'common.unsupported_media_type' } });
  });
});

test('an address in capitals is the same door', async () => {
  const connection = await hookedConnection(app, userId, { name: 'capitals' });
  const payload = workflowRun(connection.repositoryId);

  const answer = await deliver(forge, { ...connection, id: connection.id.toUpperCase() }, payload);

  expect(answer).toMatchObject({ status: 202, body: { status: 'accepted' } });
});

test('a rotated secret counts at once, and the old one ends', async () => {
  const connection = await hookedConnection(app, userId, { name: 'rotated' });
  await deliver(forge, connection, '{}', { event: 'ping' });
  const other = await hookedConnection(app, userId, { name: 'other' });
  await app.db.read.query(
    'update repository_connections set webhook_secret = (select webhook_secret from repository_connections where id = $2) where id = $1',
    [connection.id, other.id],
  );

  const withNew = await deliver(forge, connection, '{}', { event: 'ping', secret: other.secret });
  const withOld = await deliver(forge, connection, '{}', { event: 'ping' });

  expect(withNew.status).toBe(202);
  expect(withOld.status).toBe(401);
});

test('secrets and signatures stand in no log line', async () => {
  const connection = await hookedConnection(app, userId, { name: 'quiet' });
  const body = JSON.stringify(workflowRun(connection.repositoryId));

  await deliver(forge, connection, body);
  await deliver(forge, connection, body, { secret: 'wrong' });
  await app.drain();

  const log = app.logs.join('\n');
  expect(log).not.toContain(connection.secret);
  expect(log).not.toContain(signature(body, connection.secret));
});
