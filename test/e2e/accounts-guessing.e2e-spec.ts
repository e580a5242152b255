import { Passwords } from '../../src/auth/passwords';
import type { ApiClient } from '../support/api-client';
import { startTestApp, type TestApp } from '../support/test-app';

const PASSWORD = 'correct horse battery staple';
/** Requests a minute. */
const LIMITS = { RATE_LIMIT_READ: '40', RATE_LIMIT_WRITE: '20', RATE_LIMIT_EXPENSIVE: '4' };
const LOGIN = '/api/v2/auth/login';

describe('guessing and closed doors', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ environment: { REGISTRATION: 'closed', TRUST_PROXY: '1', ...LIMITS } });
  });
  afterAll(() => app.close());

  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

  it('takes only the first account while registration is closed', async () => {
    const register = (email: string) =>
      app.client().post<{ role: string }>('/api/v2/auth/register', { email, password: PASSWORD });

    const first = await register('owner@example.test');
    const second = await register('second@example.test');

    expect(first).toMatchObject({ status: 201, body: { role: 'admin' } });
    expect(first.headers.get('ratelimit-policy')).toBe('"register_address";q=100;w=3600');
    expect(second).toMatchObject({ status: 403, body: { code: 'auth.registration_closed' } });
  });

  it('answers a wrong password and an unknown account alike, after the same work', async () => {
    const looked = jest.spyOn(app.nest.get(Passwords, { strict: false }), 'matches');
    const wrong = await app.client().post(LOGIN, { email: 'owner@example.test', password: 'wrong password' });
    const unknown = await app.client().post(LOGIN, { email: 'nobody@example.test', password: 'wrong password' });

    const works = looked.mock.calls.map(([password, stored]) => [password, stored === null]);
    looked.mockRestore();
    const forCaller = ({ status, body }: { status: number; body: unknown }) => ({
      status,
      body: { ...(body as Record<string, unknown>), request_id: 'x' },
    });
    expect(forCaller(wrong)).toEqual(forCaller(unknown));
    expect(wrong).toMatchObject({ status: 401, body: { code: 'auth.wrong_credentials' } });
    // What `matches` does for no account is what it does for one: `passwords.spec.ts`.
    expect(works).toEqual([
      ['wrong password', false],
      ['wrong password', true],
    ]);
  });

  it('slows guesses at one account from many addresses, also when all come at once', async () => {
    const email = 'target@example.test';
    const guess = (at: number) =>
      app.client().post(LOGIN, { email, password: `guess number ${at}` }, from(`203.0.113.${at}`));

    const answers = await Promise.all(Array.from({ length: 30 }, (_, at) => guess(at)));
    const later = await app
      .client()
      .post(LOGIN, { email: email.toUpperCase(), password: PASSWORD }, from('203.0.113.99'));

    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20);
    expect(later).toMatchObject({ status: 429, body: { code: 'common.rate_limited' } });
    expect(Number(later.headers.get('retry-after'))).toBeGreaterThan(800);
    expect(later.headers.get('ratelimit-policy')).toBe('"login_address";q=50;w=900, "login_account";q=10;w=900');
    expect(later.headers.get('ratelimit')).toMatch(/^"login_address";r=49;t=\d+, "login_account";r=0;t=\d+$/);
  });

  it('slows guesses from one address at many accounts', async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, at) =>
        app.client().post(LOGIN, { email: `user-${at}@example.test`, password: PASSWORD }, from('198.51.100.7')),
      ),
    );

    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
  });

  it('counts guesses at one account however its address is written', async () => {
    // For PostgreSQL the capital İ is an i; for JavaScript it is an i with a dot above, which is two characters.
    const [lower] = await app.db.read.query<{ is: string }[]>(`select lower('İ') as is`);
    await app.db.read.query(
      `insert into users (id, email, role) values (gen_random_uuid(), 'mimi.island@example.test', 'member')`,
    );
    const spellings = ['mimi', 'mİmi', 'mimİ', 'mİmİ'].flatMap((name) =>
      ['island', 'İsland', 'ISLAND'].map((place) => `${name}.${place}@example.test`),
    );
    const unknown = spellings.map((spelling) => spelling.replace('example', 'elsewhere'));
    const guess = async (emails: readonly string[]) => {
      const statuses: number[] = [];
      for (const [at, email] of emails.entries()) {
        const answer = await app.client().post(LOGIN, { email, password: 'a guess' }, from(`198.18.0.${at}`));
        statuses.push(answer.status);
      }
      return statuses.filter((status) => status === 401).length;
    };

    expect(lower).toEqual({ is: 'i' });
    expect([await guess(spellings), await guess(unknown)]).toEqual([10, 10]);
  });

  it('counts the networks of IPv6, not the addresses in them, and IPv4 in a coat as IPv4', async () => {
    const guess = (address: string, at: number) =>
      app.client().post(LOGIN, { email: `v6-${address}-${at}@example.test`, password: PASSWORD }, from(address));
    const sixty = Array.from({ length: 60 }, (_, at) => at);
    const knock = (address: string) => {
      const stranger = app.client();
      stranger.token = 'dff_guessed';
      return stranger.get('/api/v2/auth/me', from(address));
    };
    const refused = (answers: readonly { status: number }[]) => answers.filter(({ status }) => status === 429).length;

    const inOneNetwork = await Promise.all(sixty.map((at) => guess(`2001:db8:0:1::${at.toString(16)}`, at)));
    const nextNetwork = await guess('2001:db8:0:2::1', 0);
    const inACoat = await Promise.all(
      sixty.map((at) => guess(at % 2 === 0 ? '203.0.113.200' : '::ffff:203.0.113.200', at)),
    );
    const knocks = await Promise.all(Array.from({ length: 320 }, (_, at) => knock(`2001:db8:0:3::${at.toString(16)}`)));

    expect([refused(inOneNetwork), nextNetwork.status, refused(inACoat), refused(knocks)]).toEqual([10, 401, 10, 20]);
  });

  it('lets an account in sixty times in a quarter of an hour, and then does not look at its password', async () => {
    const email = 'loop@example.test';
    await app.db.read.query(
      `insert into users (id, email, password_hash, role) values (gen_random_uuid(), $1, $2, 'member')`,
      [email, await app.nest.get(Passwords, { strict: false }).hash(PASSWORD)],
    );
    const login = (password: string) =>
      app.client().post<{ code?: string }>(LOGIN, { email, password }, from('192.0.2.77'));
    const sessions = () =>
      app.db.read.query<object[]>('select 1 from sessions s join users u on u.id = s.user_id where u.email = $1', [
        email,
      ]);
    const opened: number[] = [];
    for (let time = 0; time < 60; time += 1) opened.push((await login(PASSWORD)).status);

    const looked = jest.spyOn(app.nest.get(Passwords, { strict: false }), 'matches');
    const beyond = await login(PASSWORD);
    const more: number[] = [];
    for (let time = 0; time < 60; time += 1) more.push((await login(PASSWORD)).status);
    const looks = looked.mock.calls.length;
    const neighbour = await app
      .client()
      .post(LOGIN, { email: 'owner@example.test', password: PASSWORD }, from('192.0.2.77'));
    looked.mockRestore();

    expect(new Set(opened)).toEqual(new Set([200]));
    expect(beyond).toMatchObject({
      status: 429,
      body: { code: 'common.rate_limited', details: { limit: 'login_opened' } },
    });
    expect(beyond.headers.get('ratelimit-policy')).toBe('"login_address";q=50;w=900, "login_opened";q=60;w=900');
    expect(Number(beyond.headers.get('retry-after'))).toBeGreaterThan(0);
    expect([new Set(more), looks]).toEqual([new Set([429]), 0]);
    expect(await sessions()).toHaveLength(60);
    // The loop did not use up what its address may try.
    expect(neighbour.status).toBe(200);
  });

  it('forgets mistyped passwords after a right one', async () => {
    const typed = [...Array.from({ length: 8 }, () => 'mistyped password'), PASSWORD];
    const statuses: number[] = [];

    for (const password of [...typed, ...typed]) {
      const answer = await app.client().post(LOGIN, { email: 'owner@example.test', password }, from('192.0.2.1'));
      statuses.push(answer.status);
    }

    const round = [...Array.from({ length: 8 }, () => 401), 200];
    expect(statuses).toEqual([...round, ...round]);
  });

  it('counts what an account asks for by what it costs, and a token of it for half', async () => {
    const owner = app.client();
    await owner.post(LOGIN, { email: 'owner@example.test', password: PASSWORD }, from('192.0.2.2'));
    const program = app.client();
    program.token = (await owner.post<{ token: string }>('/api/v2/auth/tokens', { name: 'wild' })).body.token;
    const many = (caller: ApiClient, times: number, headers = {}) =>
      Promise.all(Array.from({ length: times }, () => caller.get('/api/v2/audit-log', { headers })));
    const passed = (answers: readonly { status: number }[]) => answers.filter(({ status }) => status === 200).length;

    const exports_ = await many(owner, 9, { accept: 'text/csv' });
    const wild = await many(program, 30);
    const tame = await owner.get('/api/v2/auth/me');
    const all = await many(owner, 60);
    const refused = await owner.get('/api/v2/auth/me');
    const change = await owner.patch('/api/v2/auth/me', { full_name: 'Owner' });

    expect([passed(exports_), passed(wild)]).toEqual([4, 20]);
    expect(tame.status).toBe(200);
    expect(tame.headers.get('ratelimit-policy')).toBe('"read";q=40;w=60');
    // Twenty of the token and the tame one: what the token was refused is not counted for its account.
    expect(passed(all)).toBe(19);
    expect(refused).toMatchObject({ status: 429, body: { code: 'common.rate_limited', details: { limit: 'read' } } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(change.status).toBe(200);
  });

  it('slows an address that has no credentials', async () => {
    const stranger = app.client();
    stranger.token = 'dff_guessed';

    const answers = await Promise.all(
      Array.from({ length: 320 }, () => stranger.get('/api/v2/auth/me', from('198.51.100.99'))),
    );
    const elsewhere = await stranger.get('/api/v2/auth/me', from('198.51.100.98'));

    expect(answers.filter(({ status }) => status === 401)).toHaveLength(300);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20);
    expect(elsewhere.status).toBe(401);
  });
});

