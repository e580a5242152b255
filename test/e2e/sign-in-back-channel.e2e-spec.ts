import { generateKeyPairSync } from 'node:crypto';
import { freePort } from '../../src/free-port';
import type { ApiAnswer, ApiClient } from '../support/api-client';
import { startIssuer, type Signing, type TestIssuer } from '../support/issuer';
import { openWithIssuer, SignIns } from '../support/sign-ins';
import type { TestApp } from '../support/test-app';

const WAY = '/api/v2/auth/oidc/backchannel-logout';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

let issuer: TestIssuer;
let app: TestApp;
let at: SignIns;

beforeAll(async () => {
  const port = await freePort('127.0.0.1', 0);
  const home = `http://127.0.0.1:${port}`;
  issuer = await startIssuer(home, home);
  at = new SignIns(issuer);
  app = await openWithIssuer(issuer, { PUBLIC_URL: home, PORT: String(port) });
});
afterAll(async () => {
  await app.close();
  await issuer.close();
});

/** Sends it as an issuer would, with something in the form that we do not know. */
const send = (token: string): Promise<ApiAnswer<{ code?: string } | undefined>> => {
  const raw = new URLSearchParams({ logout_token: token, further: 'x' }).toString();
  return app.client().post(WAY, undefined, { raw, headers: FORM });
};
const statuses = async (...callers: readonly ApiClient[]): Promise<readonly number[]> =>
  (await Promise.all(callers.map((caller) => caller.get('/api/v2/auth/me')))).map(({ status }) => status);

/** Somebody signed in in so many browsers. */
async function browsersOf(sub: string, count: number): Promise<readonly ApiClient[]> {
  const callers = Array.from({ length: count }, () => app.client());
  at.person(sub);
  for (const caller of callers) await at.signIn(caller, sub);
  return callers;
}

/** What the issuer calls the session of this browser. */
async function sidOf(caller: ApiClient): Promise<string> {
  const { body } = await caller.get<{ sessions: { id: string; current: boolean }[] }>('/api/v2/auth/sessions');
  const rows = await app.db.read.query<{ issuer_sid: string }[]>('select issuer_sid from sessions where id = $1', [
    body.sessions.find(({ current }) => current)?.id,
  ]);
  return rows[0]?.issuer_sid ?? '';
}

it('ends the session here when its person signs out at the issuer, and no other', async () => {
  const cookies = new Map<string, string>();
  const here = app.client();
  at.person('ann');
  await at.signIn(here, 'ann', {}, cookies);
  const [elsewhere] = (await browsersOf('ann', 1)) as [ApiClient];
  const byPassword = await app.user('ann.password@example.test');
  const before = await statuses(here, elsewhere, byPassword);

  await issuer.signOut(cookies);

  expect(before).toEqual([200, 200, 200]);
  expect(issuer.told).toEqual([200]);
  expect(await statuses(here, elsewhere, byPassword)).toEqual([401, 200, 200]);
  const log = await elsewhere.get<{ events: { action: string }[] }>('/api/v2/audit-log');
  expect(log.body.events[0]?.action).toBe('SignIn_endedAtIssuer');
});

it('ends all sessions of a person whom the token names without a session', async () => {
  const [one, two] = (await browsersOf('bea', 2)) as [ApiClient, ApiClient];
  const [other] = (await browsersOf('bob', 1)) as [ApiClient];

  const answer = await send(await issuer.logoutToken({ sub: 'bea' }));

  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(await statuses(one, two, other)).toEqual([401, 401, 200]);
});

it('ends one session by its sid alone; with a sub besides, only if it is that person’s', async () => {
  const [one, two] = (await browsersOf('cat', 2)) as [ApiClient, ApiClient];
  const [first, second] = [await sidOf(one), await sidOf(two)];

  const foreign = await send(await issuer.logoutToken({ sid: second, sub: 'somebody-else' }));
  const own = await send(await issuer.logoutToken({ sid: first }));

  expect(first).not.toBe(second);
  expect([foreign.status, own.status]).toEqual([200, 200]);
  expect(await statuses(one, two)).toEqual([401, 200]);
});

