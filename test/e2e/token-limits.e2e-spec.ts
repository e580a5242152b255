import type { ApiAnswer, ApiClient } from '../support/api-client';
import { startTestApp, type TestApp } from '../support/test-app';

interface Limits {
  read: number | null;
  write: number | null;
  expensive: number | null;
}
interface Token {
  id: string;
  token: string;
  request_limits: Limits;
  admin_request_limits: Limits;
  effective_limits: Limits;
}

let app: TestApp;
let admin: ApiClient;

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.user('admin@example.test');
});
afterAll(async () => {
  await app.close();
});

const NONE: Limits = { read: null, write: null, expensive: null };
const NOBODY = '0198c0de-0000-7000-8000-000000000001';

interface Made {
  readonly owner: ApiClient;
  readonly userId: string;
  readonly token: Token;
  /** Asks with the token. */
  readonly program: ApiClient;
}

/** An account with a token. */
async function withToken(): Promise<Made> {
  const owner = await app.user();
  const userId = (await owner.get<{ id: string }>('/api/v2/auth/me')).body.id;
  const token = (await owner.post<Token>('/api/v2/auth/tokens', { name: 'ci' })).body;
  return { owner, userId, token, program: programOf(app, token) };
}

function programOf(of: TestApp, token: Token): ApiClient {
  const program = of.client();
  program.token = token.token;
  return program;
}

const setOwn = (by: ApiClient, id: string, limits: object): Promise<ApiAnswer<Token>> =>
  by.send('PUT', `/api/v2/auth/tokens/${id}/limits`, { body: limits });
const setAsAdmin = (user: string, id: string, limits: object, by = admin): Promise<ApiAnswer<Token>> =>
  by.send('PUT', `/api/v2/users/${user}/tokens/${id}/limits`, { body: limits });
const exportOnce = (caller: ApiClient): Promise<ApiAnswer> =>
  caller.get('/api/v2/audit-log', { headers: { accept: 'text/csv' } });
const statusesOf = async (calls: readonly Promise<ApiAnswer>[]): Promise<number[]> =>
  (await Promise.all(calls)).map(({ status }) => status).sort();

