import { startTestApp, type TestApp } from '../support/test-app';

const PASSWORD = 'correct horse battery staple';
const NEW_PASSWORD = 'another horse battery staple';

describe('changing an account', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it('sets and clears the name without the password', async () => {
    const caller = await app.user();

    const set = await caller.patch('/api/v2/auth/me', { full_name: ' Dana Demo ' });
    const cleared = await caller.patch('/api/v2/auth/me', { full_name: null });

    expect(set).toMatchObject({ status: 200, body: { full_name: 'Dana Demo' } });
    expect(cleared).toMatchObject({ status: 200, body: { full_name: null } });
  });

  it('changes e-mail address and password only with the current password', async () => {
    const caller = await app.user('before@example.test');
    const change = { email: 'after@example.test', password: NEW_PASSWORD };

    const without = await caller.patch('/api/v2/auth/me', change);
    const wrong = await caller.patch('/api/v2/auth/me', { ...change, current_password: 'not the password' });
    const right = await caller.patch('/api/v2/auth/me', { ...change, current_password: PASSWORD });
    const login = await caller
      .fresh()
      .post('/api/v2/auth/login', { email: 'after@example.test', password: NEW_PASSWORD });

    expect(without).toMatchObject({ status: 422 });
    expect(wrong).toMatchObject({ status: 403, body: { code: 'auth.wrong_password' } });
    expect(right).toMatchObject({ status: 200, body: { email: 'after@example.test' } });
    expect(login.status).toBe(200);
  });

  it('ends every other session with a new password and keeps this one', async () => {
    const caller = await app.user('everywhere@example.test');
    const other = caller.fresh();
    await other.post('/api/v2/auth/login', { email: 'everywhere@example.test', password: PASSWORD });

    await caller.patch('/api/v2/auth/me', { password: NEW_PASSWORD, current_password: PASSWORD });

    expect((await caller.get('/api/v2/auth/me')).status).toBe(200);
    expect((await other.get('/api/v2/auth/me')).status).toBe(401);
  });

  it("does not take another account's e-mail address", async () => {
    await app.user('occupied@example.test');
    const caller = await app.user();

    const answer = await caller.patch('/api/v2/auth/me', {
      email: 'OCCUPIED@example.test',
      current_password: PASSWORD,
    });

    expect(answer).toMatchObject({ status: 409, body: { code: 'auth.email_taken' } });
  });

  it.each([
    ['a short password', { email: 'a@example.test', password: 'elevenchars' }, '/password'],
    ['no e-mail address', { email: 'nonsense', password: PASSWORD }, '/email'],
    ['a NUL in the name', { email: 'a@example.test', password: PASSWORD, full_name: 'a\0b' }, '/full_name'],
    ['a field nobody asked for', { email: 'a@example.test', password: PASSWORD, role: 'admin' }, '/role'],
  ])('registers nobody with %s', async (_, body, pointer) => {
    const answer = await app.client().post('/api/v2/auth/register', body);

    expect(answer).toMatchObject({ status: 422, body: { code: 'common.invalid_input', errors: [{ pointer }] } });
  });

  it('forgets what has run out', async () => {
    const caller = await app.user();
    app.clock.advance(31 * 86_400_000);

    await app.db.read.query("select graphile_worker.add_job('auth.clean-up', '{\"data\":{}}'::json)");
    await app.drain();

    const rows: { left: string }[] = await app.db.read.query(
      'select (select count(*) from sessions) + (select count(*) from rate_limits) as left',
    );
    app.clock.advance(-31 * 86_400_000);
    expect(rows).toEqual([{ left: '0' }]);
    expect((await caller.get('/api/v2/auth/me')).status).toBe(401);
  });
});