describe('strangers', () => {
  it('may try as often as the settings say', async () => {
    const environment = {
      TRUST_PROXY: '1',
      RATE_LIMIT_UNAUTHENTICATED: '50',
      RATE_LIMIT_LOGIN_ACCOUNT: '3',
      RATE_LIMIT_LOGIN_ADDRESS: '5',
      RATE_LIMIT_REGISTRATION: '2',
    };
    const app = await startTestApp({ environment });
    const at = { headers: { 'x-forwarded-for': '198.51.100.1' } };
    const register = (name: string) =>
      app.client().post('/api/v2/auth/register', { email: `${name}@example.test`, password: PASSWORD }, at);
    const guess = (name: string) =>
      app.client().post(LOGIN, { email: `${name}@example.test`, password: 'wrong password' }, at);
    const knock = () => {
      const stranger = app.client();
      stranger.token = 'dff_guessed';
      return stranger.get('/api/v2/auth/me', at);
    };
    const statusesOf = async (tries: (() => Promise<{ status: number }>)[]) => {
      const statuses: number[] = [];
      for (const attempt of tries) statuses.push((await attempt()).status);
      return statuses;
    };

    const accounts = await statusesOf(['a', 'b', 'c'].map((name) => () => register(name)));
    const guesses = await statusesOf(['a', 'a', 'a', 'a', 'b', 'b'].map((name) => () => guess(name)));
    const knocks = await statusesOf(Array.from({ length: 51 }, () => knock));
    await app.close();

    expect(accounts).toEqual([201, 201, 429]);
    // The fourth is one too many for the account, the sixth for the address.
    expect(guesses).toEqual([401, 401, 401, 429, 401, 429]);
    expect(knocks.filter((status) => status === 429)).toHaveLength(1);
  });
});
