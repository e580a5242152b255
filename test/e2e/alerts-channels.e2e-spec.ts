import { startReceiver, type Receiver } from '../contract/receiver';
import { addAlertChannel, alertDeliveriesOf } from '../support/alerts';
import { lettersTo, startMailServer, type MailServer } from '../support/mail-server';
import { makeAllDue, only } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';

jest.setTimeout(120_000);

let app: TestApp;
let receiver: Receiver;
let mail: MailServer;
beforeAll(async () => {
  mail = await startMailServer({ login: { user: 'alerts', password: 'smtp-canary' } });
  app = await startTestApp({
    environment: {
      ALERT_PRIVATE_TARGETS: 'allow',
      SMTP_HOST: 'localhost',
      SMTP_PORT: String(mail.port),
      SMTP_USER: 'alerts',
      SMTP_PASSWORD: 'smtp-canary',
      SMTP_FROM: 'alerts@example.com',
      SMTP_CA: mail.ca,
    },
  });
});
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.close();
});
afterAll(async () => {
  await app.close();
  await mail.close();
});

/** Follows the link of a letter, as somebody without an account. */
function confirmBy(letter: string) {
  const token = /#(\S+)/.exec(letter)?.[1] ?? '';
  return app.client().post<{ target?: string }>('/api/v2/alerts/confirmations', { token });
}