it('ends a session of which it does not know the sid with any of its person', async () => {
  const [one] = (await browsersOf('dan', 1)) as [ApiClient];
  await app.db.read.query('update sessions set issuer_sid = null where issuer_sid = $1', [await sidOf(one)]);

  await send(await issuer.logoutToken({ sid: 'some-session', sub: 'dan' }));

  expect(await statuses(one)).toEqual([401]);
});

it('takes a token once', async () => {
  await browsersOf('eve', 1);
  const token = await issuer.logoutToken({ sub: 'eve' });
  const first = await send(token);
  const [again] = (await browsersOf('eve', 1)) as [ApiClient];

  const replayed = await send(token);

  expect([first.status, replayed.status, replayed.body?.code]).toEqual([200, 400, 'auth.oidc_logout_rejected']);
  expect(await statuses(again)).toEqual([200]);
});

describe('what is no logout token of the issuer', () => {
  const now = Math.floor(Date.now() / 1000);
  const { privateKey: foreignKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let caller: ApiClient;

  beforeAll(async () => {
    [caller] = (await browsersOf('fay', 1)) as [ApiClient];
  });

  it.each<[string, Record<string, unknown>, Signing]>([
    ['signed by another key', {}, { key: foreignKey }],
    ['signed with the secret that both know', {}, { alg: 'HS256', key: Buffer.from('issuer-client-secret-4b1f') }],
    ['of another issuer', { iss: 'https://id.elsewhere.test' }, {}],
    ['for another client', { aud: 'somebody-else' }, {}],
    ['made an hour ago', { iat: now - 3600, exp: now + 3600 }, {}],
    ['made in an hour', { iat: now + 3600, exp: now + 7200 }, {}],
    ['that is over', { iat: now - 300, exp: now - 120 }, {}],
    ['without a time', { iat: null }, {}],
    ['without an end', { exp: null }, {}],
    ['without a name of its own', { jti: null }, {}],
    ['without the event', { events: null }, {}],
    ['with a nonce', { nonce: 'n' }, {}],
    ['for nobody', { sub: null }, {}],
    ['of another type', {}, { typ: 'at+jwt' }],
  ])('a token %s ends nothing', async (_, claims, signing) => {
    const answer = await send(await issuer.logoutToken({ sub: 'fay', ...claims }, signing));

    expect([answer.status, answer.body?.code]).toEqual([400, 'auth.oidc_logout_rejected']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await statuses(caller)).toEqual([200]);
  });

  it('is what is unsigned, empty, twice there, or no token at all', async () => {
    const [header, body] = (await issuer.logoutToken({ sub: 'fay' })).split('.') as [string, string];
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'logout+jwt' })).toString('base64url');
    const good = await issuer.logoutToken({ sub: 'fay' });
    const twice = { raw: `logout_token=${good}&logout_token=${good}`, headers: FORM };

    const answers = [
      await send(`${none}.${body}.`),
      await send(`${header}.${body}.`),
      await send(''),
      await send('nonsense'),
      await app.client().post(WAY, undefined, twice),
      await app.client().post(WAY, { logout_token: good }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400]);
    expect(await statuses(caller)).toEqual([200]);
  });
});

it('takes forms nowhere else', async () => {
  const answer = await app.client().post('/api/v2/auth/login', undefined, { raw: 'email=a&password=b', headers: FORM });

  expect(answer.status).toBe(415);
});

it('tells an address that knocks too often to wait, whatever it sends', async () => {
  await app.db.read.query(
    `insert into rate_limits (key, points, expire) values ('oidc_logout:127.0.0.1', 600, $1)
     on conflict (key) do update set points = 600, expire = excluded.expire`,
    [Date.now() + 60_000],
  );

  const answer = await send(await issuer.logoutToken({ sub: 'nobody' }));

  expect([answer.status, answer.body?.code]).toEqual([429, 'common.rate_limited']);
  expect([answer.headers.get('retry-after'), answer.headers.get('cache-control')]).toEqual([
    expect.stringMatching(/^\d+$/),
    'no-store',
  ]);
});
