import { Checkups, type AboutFinding } from '../../src/common/checkup';
import { HOME, JSON_ONLY, openWithIssuer, SignIns, type Begun, type Member } from '../support/sign-ins';
import { startIssuer, type TestIssuer } from '../support/issuer';

import type { TestApp } from '../support/test-app';

const PASSWORD = 'correct horse battery staple';

let issuer: TestIssuer;
let app: TestApp;
let at: SignIns;

beforeAll(async () => {
  issuer = await startIssuer(HOME);
  at = new SignIns(issuer);
  app = await openWithIssuer(issuer, { OIDC_ADMIN_GROUP: 'ops' });
});
afterAll(async () => {
  await app.close();
  await issuer.close();
});

it('lets a person in whom the issuer vouches for, and knows them again', async () => {
  await app.user();
  const [first, again] = [app.client(), app.client()];
  at.person('nia');

  const entered = await at.signIn(first, 'nia');
  const me = await first.get<Member>('/api/v2/auth/me');
  issuer.people.nia = { email: 'nia.new@example.test', email_verified: true };
  const later = await at.signIn(again, 'nia');
  const log = await again.get<{ events: { action: string; via: string }[] }>('/api/v2/audit-log');

  expect(entered).toMatchObject({
    status: 200,
    body: { email: 'nia@example.test', full_name: 'P nia', role: 'member', has_password: false },
  });
  expect(me.body.id).toBe(entered.body.id);
  expect(later.body).toMatchObject({ id: entered.body.id, email: 'nia.new@example.test' });
  expect(log.body.events.map(({ action, via }) => [action, via])).toEqual([
    ['SignIn_signedIn', 'oidc'],
    ['SignIn_registered', 'oidc'],
  ]);
});

it('makes one account of two first visits at once', async () => {
  const callers = [app.client(), app.client()];
  at.person('twin');
  const backs = await Promise.all(callers.map((caller) => at.visit(caller, 'twin')));

  const answers = await Promise.all(callers.map((caller, nth) => caller.get<Member>(backs[nth] ?? '', JSON_ONLY)));

  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(answers[0]?.body.id).toBe(answers[1]?.body.id);
});