test('a receiver that is busy gets the same message again; one that refuses does not', async () => {
  const caller = await app.user();
  const { id } = await addAlertChannel(caller, receiver.url);
  receiver.answerWith(503);

  await caller.post(`/api/v2/alerts/channels/${id}/test`);
  await app.drain();
  const waiting = only(await alertDeliveriesOf(caller));
  receiver.answerWith(204);
  await makeAllDue(app);
  await app.drain();
  const delivered = only(await alertDeliveriesOf(caller));
  receiver.answerWith(410);
  await caller.post(`/api/v2/alerts/channels/${id}/test`);
  await app.drain();
  const [refused] = await alertDeliveriesOf(caller);

  expect(waiting).toMatchObject({ status: 'queued', attempts: 1, response_status: 503 });
  expect(delivered).toMatchObject({ id: waiting.id, status: 'delivered', attempts: 2, error: null });
  expect(new Set(receiver.arrived.slice(0, 2).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(refused).toMatchObject({ status: 'failed', attempts: 1, error: 'The receiver answered 410.' });
});

test('a redirect is not followed, and a chat gets a text that mentions nobody', async () => {
  const caller = await app.user();
  const { id } = await addAlertChannel(caller, receiver.url, 'slack');
  await caller.patch(`/api/v2/alerts/channels/${id}`, { name: '<!channel>' });

  await caller.post(`/api/v2/alerts/channels/${id}/test`);
  await app.drain();
  const body = JSON.parse(receiver.arrived[0]?.body.toString('utf8') ?? '') as { text: string };
  receiver.answerWith(302);
  await caller.post(`/api/v2/alerts/channels/${id}/test`);
  await app.drain();
  const [redirected] = await alertDeliveriesOf(caller);

  expect(body.text).toContain('&lt;!channel&gt;');
  expect(receiver.arrived[0]?.headers).not.toHaveProperty('webhook-signature');
  expect(redirected).toMatchObject({ status: 'failed', response_status: 302 });
  expect(receiver.arrived).toHaveLength(2);
});

test('what is wrong is refused, secrets are not shown again, and nothing leads to what is not one’s own', async () => {
  const [caller, stranger] = [await app.user(), await app.user()];
  const { id, secret } = await addAlertChannel(caller, receiver.url);
  const foreign = await addAlertChannel(stranger, receiver.url);
  const post = (path: string, body: object) => caller.post<{ code: string }>(`/api/v2/alerts/${path}`, body);
  const watched = { kind: 'failure_rate', name: 'x' };

  const refused = [
    await post('channels', { kind: 'webhook', name: 'x', url: 'ftp://example.com/' }),
    await post('channels', { kind: 'pigeon', name: 'x', url: receiver.url }),
    await post('rules', { ...watched, threshold: 2 }),
    await post('rules', { ...watched, quiet_hours: { from: '25:00', to: '07:00', time_zone: 'UTC' } }),
    await post('rules', { ...watched, channel_ids: [foreign.id] }),
    await post('rules', { ...watched, repository_connection_id: foreign.id }),
  ];
  const listed = await caller.get<{ channels: object[] }>('/api/v2/alerts/channels');
  const made = await post('rules', { ...watched, channel_ids: [id] });
  const removed = await caller.delete(`/api/v2/alerts/channels/${id}`);
  const { body } = await caller.get<{ rules: { id: string; channel_ids: string[] }[] }>('/api/v2/alerts/rules');
  const changed = await caller.patch(`/api/v2/alerts/rules/${only(body.rules).id}`, { is_enabled: false });
  const gone = await caller.delete(`/api/v2/alerts/rules/${only(body.rules).id}`);

  expect(refused.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422, 422]);
  expect(refused.slice(4).map(({ body: { code } }) => code)).toEqual([
    'alert.no_such_channel',
    'alert.no_such_repository',
  ]);
  expect(JSON.stringify(listed.body)).not.toContain(secret);
  expect(only(listed.body.channels)).toMatchObject({ target: `${new URL(receiver.url).origin}/…` });
  expect([made.status, removed.status, changed.status, gone.status]).toEqual([201, 204, 200, 204]);
  expect(only(body.rules).channel_ids).toEqual([]);
  expect(app.logs.join('')).not.toContain(secret);
});

test('a letter is sent again while the mail server is busy, given up when it refuses, and names no other receiver', async () => {
  const caller = await app.user();
  const add = (url: string, name = 'on call') =>
    caller.post<{ id: string; target: string; errors?: object[] }>('/api/v2/alerts/channels', {
      kind: 'email',
      name,
      url,
    });
  const made = await add('mailto:oncall@example.com');
  const wrong = [
    await add('a@example.com, b@example.com'),
    await add('mailto:a@example.com?bcc=b@example.com'),
    await add('mailto:a@example.com', 'x\r\nBcc: b@example.com'),
  ];
  const send = async (): Promise<void> => {
    await caller.post(`/api/v2/alerts/channels/${made.body.id}/test`);
    await app.drain();
  };
  await app.drain();
  await confirmBy(lettersTo(mail, 'oncall@example.com')[0] ?? '');

  mail.answerWith(451);
  await send();
  const waiting = only((await alertDeliveriesOf(caller)).filter(({ event }) => event === 'test'));
  mail.answerWith(250);
  await makeAllDue(app);
  await app.drain();
  const delivered = only((await alertDeliveriesOf(caller)).filter(({ event }) => event === 'test'));
  mail.answerWith(550);
  await send();
  const [refused] = await alertDeliveriesOf(caller);
  mail.answerWith(250);

  expect([made.status, made.body.target]).toEqual([201, 'oncall@example.com']);
  expect(wrong.map(({ status }) => status)).toEqual([422, 422, 422]);
  expect(waiting).toMatchObject({ status: 'queued', attempts: 1, response_status: 451 });
  expect(delivered).toMatchObject({
    id: waiting.id,
    status: 'delivered',
    attempts: 2,
    response_status: 250,
    error: null,
  });
  expect(refused).toMatchObject({ status: 'failed', attempts: 1, error: 'The mail server answered 550.' });
  expect(mail.arrived).toMatchObject(
    Array.from({ length: 2 }, () => ({ to: ['oncall@example.com'], isEncrypted: true, user: 'alerts' })),
  );
  expect(app.logs.join('')).not.toContain('smtp-canary');
});

test('an address gets nothing but a question before its owner follows the link, and neither then after it was changed', async () => {
  const [caller, stranger] = [await app.user(), await app.user()];
  const channels = '/api/v2/alerts/channels';
  const wish = { kind: 'email', name: 'Win a prize', url: 'mailto:ann@example.com' };
  const { body: made } = await caller.post<{ id: string; confirmed_at: string | null }>(channels, wish);
  const path = `${channels}/${made.id}`;
  await app.drain();
  const early = await caller.post<{ code: string }>(`${path}/test`);
  const foreign = await stranger.post(`${path}/confirmation`);
  const forged = await confirmBy(`#${'gAAAAAB'.padEnd(120, 'x')}\n`);
  const [letter = ''] = lettersTo(mail, 'ann@example.com');

  const confirmed = [await confirmBy(letter), await confirmBy(letter)];
  const again = await caller.post<{ code: string }>(`${path}/confirmation`);
  const sent = await caller.post(`${path}/test`);
  await app.drain();
  const moved = await caller.patch<{ confirmed_at: string | null }>(path, { url: 'mailto:bob@example.com' });
  await app.drain();
  const stale = await confirmBy(letter);
  const more = [await caller.post(`${path}/confirmation`), await caller.post(`${path}/confirmation`)];
  const spam = await caller.post<{ code: string }>(`${path}/confirmation`);
  app.clock.advance(73 * 3_600_000);
  const late = await confirmBy(lettersTo(mail, 'bob@example.com')[0] ?? '');

  expect(made.confirmed_at).toBeNull();
  expect(letter).not.toContain('prize');
  expect([early.body.code, foreign.status, forged.status]).toEqual(['alert.not_confirmed', 404, 410]);
  expect(confirmed).toMatchObject(
    Array.from({ length: 2 }, () => ({ status: 200, body: { target: 'ann@example.com' } })),
  );
  expect([again.body.code, sent.status, lettersTo(mail, 'ann@example.com').length]).toEqual([
    'alert.confirmed_already',
    202,
    2,
  ]);
  expect([moved.body.confirmed_at, stale.status, late.status]).toEqual([null, 410, 410]);
  expect([more.map(({ status }) => status), spam.status, spam.body.code]).toEqual([
    [202, 202],
    429,
    'alert.too_many_confirmations',
  ]);
  expect(lettersTo(mail, 'bob@example.com')[0]).toContain('confirm-alerts#');
});

test('a letter goes to the address it was counted for, or to nobody', async () => {
  const caller = await app.user();
  const channels = '/api/v2/alerts/channels';
  const wish = { kind: 'email', name: 'x', url: 'mailto:cleo@example.com' };
  const { body: made } = await caller.post<{ id: string }>(channels, wish);

  await caller.post(`${channels}/${made.id}/confirmation`);
  await caller.patch(`${channels}/${made.id}`, { url: 'mailto:dora@example.com' });
  await app.drain();
  const deliveries = await alertDeliveriesOf(caller);

  expect([lettersTo(mail, 'cleo@example.com').length, lettersTo(mail, 'dora@example.com').length]).toEqual([0, 1]);
  expect(deliveries.map(({ status }) => status)).toEqual(['delivered', 'failed', 'failed']);
  expect(deliveries[1]?.error).toBe('The letter was not meant for the address that the channel leads to by now.');
});

test('a button that sends to other people has its limit', async () => {
  const caller = await app.user();
  const { id } = await addAlertChannel(caller, receiver.url);
  const statuses: number[] = [];
  for (let number = 0; number < 21; number += 1) {
    statuses.push((await caller.post(`/api/v2/alerts/channels/${id}/test`)).status);
  }

  expect(statuses.filter((status) => status === 202)).toHaveLength(20);
  expect(statuses.at(-1)).toBe(429);
});