describe('how often an API token may ask', () => {
  it('is what its owner set, shared by all processes, and a 429 names it and takes nothing from the account', async () => {
    const { owner, token, program } = await withToken();
    const other = await startTestApp({ databaseUrl: app.databaseUrl });

    const set = await setOwn(owner, token.id, { expensive: 4 });
    const first = await exportOnce(program);
    const statuses = await statusesOf(Array.from({ length: 7 }, () => exportOnce(program)));
    // A process lets at most a block (2 %, here one) through before it asks the others.
    const elsewhere = await statusesOf(Array.from({ length: 4 }, () => exportOnce(programOf(other, token))));
    await other.close();
    const refused = await exportOnce(program);
    const ofOwner = await exportOnce(owner);
    const usage = await owner.get<{ credentials: { id: string; limits: Limits | null }[] }>('/api/v2/usage?by=token');

    expect(set.body).toMatchObject({
      request_limits: { read: null, write: null, expensive: 4 },
      admin_request_limits: NONE,
      effective_limits: { read: 500_000, write: 500_000, expensive: 4 },
    });
    expect(first.headers.get('ratelimit-policy')).toBe('"expensive_token";q=4;w=60, "expensive";q=1000000;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"expensive_token";r=3;t=\d+, "expensive";r=999999;t=\d+$/);
    expect(statuses.filter((status) => status === 200)).toHaveLength(3);
    expect(elsewhere.filter((status) => status === 200).length).toBeLessThanOrEqual(1);
    expect(refused).toMatchObject({
      status: 429,
      body: { code: 'common.rate_limited', details: { limit: 'expensive_token' } },
    });
    expect(refused.headers.get('ratelimit-policy')).toBe('"expensive_token";q=4;w=60');
    // Four of the program and this one: those refused are not the account's.
    expect(ofOwner.headers.get('ratelimit')).toContain('"expensive";r=999995;');
    expect(usage.body.credentials.find(({ id }) => id === token.id)?.limits?.expensive).toBe(4);
  });

  it('is never more than the account may: not by its owner, and in effect not by an admin', async () => {
    const { owner, userId, token } = await withToken();
    await admin.send('PUT', `/api/v2/users/${userId}/limits`, { body: { read: 900, write: 40 } });

    const tooHigh = await setOwn(owner, token.id, { read: 10, write: 41 });
    const asHigh = await setOwn(owner, token.id, { write: 40 });
    const byAdmin = await setAsAdmin(userId, token.id, { read: 5000 });
    const wrong = await statusesOf([
      setOwn(owner, token.id, { read: 0 }),
      setOwn(owner, token.id, { day: 1 }),
      setAsAdmin(userId, token.id, { write: 1.5 }),
    ]);

    expect(tooHigh).toMatchObject({
      status: 422,
      body: { code: 'auth.limit_too_high', details: { allowed: { read: 900, write: 40 } } },
    });
    expect(asHigh.body.effective_limits).toMatchObject({ read: 450, write: 40 });
    expect(byAdmin.body.effective_limits).toMatchObject({ read: 900, write: 40 });
    expect(wrong).toEqual([422, 422, 422]);
  });

  it('stays what an admin set, whatever the owner sets, and after a rotation', async () => {
    const { owner, userId, token } = await withToken();

    await setAsAdmin(userId, token.id, { expensive: 2 });
    const raised = await setOwn(owner, token.id, { expensive: 50, write: 7 });
    const rotated = await owner.post<Token>(`/api/v2/auth/tokens/${token.id}/rotate`, { grace_hours: 0 });
    const statuses = await statusesOf(Array.from({ length: 4 }, () => exportOnce(programOf(app, rotated.body))));
    const back = await setAsAdmin(userId, rotated.body.id, {});

    expect(raised.body).toMatchObject({
      request_limits: { expensive: 50 },
      admin_request_limits: { expensive: 2 },
      effective_limits: { expensive: 2, write: 7 },
    });
    expect(rotated.body.effective_limits).toEqual(raised.body.effective_limits);
    expect(statuses).toEqual([200, 200, 429, 429]);
    expect(back.body.effective_limits).toMatchObject({ expensive: 50, write: 7 });
  });

  it('is counted for each token, and not for all of an account together', async () => {
    const { owner, token, program } = await withToken();
    const second = (await owner.post<Token>('/api/v2/auth/tokens', { name: 'other' })).body;
    await setOwn(owner, token.id, { expensive: 2 });
    await setOwn(owner, second.id, { expensive: 2 });

    const statuses = [
      await statusesOf([exportOnce(program), exportOnce(program), exportOnce(program)]),
      await statusesOf([exportOnce(programOf(app, second)), exportOnce(programOf(app, second))]),
    ];

    expect(statuses).toEqual([
      [200, 200, 429],
      [200, 200],
    ]);
  });

  it('is set by its owner and by admins alone, and written down', async () => {
    const { userId, token, program } = await withToken();
    const stranger = await app.user();
    await setAsAdmin(userId, token.id, { read: 100 });

    const listed = await admin.get<{ tokens: Token[] }>(`/api/v2/users/${userId}/tokens`);
    const statuses = [
      (await setOwn(stranger, token.id, { read: 9 })).status,
      (await setAsAdmin(userId, token.id, { read: 9 }, program)).status,
      (await program.get(`/api/v2/users/${userId}/tokens`)).status,
      (await setAsAdmin(NOBODY, token.id, { read: 9 })).status,
      (await setAsAdmin(userId, NOBODY, { read: 9 })).status,
      (await admin.get(`/api/v2/users/${NOBODY}/tokens`)).status,
    ];
    const log = await admin.get<{ events: { action: string; request: string }[] }>('/api/v2/audit-log');
    const after = await admin.get<{ tokens: Token[] }>(`/api/v2/users/${userId}/tokens`);

    expect(listed.body.tokens).toMatchObject([
      { id: token.id, request_limits: NONE, admin_request_limits: { read: 100 } },
    ]);
    expect(statuses).toEqual([404, 403, 403, 404, 404, 404]);
    expect(after.body.tokens).toEqual([{ ...listed.body.tokens[0], last_used_at: expect.anything() as unknown }]);
    const written = log.body.events.filter(({ request }) => request.includes(`/tokens/${token.id}/limits`));
    expect(written.map(({ action }) => action)).toEqual(['TokenAdmin_setLimits']);
  });
});
