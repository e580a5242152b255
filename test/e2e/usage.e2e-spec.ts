import { authorize } from '../../demo/github/authorize';
import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { AuthHandlers } from '../../src/auth/auth.handlers';
import { DAY_MS } from '../../src/common/time';
import { ForgeAccess } from '../../src/oauth/forge-access';
import { OAuthHandlers } from '../../src/oauth/oauth.handlers';
import type { ApiAnswer, ApiClient } from '../support/api-client';
import { startTestApp, type TestApp } from '../support/test-app';

interface Counts {
  read: number;
  read_refused: number;
  write: number;
  write_refused: number;
  expensive: number;
  expensive_refused: number;
}
interface Usage {
  from: string;
  to: string;
  limits: { read: number; write: number; expensive: number };
  days: (Counts & { day: string })[];
  credentials: (Counts & { id: string; via: string; name: string | null; prefix: string | null })[] | null;
}
interface ForgeUsage {
  connections: {
    id: string;
    provider: string;
    rate_limit: { limit: number; remaining: number } | null;
    days: { day: string; calls: number; refused: number }[];
  }[];
}

const NOTHING: Counts = {
  ...{ read: 0, read_refused: 0, write: 0, write_refused: 0 },
  ...{ expensive: 0, expensive_refused: 0 },
};

let github: DemoGitHub;
let app: TestApp;
let admin: ApiClient;

/** Tomorrow noon (UTC): no test crosses midnight. */
const noon = (Math.floor(Date.now() / DAY_MS) + 1.5) * DAY_MS;
const day = (offset: number): string => new Date(noon + offset * DAY_MS).toISOString().slice(0, 10);
const toNoon = (of: TestApp): void => {
  of.clock.advance(noon - of.clock.now().getTime());
};

beforeAll(async () => {
  github = await startDemoGitHub();
  app = await startTestApp({ githubUrl: github.url });
  toNoon(app);
  admin = await app.user('admin@example.test');
});
afterAll(async () => {
  await app.close();
  await github.close();
});
afterEach(() => {
  github.faults.clear();
});

const usageOf = async (caller: ApiClient, query = ''): Promise<Usage> =>
  (await caller.get<Usage>(`/api/v2/usage${query}`)).body;
const idOf = async (caller: ApiClient): Promise<string> =>
  (await caller.get<{ id: string }>('/api/v2/auth/me')).body.id;
const exportOnce = (caller: ApiClient): Promise<ApiAnswer> =>
  caller.get('/api/v2/audit-log', { headers: { accept: 'text/csv' } });
const setLimits = (userId: string, limits: object, by = admin): Promise<ApiAnswer> =>
  by.send('PUT', `/api/v2/users/${userId}/limits`, { body: limits });
const statusesOf = async (calls: readonly Promise<ApiAnswer>[]): Promise<number[]> =>
  (await Promise.all(calls)).map(({ status }) => status).sort();

