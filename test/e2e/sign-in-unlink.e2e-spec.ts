import type { ApiClient } from '../support/api-client';
import { startIssuer, type TestIssuer } from '../support/issuer';
import { HOME, JSON_ONLY, openWithIssuer, SignIns } from '../support/sign-ins';
import type { TestApp } from '../support/test-app';

const PASSWORD = 'correct horse battery staple';
const LINK = { link: true, current_password: PASSWORD, return_to: '/settings/account' };
const BROWSER = { headers: { accept: 'text/html' } };

interface Identity {
  readonly id: string;
  readonly issuer: string;
  readonly issuer_name: string | null;
  readonly email: string;
  readonly may_unlink: boolean;
}

let issuer: TestIssuer;
let app: TestApp;
let at: SignIns;

beforeAll(async () => {
  issuer = await startIssuer(HOME);
  at = new SignIns(issuer);
  app = await openWithIssuer(issuer, {});
});
afterAll(async () => {
  await app.close();
  await issuer.close();
});

async function identitiesOf(caller: ApiClient): Promise<readonly Identity[]> {
  return (await caller.get<{ identities: Identity[] }>('/api/v2/auth/identities')).body.identities;
}

/** Somebody with a password who has linked `sub`. */
async function linkedUser(sub: string): Promise<ApiClient> {
  const caller = await app.user(`${sub}@example.test`);
  await caller.get(await at.visit(caller, at.person(sub), LINK), JSON_ONLY);
  return caller;
}

const unlink = (caller: ApiClient, id: string, password?: string) =>
  caller.post<{ code: string }>(
    `/api/v2/auth/identities/${id}/unlink`,
    password === undefined ? {} : { current_password: password },
  );
const told = ({ status, body }: { status: number; body: unknown }) => [
  status,
  (body as { code?: string } | null)?.code,
];

it('links while signed in, lists it, and tells the page that asked how it went', async () => {
  const caller = await app.user('ann@example.test');
  const before = await identitiesOf(caller);
  const linked = await caller.get(await at.visit(caller, at.person('ann'), LINK), BROWSER);
  const after = await identitiesOf(caller);
  const other = await app.user('ben@example.test');

  const taken = await other.get(await at.visit(other, 'ann', LINK), BROWSER);

  expect(before).toEqual([]);
  expect(linked.headers.get('location')).toBe(`${HOME}/settings/account?link=success`);
  expect(after).toMatchObject([
    { issuer: issuer.url, issuer_name: 'Example Corp', email: 'ann@example.test', may_unlink: true },
  ]);
  expect(taken.headers.get('location')).toBe(`${HOME}/settings/account?link=error&code=auth.oidc_taken`);
  expect(await identitiesOf(other)).toEqual([]);
});

it('unlinks for who knows the password; the sessions of that person end, the own one goes on, and it is written down', async () => {
  const caller = await linkedUser('cat');
  const elsewhere = app.client();
  await at.signIn(elsewhere, 'cat');
  const byPassword = app.client();
  await byPassword.post('/api/v2/auth/login', { email: 'cat@example.test', password: PASSWORD });
  const [identity] = await identitiesOf(caller);

  const refused = [await unlink(caller, identity?.id ?? ''), await unlink(caller, identity?.id ?? '', 'a wrong one')];
  const still = await identitiesOf(caller);
  const done = await unlink(caller, identity?.id ?? '', PASSWORD);
  const again = await unlink(caller, identity?.id ?? '', PASSWORD);
  const alive = await Promise.all([caller, byPassword, elsewhere].map((each) => each.get('/api/v2/auth/me')));
  const back = await at.signIn(app.client(), 'cat');
  const log = await caller.get<{ events: { action: string }[] }>('/api/v2/audit-log');
  const out = await caller.post<{ end_session_url: string | null }>('/api/v2/auth/logout');

  expect(refused.map(told)).toEqual([
    [403, 'auth.wrong_password'],
    [403, 'auth.wrong_password'],
  ]);
  expect(still).toHaveLength(1);
  expect([done.status, again.status]).toEqual([204, 404]);
  expect(alive.map(({ status }) => status)).toEqual([200, 200, 401]);
  expect(told(back)).toEqual([409, 'auth.oidc_account_exists']);
  expect(log.body.events[0]?.action).toBe('Identity_unlink');
  expect(out.body.end_session_url).toBeNull();
});

