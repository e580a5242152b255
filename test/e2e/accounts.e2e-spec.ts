import { startTestApp, type TestApp } from '../support/test-app';

interface User {
  id: string;
  email: string;
  role: string;
  last_login_at: string | null;
}

const PASSWORD = 'correct horse battery staple';

describe('accounts', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it('makes exactly one admin of twenty first registrations at once', async () => {
    const emails = Array.from({ length: 20 }, (_, at) => `first-${at}@example.test`);

    const answers = await Promise.all(
      emails.map((email) => app.client().post<User>('/api/v2/auth/register', { email, password: PASSWORD })),
    );

    expect(answers.map(({ status }) => status)).toEqual(emails.map(() => 201));
    expect(answers.filter(({ body }) => body.role === 'admin')).toHaveLength(1);
  });

  it('takes an e-mail address once, whatever its case, also when two ask at once', async () => {
    const register = (email: string) => app.client().post('/api/v2/auth/register', { email, password: PASSWORD });

    const both = await Promise.all([register('Taken@Example.test'), register('taken@example.TEST')]);
    const later = await register(' TAKEN@example.test ');

    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(later).toMatchObject({ status: 409, body: { code: 'auth.email_taken' } });
  });

  it('logs in and out with a cookie no script can read', async () => {
    const caller = app.client();
    await caller.post('/api/v2/auth/register', { email: 'in@example.test', password: PASSWORD, full_name: 'Ina' });

    const login = await caller.post<User>('/api/v2/auth/login', { email: 'IN@example.test', password: PASSWORD });
    const me = await caller.get<User>('/api/v2/auth/me');
    const old = caller.fresh();
    old.setCookie('dff_session', caller.cookie('dff_session') ?? '');
    const logout = await caller.post('/api/v2/auth/logout');
    const replayed = await old.get('/api/v2/auth/me');

    expect(login.headers.get('set-cookie')).toMatch(
      /^dff_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect(me).toMatchObject({ status: 200, body: { email: 'in@example.test', full_name: 'Ina' } });
    expect(me.body.last_login_at).toBe(login.body.last_login_at);
    expect(logout).toMatchObject({ status: 200, body: { success: true } });
    expect(replayed.status).toBe(401);
  });
});