it('sends a browser back to where it was going, with a cookie no script can read', async () => {
  const caller = app.client();
  const back = await at.visit(caller, at.person('bo'), { return_to: '/runs?branch=main' });

  const answer = await caller.get(back, { headers: { accept: 'text/html' } });

  expect([answer.status, answer.headers.get('location')]).toEqual([302, `${HOME}/runs?branch=main`]);
  expect(answer.headers.getSetCookie().join('\n')).toMatch(
    /dff_session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax/,
  );
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

it('takes an answer once, in the browser that asked, in time', async () => {
  const caller = app.client();
  const back = await at.visit(caller, at.person('cy'));
  const other = await caller.fresh().get(back, JSON_ONLY);
  const used = await caller.get(back, JSON_ONLY);
  const again = await caller.get(back, JSON_ONLY);
  const late = await at.visit(caller, 'cy');
  app.clock.advance(600_001);

  const expired = await caller.get(late, { headers: { accept: 'text/html' } });

  expect([other, used, again].map(({ status }) => status)).toEqual([400, 200, 400]);
  expect(again.body).toMatchObject({ code: 'auth.oidc_state_invalid' });
  expect(expired.headers.get('location')).toBe(`${HOME}/sign-in?code=auth.oidc_expired`);
});

it('takes no code of another visit', async () => {
  const caller = app.client();
  const [mine, theirs] = [await at.visit(caller, at.person('di')), await at.visit(app.client(), at.person('mallory'))];
  const mixed = new URL(mine, HOME);
  mixed.searchParams.set('code', new URL(theirs, HOME).searchParams.get('code') ?? '');

  const answer = await caller.get(mixed.pathname + mixed.search, JSON_ONLY);

  expect(answer).toMatchObject({ status: 400, body: { code: 'auth.oidc_rejected' } });
});

it('opens no account by its address alone, and links it for who has its password', async () => {
  const owner = await app.user('eve@example.test');
  at.person('eve');

  const byAddress = await at.signIn(app.client(), 'eve');
  const nobody = await app.client().post('/api/v2/auth/oidc/authorize', { link: true, current_password: PASSWORD });
  const guessed = await owner.post('/api/v2/auth/oidc/authorize', { link: true, current_password: 'a wrong one' });
  const back = await at.visit(owner, 'eve', { link: true, current_password: PASSWORD });
  const linked = await owner.get<Member>(back, JSON_ONLY);
  const entered = await at.signIn(app.client(), 'eve');
  const byPassword = await app.client().post('/api/v2/auth/login', { email: 'eve@example.test', password: PASSWORD });

  expect(byAddress).toMatchObject({ status: 409, body: { code: 'auth.oidc_account_exists' } });
  expect([nobody.status, guessed.status]).toEqual([401, 403]);
  expect(linked).toMatchObject({ status: 200, body: { email: 'eve@example.test', has_password: true } });
  expect(entered.body.id).toBe(linked.body.id);
  expect(byPassword.status).toBe(200);
});

it('links neither somebody else’s person nor for somebody else', async () => {
  const [one, other] = [await app.user(), await app.user()];
  await at.signIn(app.client(), at.person('fay'));
  const link = { link: true, current_password: PASSWORD };
  const taken = await at.signIn(one, 'fay', link);
  const back = await at.visit(one, at.person('gil'), link);
  one.setCookie('dff_session', other.cookie('dff_session') ?? '');

  const swapped = await one.get(back, JSON_ONLY);

  expect(taken).toMatchObject({ status: 409, body: { code: 'auth.oidc_taken' } });
  expect(swapped).toMatchObject({ status: 400, body: { code: 'auth.oidc_state_invalid' } });
});

it('makes admins of the group the operator named, as long as they are in it', async () => {
  const roles: string[] = [];
  for (const groups of [['ops', 'crew'], ['crew'], ['ops']]) {
    roles.push((await at.signIn(app.client(), at.person('hal', { groups }))).body.role);
  }

  expect(roles).toEqual(['admin', 'member', 'admin']);
});

it('has nothing of a password to change for who has none', async () => {
  const caller = app.client();
  await at.signIn(caller, at.person('ida'));

  const answers = [
    await caller.patch('/api/v2/auth/me', { password: PASSWORD, current_password: 'none' }),
    await caller.patch('/api/v2/auth/me', { email: 'other@example.test', current_password: 'none' }),
    await app.client().post('/api/v2/auth/login', { email: 'ida@example.test', password: PASSWORD }),
    await caller.patch('/api/v2/auth/me', { full_name: 'Ida' }),
  ];

  expect(answers.map(({ status, body }) => [status, (body as { code?: string }).code])).toEqual([
    [409, 'auth.no_password'],
    [409, 'auth.no_password'],
    [401, 'auth.wrong_credentials'],
    [200, undefined],
  ]);
});

it('leads a browser to the sign-out of the issuer after its own', async () => {
  const caller = app.client();
  await at.signIn(caller, at.person('joe'));

  const out = await caller.post<{ end_session_url: string }>('/api/v2/auth/logout');
  const there = await fetch(out.body.end_session_url);

  const query = new URL(out.body.end_session_url).searchParams;
  expect([query.get('post_logout_redirect_uri'), there.status]).toEqual([`${HOME}/sign-in`, 200]);
  expect(query.get('id_token_hint')).toMatch(/^eyJ/);
});

it('says what stood in the way', async () => {
  const caller = app.client();
  const back = new URL(await at.visit(caller, at.person('kit')), HOME);
  const refused = await at.visit(app.client(), 'kit');
  issuer.fail('/token', 500);
  const broken = await caller.get(back.pathname + back.search, JSON_ONLY);
  const denied = app.client();
  const begun = await denied.post<Begun>('/api/v2/auth/oidc/authorize');
  const state = new URL(begun.body.authorization_url).searchParams.get('state') ?? '';
  const query = new URLSearchParams({ error: 'access_denied', state, iss: issuer.url });
  const no = await denied.get(`/api/v2/auth/oidc/callback?${query.toString()}`, JSON_ONLY);
  const elsewhere = await denied.post('/api/v2/auth/oidc/authorize', { return_to: 'https://evil.example/' });
  const foreign = await denied.get(refused, JSON_ONLY);
  const nameless = await at.signIn(app.client(), at.person('lou', { email: undefined }));

  expect([broken, no, elsewhere, foreign, nameless].map(({ body }) => (body as { code: string }).code)).toEqual([
    'auth.oidc_unavailable',
    'auth.oidc_denied',
    'common.invalid_input',
    'auth.oidc_state_invalid',
    'auth.oidc_no_email',
  ]);
});

it('keeps secret, code, proofs and tokens out of logs, answers and rows', async () => {
  const caller = app.client();
  const begun = await caller.post<Begun>('/api/v2/auth/oidc/authorize', {});
  const asked = new URL(begun.body.authorization_url).searchParams;
  const back = await issuer.visit(begun.body.authorization_url, at.person('max'));
  const callback = back.pathname + back.search;
  const answers = [await caller.get(callback, JSON_ONLY), await caller.get(callback, JSON_ONLY)];
  const session = caller.cookie('dff_session') ?? '';
  answers.push(await caller.get('/api/v2/auth/sessions'), await caller.get('/api/v2/audit-log'));
  const rows: unknown = await app.db.read.query('select s.*, i.subject from sessions s, user_identities i');
  const out = await caller.post<{ end_session_url: string }>('/api/v2/auth/logout');
  const idToken = new URL(out.body.end_session_url).searchParams.get('id_token_hint') ?? '';
  const secrets = {
    clientSecret: issuer.clientSecret,
    code: back.searchParams.get('code') ?? '',
    state: asked.get('state') ?? '',
    nonce: asked.get('nonce') ?? '',
    session,
    idToken: idToken.split('.')[2] ?? '',
  };

  const seenIn = (text: string): string[] =>
    Object.entries(secrets)
      .filter(([, secret]) => secret === '' || text.includes(secret))
      .map(([name]) => name);
  expect([app.logs.join(''), JSON.stringify(answers), JSON.stringify(rows)].map(seenIn)).toEqual([[], [], []]);
});

describe('where passwords are closed and verified addresses are trusted', () => {
  let closed: TestApp;

  beforeAll(async () => {
    const rules = { OIDC_LINKING: 'verified_email', OIDC_ALLOWED_DOMAINS: 'example.test' };
    closed = await openWithIssuer(issuer, { PASSWORD_LOGIN: 'closed', ...rules }, app.databaseUrl);
  });
  afterAll(() => closed.close());

  it('takes no password, and says so before anybody tries', async () => {
    await app.user('nora@example.test');
    const credentials = { email: 'nora@example.test', password: PASSWORD };

    const methods = await closed.client().get('/api/v2/auth/methods');
    const login = await closed.client().post('/api/v2/auth/login', credentials);
    const register = await closed.client().post('/api/v2/auth/register', credentials);

    expect(methods.body).toEqual({ password: false, registration: false, oidc_name: 'Example Corp' });
    expect([login, register].map(({ status, body }) => [status, (body as { code: string }).code])).toEqual([
      [403, 'auth.password_login_closed'],
      [403, 'auth.password_login_closed'],
    ]);
  });

  it('hands an account to who has its address, and shuts out whoever made it', async () => {
    const maker = await app.user('olga@example.test');
    const token = await maker.post<{ token: string }>('/api/v2/auth/tokens', { name: 'waiting' });
    const program = app.client();
    program.token = token.body.token;
    at.person('olga');
    at.person('not-olga', { email: 'olga@example.test', email_verified: false });

    const unverified = await at.signIn(closed.client(), 'not-olga');
    const entered = await at.signIn(closed.client(), 'olga');
    const other = await at.signIn(closed.client(), at.person('olga-2', { email: 'olga@example.test' }));
    const left = [
      await maker.get('/api/v2/auth/me'),
      await program.get('/api/v2/auth/me'),
      await app.client().post('/api/v2/auth/login', { email: 'olga@example.test', password: PASSWORD }),
    ];

    expect(unverified).toMatchObject({ status: 403, body: { code: 'auth.oidc_not_allowed' } });
    expect(entered).toMatchObject({ status: 200, body: { email: 'olga@example.test', has_password: false } });
    expect(other).toMatchObject({ status: 409, body: { code: 'auth.oidc_account_exists' } });
    expect(left.map(({ status }) => status)).toEqual([401, 401, 401]);
  });
});

it('says when the issuer is away, and tries it anew for the next person', async () => {
  const away = await startIssuer(HOME);
  const forgetful = await openWithIssuer(issuer, { OIDC_ISSUER: away.url }, app.databaseUrl);
  away.fail('/.well-known', 503);

  const first = await forgetful.client().post('/api/v2/auth/oidc/authorize', {});
  const second = await forgetful.client().post('/api/v2/auth/oidc/authorize', {});
  const doctor = (): Promise<readonly AboutFinding[]> => forgetful.nest.get(Checkups).run({ hasSchema: false });
  const well = await doctor();
  away.fail('/.well-known', 503);
  const ill = await doctor();
  await forgetful.close();
  await away.close();

  expect(first).toMatchObject({ status: 502, body: { code: 'auth.oidc_unavailable' } });
  expect(second.status).toBe(200);
  expect([...well, ...ill].filter(({ about }) => about === 'sign-in')).toMatchObject([
    { state: 'ok', says: `People can sign in at ${away.url}.` },
    { state: 'failing', mend: expect.stringContaining('OIDC_ISSUER') as string },
  ]);
});
