import { Audit } from '../../src/auth/audit';
import { DAY_MS } from '../../src/common/time';
import type { ApiClient } from '../support/api-client';
import { startTestApp, type TestApp } from '../support/test-app';

interface Session {
  id: string;
  current: boolean;
  user_agent: string | null;
  address: string | null;
}
interface Token {
  id: string;
  token: string;
  prefix: string;
  scopes: string[];
  expires_at: string | null;
}

describe('sessions and API tokens', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  async function withToken(owner: ApiClient, body: Record<string, unknown> = {}): Promise<ApiClient & { made: Token }> {
    const made = await owner.post<Token>('/api/v2/auth/tokens', { name: 'script', ...body });
    const client = owner.fresh();
    client.token = made.body.token;
    return Object.assign(client, { made: made.body });
  }

  it('asks for a login on a closed route and names the scheme', async () => {
    const answer = await app.client().get('/api/v2/auth/me');

    expect(answer).toMatchObject({ status: 401, body: { code: 'auth.unauthenticated' } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('lists sessions with where they come from, and ends one at once', async () => {
    const caller = await app.user('sessions@example.test');
    const other = caller.fresh();
    const login = { email: 'sessions@example.test', password: 'correct horse battery staple' };
    await other.post('/api/v2/auth/login', login, { headers: { 'user-agent': 'Phone/1.0' } });

    const list = await caller.get<{ sessions: Session[] }>('/api/v2/auth/sessions');
    const phone = list.body.sessions.find(({ user_agent }) => user_agent === 'Phone/1.0');
    const ended = await caller.delete(`/api/v2/auth/sessions/${phone?.id ?? ''}`);
    const after = await other.get('/api/v2/auth/me');

    expect(list.body.sessions.map(({ current }) => current)).toEqual([false, true]);
    expect(phone?.address).toBe('127.0.0.1');
    expect([ended.status, after.status]).toEqual([204, 401]);
  });

  it("does not show or end another user's sessions and tokens", async () => {
    const owner = await app.user();
    const stranger = await app.user();
    const token = await withToken(owner);
    const sessions = await owner.get<{ sessions: Session[] }>('/api/v2/auth/sessions');

    const answers = await Promise.all([
      stranger.delete(`/api/v2/auth/sessions/${sessions.body.sessions[0]?.id ?? ''}`),
      stranger.delete(`/api/v2/auth/tokens/${token.made.id}`),
    ]);
    const list = await stranger.get('/api/v2/auth/tokens');

    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect(list.body).toEqual({ tokens: [], next_cursor: null });
    expect((await token.get('/api/v2/auth/me')).status).toBe(200);
  });

  it('ends a session when its days are over', async () => {
    const caller = await app.user();

    app.clock.advance(30 * DAY_MS);
    const after = await caller.get('/api/v2/auth/me');
    app.clock.advance(-30 * DAY_MS);

    expect(after.status).toBe(401);
    expect((await caller.get('/api/v2/auth/me')).status).toBe(200);
  });

  it('makes a token that is shown once, says when it was used, and can be revoked at once', async () => {
    const owner = await app.user();
    const token = await withToken(owner, { expires_in_days: 90 });

    const me = await token.get('/api/v2/auth/me');
    const list = await owner.get<{ tokens: Record<string, unknown>[] }>('/api/v2/auth/tokens');
    const revoked = await owner.delete(`/api/v2/auth/tokens/${token.made.id}`);
    const after = await token.get('/api/v2/auth/me');

    expect(token.made.token).toMatch(/^dff_[\w-]{43}$/);
    expect(token.made.token.startsWith(token.made.prefix)).toBe(true);
    expect(me.status).toBe(200);
    expect(list.body.tokens).toEqual([
      expect.objectContaining({
        id: token.made.id,
        scopes: ['read', 'write'],
        last_used_at: expect.any(String) as string,
      }),
    ]);
    expect(list.body.tokens[0]).not.toHaveProperty('token');
    expect([revoked.status, after.status]).toEqual([204, 401]);
  });

  it('rotates a token without a gap: the one before is taken for the hours that were asked for', async () => {
    const caller = await app.user();
    const script = await withToken(caller, { name: 'ci', expires_in_days: 10, scopes: ['read'] });
    const turn = (id: string, body: unknown) =>
      caller.post<{ id: string; token: string; name: string; scopes: string[] }>(
        `/api/v2/auth/tokens/${id}/rotate`,
        body,
      );

    const rotated = await turn(script.made.id, { grace_hours: 2 });
    const next = caller.fresh();
    next.token = rotated.body.token;
    const both = [(await script.get('/api/v2/auth/me')).status, (await next.get('/api/v2/auth/me')).status];
    const atOnce = await turn(rotated.body.id, { grace_hours: 0 });
    app.clock.advance(2 * 3_600_000);
    const after = [(await script.get('/api/v2/auth/me')).status, (await next.get('/api/v2/auth/me')).status];
    const ended = await turn(script.made.id, {});
    app.clock.advance(-2 * 3_600_000);

    expect(rotated).toMatchObject({ status: 201, body: { name: 'ci', scopes: ['read'] } });
    expect([both, after]).toEqual([
      [200, 200],
      [401, 401],
    ]);
    expect([atOnce.status, ended.status]).toEqual([201, 404]);
  });

  it('lets a token that may only read change nothing', async () => {
    const owner = await app.user();
    const reader = await withToken(owner, { scopes: ['read'] });
    const writer = await withToken(owner, { scopes: ['write'] });

    const answers = [
      await reader.get('/api/v2/auth/me'),
      await reader.patch('/api/v2/auth/me', { full_name: 'Changed' }),
      await writer.get('/api/v2/auth/me'),
      await writer.patch('/api/v2/auth/me', { full_name: 'Changed' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 403, 200, 200]);
    expect(answers[1]?.body).toMatchObject({ code: 'auth.read_only_token' });
    expect(writer.made.scopes).toEqual(['read', 'write']);
  });

  it('refuses a token after its last day, and one that is broken, whatever cookie comes with it', async () => {
    const owner = await app.user();
    const token = await withToken(owner, { expires_in_days: 1 });
    const cookie = { cookie: `dff_session=${owner.cookie('dff_session') ?? ''}` };

    app.clock.advance(DAY_MS);
    const late = await token.get('/api/v2/auth/me', { headers: cookie });
    app.clock.advance(-DAY_MS);
    token.token = `${token.made.token.slice(0, -1)}_`;
    const broken = await token.get('/api/v2/auth/me', { headers: cookie });

    expect([late.status, broken.status]).toEqual([401, 401]);
  });

  it('takes a change made with a cookie only from its own pages; a token may come from anywhere', async () => {
    const caller = await app.user();
    const token = await withToken(caller);
    const change = (client: ApiClient, headers: Record<string, string>) =>
      client.patch('/api/v2/auth/me', { full_name: 'Changed' }, { headers });

    const own = await change(caller, { origin: app.url });
    const foreign = await change(caller, { origin: 'https://evil.example' });
    const crossSite = await change(caller, { 'sec-fetch-site': 'cross-site' });
    const byToken = await change(token, { origin: 'https://elsewhere.example' });
    const reading = await caller.get('/api/v2/auth/me', { headers: { origin: 'https://evil.example' } });

    expect([own, foreign, crossSite, byToken, reading].map(({ status }) => status)).toEqual([200, 403, 403, 200, 200]);
    expect(foreign.body).toMatchObject({ code: 'auth.foreign_origin' });
  });

  it('rotates the v1 webhook secret, shows it once and keeps it encrypted', async () => {
    const caller = await app.user();

    const none = await caller.get('/api/v2/auth/webhook-secret');
    const first = await caller.post<{ secret: string; last4: string }>('/api/v2/auth/webhook-secret');
    const second = await caller.post<{ secret: string; last4: string }>('/api/v2/auth/webhook-secret');
    const info = await caller.get<Record<string, unknown>>('/api/v2/auth/webhook-secret');
    const rows: { secret: string }[] = await app.db.read.query('select secret from webhook_secrets');

    expect(none).toMatchObject({ status: 404, body: { code: 'auth.no_webhook_secret' } });
    expect(second.body.secret).not.toBe(first.body.secret);
    expect(info.body).toMatchObject({ last4: second.body.secret.slice(-4) });
    expect(info.body).not.toHaveProperty('secret');
    expect(rows).toHaveLength(1);
    expect(rows[0]?.secret).not.toContain(second.body.secret);
  });

  it('keeps filters of lists by name, for their user only', async () => {
    const caller = await app.user();
    const stranger = await app.user();
    const wanted = { list: 'incidents', name: ' Critical and open ', filter: { status: 'open', severity: 'critical' } };

    const made = await caller.post<{ id: string }>('/api/v2/saved-filters', wanted);
    const twice = await caller.post('/api/v2/saved-filters', { ...wanted, filter: { status: 'muted' } });
    const elsewhere = await caller.post('/api/v2/saved-filters', { ...wanted, list: 'runs' });
    const wrong = await Promise.all(
      [{}, { status: 1 }, { 'not a word': 'x' }, ['open'], { status: '' }, { status: 'a\nb' }, 'open'].map((filter) =>
        caller.post('/api/v2/saved-filters', { list: 'runs', name: 'Wrong', filter }),
      ),
    );
    const kept = await caller.get('/api/v2/saved-filters?list=incidents');
    const foreign = await stranger.delete(`/api/v2/saved-filters/${made.body.id}`);
    const seen = await stranger.get('/api/v2/saved-filters');
    const removed = await caller.delete(`/api/v2/saved-filters/${made.body.id}`);
    const after = await caller.get('/api/v2/saved-filters');

    expect(made).toMatchObject({ status: 201, body: { ...wanted, name: 'Critical and open' } });
    expect(twice).toMatchObject({ status: 409, body: { code: 'auth.saved_filter_taken' } });
    expect(elsewhere.status).toBe(201);
    expect(wrong.map(({ status }) => status)).toEqual(wrong.map(() => 422));
    expect(kept.body).toEqual({ saved_filters: [made.body] });
    expect([foreign.status, removed.status]).toEqual([404, 204]);
    expect(seen.body).toEqual({ saved_filters: [] });
    expect(after.body).toMatchObject({ saved_filters: [{ list: 'runs' }] });
  });

  it('keeps 50 filters a list at most, also when many are saved at once', async () => {
    const caller = await app.user();
    const save = (number: number) =>
      caller.post('/api/v2/saved-filters', { list: 'runs', name: `Filter ${number}`, filter: { branch: 'main' } });

    const answers = await Promise.all(Array.from({ length: 52 }, (_, number) => save(number)));

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(50);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(2);
  });

  it('writes down what was done, by whom and from where, and nothing that is secret', async () => {
    const admin = await app.user('auditor@example.test');
    await app.db.read.query(`update users set role = 'admin' where email = 'auditor@example.test'`);
    const email = 'audited@example.test';
    const caller = await app.user(email);
    await caller.fresh().post('/api/v2/auth/login', { email, password: 'not the password' });
    await app.nest.get(Audit, { strict: false }).settled();
    const script = await withToken(caller, { name: 'audited' });
    const kept = await script.post<{ id: string }>('/api/v2/saved-filters', {
      ...{ list: 'runs', name: 'main', filter: { branch: 'main' } },
    });
    await script.delete(`/api/v2/saved-filters/${kept.body.id}`);
    await script.delete(`/api/v2/saved-filters/${kept.body.id}`);
    await caller.get('/api/v2/auth/me');

    const own = await caller.get<{ events: Record<string, unknown>[]; next_cursor: string | null }>(
      '/api/v2/audit-log?limit=100',
    );
    const first = await caller.get<{ next_cursor: string }>('/api/v2/audit-log?limit=2');
    const second = await caller.get<{ events: { action: string }[] }>(
      `/api/v2/audit-log?limit=2&cursor=${first.body.next_cursor}`,
    );
    const only = await caller.get<{ events: unknown[] }>('/api/v2/audit-log?action=Account_loginFailed');
    const stranger = await (await app.user()).get<{ events: { email: string }[] }>('/api/v2/audit-log');
    const all = await admin.get<{ events: { email: string }[] }>('/api/v2/audit-log?limit=100');
    const csv = await caller.get<string>('/api/v2/audit-log', { headers: { accept: 'text/csv' } });

    expect(own.body.events.map(({ action }) => action)).toEqual([
      ...['SavedFilter_remove', 'SavedFilter_save', 'Credential_createToken', 'Account_loginFailed'],
      ...['Account_login', 'Account_register'],
    ]);
    expect(own.body.events[0]).toMatchObject({
      ...{ email, summary: 'Remove a saved filter', via: 'token', credential_id: script.made.id },
      ...{ request: `DELETE /api/v2/saved-filters/${kept.body.id}`, address: '127.0.0.1' },
    });
    expect(second.body.events.map(({ action }) => action)).toEqual(['Credential_createToken', 'Account_loginFailed']);
    expect(only.body.events).toHaveLength(1);
    expect(stranger.body.events.some((event) => event.email === email)).toBe(false);
    expect(all.body.events.some((event) => event.email === email)).toBe(true);
    expect(csv.body.split('\r\n')[0]).toContain('at,email,action,summary,request,via');
    for (const secret of [script.made.token, 'not the password', 'correct horse battery staple'])
      expect(JSON.stringify(own.body) + csv.body).not.toContain(secret);
  });
});
