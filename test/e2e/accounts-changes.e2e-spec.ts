import type { ApiClient } from '../support/api-client';
import { startTestApp, type TestApp } from '../support/test-app';

const PASSWORD = 'correct horse battery staple';
const NEW_PASSWORD = 'another horse battery staple';

let app: TestApp;
/** The first to register. */
let admin: ApiClient;

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.user('admin@example.test');
});
afterAll(() => app.close());

describe('changing an account', () => {
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

describe('administering accounts', () => {
  interface Listed {
    id: string;
    email: string;
    role: string;
    deactivated_at: string | null;
  }
  // What has run out was forgotten before, the admin's session with it.
  beforeAll(async () => {
    await admin.post('/api/v2/auth/login', { email: 'admin@example.test', password: PASSWORD });
  });

  const idOf = async (user: ApiClient): Promise<string> => (await user.get<{ id: string }>('/api/v2/auth/me')).body.id;

  it('lists accounts to admins, page by page, by a part of address or name', async () => {
    for (const name of ['one', 'two', 'three']) await app.user(`listed.${name}@example.test`);

    const path = '/api/v2/users?search=LISTED.&limit=2';
    const first = await admin.get<{ users: Listed[]; next_cursor: string }>(path);
    const second = await admin.get<{ users: Listed[] }>(`${path}&cursor=${first.body.next_cursor}`);

    const shown = [...first.body.users, ...second.body.users];
    expect(shown.map(({ email }) => email)).toEqual(
      ['three', 'two', 'one'].map((name) => `listed.${name}@example.test`),
    );
    expect(shown.every(({ role, deactivated_at }) => role === 'member' && deactivated_at === null)).toBe(true);
    expect(JSON.stringify(shown)).not.toContain('argon2');
  });

  it('shuts a deactivated account out at once, and lets it in again', async () => {
    const user = await app.user('suspended@example.test');
    const id = await idOf(user);
    const token = await user.post<{ token: string }>('/api/v2/auth/tokens', { name: 'ci' });
    const program = app.client();
    program.token = token.body.token;
    const credentials = { email: 'suspended@example.test', password: PASSWORD };
    const login = (password = PASSWORD) =>
      app.client().post<{ code?: string }>('/api/v2/auth/login', { ...credentials, password });
    const statuses = async () => [
      (await user.get('/api/v2/auth/me')).status,
      (await program.get('/api/v2/auth/me')).status,
    ];

    const closed = await admin.patch<Listed>(`/api/v2/users/${id}`, { active: false });
    const while_ = [...(await statuses()), (await login()).body.code, (await login('a wrong password')).body.code];
    const opened = await admin.patch<Listed>(`/api/v2/users/${id}`, { active: true });
    const after = [...(await statuses()), (await login()).status];

    expect(closed.body.deactivated_at).toMatch(/Z$/);
    expect(while_).toEqual([401, 401, 'auth.deactivated', 'auth.wrong_credentials']);
    expect(opened.body.deactivated_at).toBeNull();
    expect(after).toEqual([401, 200, 200]);
  });

  it('gives and takes the role of admins, and one of them always stays', async () => {
    const user = await app.user();
    const [mine, theirs] = [await idOf(admin), await idOf(user)];
    const role = (by: ApiClient, id: string, to: string) =>
      by.patch<{ role?: string; code?: string }>(`/api/v2/users/${id}`, { role: to });

    const alone = await role(admin, mine, 'member');
    const risen = await role(admin, theirs, 'admin');
    const fallen = await Promise.all([role(admin, mine, 'member'), role(user, theirs, 'member')]);
    const left = await app.db.read.query<{ id: string }[]>(`select id from users where role = 'admin'`);
    await app.db.read.query(`update users set role = case id when $1 then 'admin' else 'member' end`, [mine]);

    expect(alone).toMatchObject({ status: 409, body: { code: 'auth.last_admin' } });
    expect(risen).toMatchObject({ status: 200, body: { role: 'admin' } });
    expect(fallen.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(left).toHaveLength(1);
  });

  it('closes no account from within, and of another leaves nothing but what the admin did', async () => {
    const user = await app.user('leaving@example.test');
    const id = await idOf(user);

    const own = [
      await admin.patch(`/api/v2/users/${await idOf(admin)}`, { active: false }),
      await admin.delete(`/api/v2/users/${await idOf(admin)}`),
    ];
    const closed = await admin.delete(`/api/v2/users/${id}`);
    const again = await admin.delete(`/api/v2/users/${id}`);
    const log = await admin.get<{ events: { action: string; request: string }[] }>('/api/v2/audit-log?limit=1');

    expect(own.map(({ status, body }) => [status, (body as { code: string }).code])).toEqual([
      [409, 'auth.own_account'],
      [409, 'auth.own_account'],
    ]);
    expect([closed.status, again.status, (await user.get('/api/v2/auth/me')).status]).toEqual([204, 404, 401]);
    expect(log.body.events).toMatchObject([{ action: 'UserAdmin_close', request: `DELETE /api/v2/users/${id}` }]);
  });

  it('ends the sessions of one, and of all but the admin who asks', async () => {
    const [one, other] = [await app.user(), await app.user()];

    await admin.delete(`/api/v2/users/${await idOf(one)}/sessions`);
    const between = [(await one.get('/api/v2/auth/me')).status, (await other.get('/api/v2/auth/me')).status];
    const all = await admin.delete<{ ended: number }>('/api/v2/users/sessions');
    const after = [(await other.get('/api/v2/auth/me')).status, (await admin.get('/api/v2/auth/me')).status];

    expect([between, after]).toEqual([
      [401, 200],
      [401, 200],
    ]);
    expect(all.body.ended).toBeGreaterThan(0);
  });
});