describe('how often an account asks', () => {
  it('is counted by day, class and credential, over all processes, also what one counted before it stopped', async () => {
    const owner = await app.user();
    const made = await owner.post<{ id: string; token: string; prefix: string }>('/api/v2/auth/tokens', { name: 'ci' });
    const other = await startTestApp({ databaseUrl: app.databaseUrl, githubUrl: github.url });
    toNoon(other);
    const program = other.client();
    program.token = made.body.token;
    for (let at = 0; at < 3; at += 1) await program.get('/api/v2/auth/me');
    await program.patch('/api/v2/auth/me', { full_name: 'Dana' });
    await exportOnce(program);

    await other.close();
    const usage = await usageOf(owner, '?by=token');

    // The session: one write for the token, and the question itself.
    const ofSession = { ...NOTHING, read: 1, write: 1 };
    const ofToken = { ...NOTHING, read: 3, write: 1, expensive: 1 };
    expect(usage).toMatchObject({
      ...{ from: day(-29), to: day(0) },
      days: [{ day: day(0), ...NOTHING, read: 4, write: 2, expensive: 1 }],
      credentials: [
        { id: made.body.id, via: 'token', name: 'ci', prefix: made.body.prefix, ...ofToken },
        { via: 'session', name: null, prefix: null, ...ofSession },
      ],
    });
  });

  it('is added up when two processes write the same day at once', async () => {
    const owner = await app.user();
    const other = await startTestApp({ databaseUrl: app.databaseUrl, githubUrl: github.url });
    toNoon(other);
    const elsewhere = owner.moveTo(other);
    const many = (caller: ApiClient): Promise<ApiAnswer>[] =>
      Array.from({ length: 20 }, () => caller.get('/api/v2/auth/me'));

    await Promise.all([...many(owner), ...many(elsewhere)]);
    await Promise.all([usageOf(owner), usageOf(elsewhere)]);
    const usage = await usageOf(elsewhere);
    await other.close();

    expect(usage.days).toEqual([{ day: day(0), ...NOTHING, read: 43 }]);
  });

  it('is kept apart by day, and only the days asked for are told', async () => {
    const owner = await app.user();
    await owner.get('/api/v2/auth/me');
    app.clock.advance(DAY_MS);
    await owner.get('/api/v2/auth/me');

    const both = await usageOf(owner, `?from=${day(0)}&to=${day(1)}`);
    const first = await usageOf(owner, `?to=${day(0)}`);
    const wrong = await statusesOf(
      [`?from=${day(1)}&to=${day(0)}`, '?from=2020-01-01', '?from=yesterday', '?by=day'].map((query) =>
        owner.get(`/api/v2/usage${query}`),
      ),
    );
    app.clock.advance(-DAY_MS);

    expect(both.days.map(({ day: at, read }) => [at, read])).toEqual([
      [day(0), 1],
      [day(1), 2],
    ]);
    expect(first.days).toHaveLength(1);
    expect(first.credentials).toBeNull();
    expect(wrong).toEqual([422, 422, 422, 422]);
  });

  it('is forgotten after the days of the settings', async () => {
    const owner = await app.user();
    await usageOf(owner);
    const old = day(-400);
    const older = day(-401);
    await app.db.read.query(
      `insert into api_usage (user_id, day, credential_id, via)
       select user_id, x::date, credential_id, via from api_usage, unnest($2::text[]) x where user_id = $1`,
      [await idOf(owner), [old, older]],
    );

    await app.nest.get(AuthHandlers, { strict: false }).cleanUp();

    const left = await app.db.read.query<{ day: string }[]>(
      'select day::text as day from api_usage where user_id = $1 order by day',
      [await idOf(owner)],
    );
    expect(left.map((row) => row.day)).toEqual([old, day(0)]);
  });

  it('is shown to admins, and of no other account to anybody else', async () => {
    const [owner, stranger] = [await app.user(), await app.user()];
    const path = `/api/v2/users/${await idOf(owner)}/usage`;

    const seen = await admin.get<Usage>(path);
    const refused = await stranger.get(path);
    const nobody = await admin.get('/api/v2/users/0198c0de-0000-7000-8000-000000000001/usage');

    expect(seen.body.days).toEqual([{ day: day(0), ...NOTHING, read: 1 }]);
    expect([refused.status, nobody.status]).toEqual([403, 404]);
  });
});