it('keeps the last way in, for who has no password, and for who has one where none are taken', async () => {
  const without = app.client();
  await at.signIn(without, at.person('dee'));
  const withOne = await linkedUser('eli');
  const closed = await openWithIssuer(issuer, { PASSWORD_LOGIN: 'closed' }, app.databaseUrl);
  const there = closed.client();
  await at.signIn(there, 'eli');
  const [dee, eli] = [(await identitiesOf(without))[0], (await identitiesOf(there))[0]];

  const answers = [await unlink(without, dee?.id ?? ''), await unlink(there, eli?.id ?? '')];
  const left = [await identitiesOf(without), await identitiesOf(there), await identitiesOf(withOne)];
  await closed.close();

  expect(answers.map(told)).toEqual([
    [409, 'auth.last_sign_in'],
    [409, 'auth.last_sign_in'],
  ]);
  expect(left.map((list) => list.map(({ may_unlink: may }) => may))).toEqual([[false], [false], [true]]);
});

it('asks who has no password to sign in once more, and never a token', async () => {
  const caller = app.client();
  const { body: me } = await at.signIn(caller, at.person('fin'));
  // Of an issuer that the settings knew before.
  await app.db.read.query(
    `insert into user_identities (id, user_id, issuer, subject, created_at)
     values (gen_random_uuid(), $1, 'https://old.example.test', 'fin', now())`,
    [me.id],
  );
  const old = (await identitiesOf(caller)).find(({ issuer_name: name }) => name === null);
  const program = app.client();
  program.token = (await caller.post<{ token: string }>('/api/v2/auth/tokens', { name: 'cli' })).body.token;
  const byToken = await unlink(program, old?.id ?? '');
  app.clock.advance(600_001);
  const late = await unlink(caller, old?.id ?? '');
  await at.signIn(caller, 'fin');
  const fresh = await unlink(caller, old?.id ?? '');

  expect([byToken, late].map(told)).toEqual([
    [403, 'auth.sign_in_again'],
    [403, 'auth.sign_in_again'],
  ]);
  expect([fresh.status, (await identitiesOf(caller)).length]).toEqual([204, 1]);
});

it('lets two tabs that unlink at once not both take the way that the other leaves', async () => {
  const caller = app.client();
  const { body: me } = await at.signIn(caller, at.person('gus'));
  await app.db.read.query(
    `insert into user_identities (id, user_id, issuer, subject, created_at)
     values (gen_random_uuid(), $1, 'https://old.example.test', 'gus', now())`,
    [me.id],
  );
  const own = await identitiesOf(caller);

  const answers = await Promise.all(own.map(({ id }) => unlink(caller, id)));

  expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
  expect((await identitiesOf(caller)).map(({ issuer_name: name }) => name)).toEqual(['Example Corp']);
});

it('does not link for a session that ends while the issuer answers', async () => {
  const caller = await app.user('kim@example.test');
  const owner = app.client();
  await owner.post('/api/v2/auth/login', { email: 'kim@example.test', password: PASSWORD });
  const back = await at.visit(caller, at.person('mallory'), LINK);
  issuer.meanwhile('/token', () =>
    owner.patch('/api/v2/auth/me', { password: 'another long password', current_password: PASSWORD }),
  );

  const refused = await caller.get(back, JSON_ONLY);

  expect(told(refused)).toEqual([401, 'auth.unauthenticated']);
  expect(await identitiesOf(owner)).toEqual([]);
});