describe('how often an account may ask', () => {
  it('is what an admin set, from the next request on, in every process, and what was refused is counted apart', async () => {
    const owner = await app.user();
    const id = await idOf(owner);
    await exportOnce(owner);

    const set = await setLimits(id, { expensive: 4, write: 7 });
    const statuses = await statusesOf(Array.from({ length: 6 }, () => exportOnce(owner)));
    const told = await exportOnce(owner);
    const change = await owner.patch('/api/v2/auth/me', { full_name: 'Dana' });
    const other = await startTestApp({ databaseUrl: app.databaseUrl, githubUrl: github.url });
    toNoon(other);
    // A process lets at most a block (2 %, here one) through before it asks the others.
    const elsewhere = await statusesOf(Array.from({ length: 4 }, () => exportOnce(owner.moveTo(other))));
    await other.close();
    const usage = await usageOf(owner);

    expect(set).toMatchObject({
      status: 200,
      body: { request_limits: { read: null, write: 7, expensive: 4 } },
    });
    // The one before the limit was set counts in this minute.
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(4);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(2);
    expect(told.status).toBe(429);
    expect(told.headers.get('ratelimit-policy')).toBe('"expensive";q=4;w=60');
    expect(change.headers.get('ratelimit-policy')).toBe('"write";q=7;w=60');
    expect(elsewhere.filter((status) => status === 200).length).toBeLessThanOrEqual(1);
    expect(usage.limits).toEqual({ read: 1_000_000, write: 7, expensive: 4 });
    const answered = [200, ...statuses, told.status, ...elsewhere];
    expect(usage.days).toMatchObject([
      {
        expensive: answered.filter((status) => status === 200).length,
        expensive_refused: answered.filter((status) => status === 429).length,
      },
    ]);
  });

  it('is half of that for one API token', async () => {
    const owner = await app.user();
    const program = app.client();
    program.token = (await owner.post<{ token: string }>('/api/v2/auth/tokens', { name: 'wild' })).body.token;
    await setLimits(await idOf(owner), { expensive: 8 });

    const statuses = await statusesOf(Array.from({ length: 7 }, () => exportOnce(program)));

    expect(statuses).toEqual([200, 200, 200, 200, 429, 429, 429]);
  });

  it('goes back to the settings, is written down, and is for admins alone', async () => {
    const owner = await app.user();
    const id = await idOf(owner);

    await setLimits(id, { read: 5000, write: 50, expensive: 5 });
    const back = await setLimits(id, { read: null });
    const wrong = await statusesOf([
      setLimits(id, { read: 0 }),
      setLimits(id, { read: 1.5 }),
      setLimits(id, { day: 1 }),
    ]);
    const member = await setLimits(id, { read: 9 }, owner);
    const nobody = await setLimits('0198c0de-0000-7000-8000-000000000001', {});
    const log = await admin.get<{ events: { action: string; request: string }[] }>('/api/v2/audit-log');

    expect(back.body).toMatchObject({ request_limits: { read: null, write: null, expensive: null } });
    expect((await usageOf(owner)).limits.write).toBe(1_000_000);
    expect(wrong).toEqual([422, 422, 422]);
    expect([member.status, nobody.status]).toEqual([403, 404]);
    const written = log.body.events.filter(({ request }) => request === `PUT /api/v2/users/${id}/limits`);
    expect(written.map(({ action }) => action)).toEqual(['UserAdmin_setLimits', 'UserAdmin_setLimits']);
  });
});

describe('how often a forge is called', () => {
  async function connect(caller: ApiClient, login: string): Promise<string> {
    const begun = await caller.post<{ authorization_url: string }>('/api/v2/oauth/github/authorize', {});
    const callback = new URL(await authorize({ authorizationUrl: begun.body.authorization_url, login }));
    const answer = await caller.get<{ connection: { id: string } }>(callback.pathname + callback.search, {
      headers: { accept: 'application/json' },
    });
    return answer.body.connection.id;
  }

  it('is counted by connection and day, beside what the forge says is left', async () => {
    const access = app.nest.get(ForgeAccess, { strict: false });
    const [owner, other] = [await app.user(), await app.user()];
    const mine = await connect(owner, 'dana');
    const theirs = await connect(other, 'otto');
    const look = (connection: string): Promise<unknown> => access.use(connection, (client) => client.account());

    await Promise.all([look(mine), look(theirs), look(mine)]);
    github.faults.next({ path: '/user' }, { status: 429, headers: { 'retry-after': '60' }, body: { message: 'slow' } });
    await expect(look(mine)).rejects.toMatchObject({ kind: 'rate-limited' });
    const usage = await owner.get<ForgeUsage>('/api/v2/usage/forges');
    const seen = await admin.get<ForgeUsage>(`/api/v2/users/${await idOf(owner)}/usage/forges`);
    const nobody = await admin.get('/api/v2/users/0198c0de-0000-7000-8000-000000000001/usage/forges');

    expect(usage.body.connections).toMatchObject([
      { id: mine, provider: 'github', rate_limit: { limit: 5000 }, days: [{ day: day(0), calls: 3, refused: 1 }] },
    ]);
    expect(seen.body).toEqual(usage.body);
    expect(nobody.status).toBe(404);
  });

  it('is forgotten after the days of the settings', async () => {
    const owner = await app.user();
    const connection = await connect(owner, 'dana');
    await app.db.read.query(
      'insert into forge_usage (oauth_connection_id, day) select $1, x::date from unnest($2::text[]) x',
      [connection, [day(-400), day(-401)]],
    );

    await app.nest.get(OAuthHandlers, { strict: false }).cleanUp();

    const left = await app.db.read.query<{ day: string }[]>(
      'select day::text as day from forge_usage where oauth_connection_id = $1 order by day',
      [connection],
    );
    expect(left.map((row) => row.day)).toContain(day(-400));
    expect(left.map((row) => row.day)).not.toContain(day(-401));
  });
});
