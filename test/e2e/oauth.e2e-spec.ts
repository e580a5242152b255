import { authorize, deny } from '../../demo/github/authorize';
import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { stateCookieName } from '../../src/oauth/oauth-flow.service';
import type { ApiAnswer, ApiClient } from '../support/api-client';
import { startTestApp, type TestApp } from '../support/test-app';

const BEGIN = '/api/v2/oauth/github/authorize';
const JSON_PLEASE = { headers: { accept: 'application/json' } };

interface Begun {
  authorization_url: string;
  state: string;
}
interface Connection {
  id: string;
  provider_username: string;
  scopes: string[];
  missing_scopes: string[];
}

/** The callback's path and query on our own origin, from the address the forge sends the browser to. */
function pathOf(address: string): string {
  const url = new URL(address);
  return url.pathname + url.search;
}

describe('connecting a GitHub account', () => {
  let github: DemoGitHub;
  let app: TestApp;

  beforeAll(async () => {
    github = await startDemoGitHub();
    app = await startTestApp({ githubUrl: github.url });
  });
  afterAll(async () => {
    await app.close();
    await github.close();
  });

  async function begin(caller: ApiClient, body?: Record<string, unknown>): Promise<Begun> {
    return (await caller.post<Begun>(BEGIN, body)).body;
  }

  /** What the forge answers when `login` agrees. */
  async function agreed(caller: ApiClient, login = 'dana', grantedScope?: string): Promise<string> {
    const { authorization_url: authorizationUrl } = await begin(caller);
    return pathOf(
      await authorize({ authorizationUrl, login, ...(grantedScope === undefined ? {} : { grantedScope }) }),
    );
  }

  const finish = (caller: ApiClient, path: string) =>
    caller.get<{ success: boolean; connection: Connection; code?: string }>(path, JSON_PLEASE);

  const connectionOf = (caller: ApiClient): Promise<ApiAnswer<Connection>> =>
    caller.get<Connection>('/api/v2/oauth/github/connection');

  it('sends the browser to GitHub with a state and a PKCE challenge, and back to its page', async () => {
    const caller = await app.user();
    const begun = await begin(caller, { return_to: '/settings?tab=forges' });
    const asked = new URL(begun.authorization_url);

    const callback = await authorize({ authorizationUrl: begun.authorization_url, login: 'dana' });
    const back = await caller.get(pathOf(callback));
    const connection = await connectionOf(caller);

    expect(asked.origin).toBe(github.url);
    expect(asked.searchParams.get('state')).toBe(begun.state);
    expect(asked.searchParams.get('code_challenge_method')).toBe('S256');
    expect(back.status).toBe(302);
    expect(back.headers.get('location')).toBe(`${app.url}/settings?tab=forges&oauth=success&provider=github`);
    expect(connection).toMatchObject({
      status: 200,
      body: { provider: 'github', provider_username: 'dana', missing_scopes: [], is_active: true, last_used_at: null },
    });
  });

  it('gives the state cookie to this browser only, out of reach of scripts, for ten minutes', async () => {
    const caller = await app.user();

    const answer = await caller.post(BEGIN, {});

    expect(answer.headers.get('set-cookie')).toMatch(
      /^dff_oauth_[0-9a-f]{16}=[\w-]{43}; Max-Age=600; Path=\/api\/v2\/oauth; HttpOnly; SameSite=Lax$/,
    );
  });

  it('answers JSON to programs, and lets two tabs finish in any order', async () => {
    const caller = await app.user();
    const first = await agreed(caller);
    const second = await agreed(caller, 'otto');

    const answers = [await finish(caller, second), await finish(caller, first)];
    const list = await caller.get('/api/v2/oauth/connections');

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(list.body).toMatchObject({
      total: 1,
      connections: [{ provider_username: 'dana' }],
      available: ['github'],
    });
  });

  it('keeps tokens encrypted', async () => {
    const caller = await app.user();
    await finish(caller, await agreed(caller));

    const rows: { access_token: string }[] = await app.db.read.query('select access_token from oauth_connections');

    expect(rows.filter(({ access_token }) => !access_token.startsWith('gAAAA'))).toEqual([]);
  });

  it('takes a refusal for an answer', async () => {
    const caller = await app.user();
    const refused = async () => pathOf(await deny({ authorizationUrl: (await begin(caller)).authorization_url }));

    const page = await caller.get(await refused());
    const json = await finish(caller, await refused());

    expect(page.headers.get('location')).toBe(`${app.url}/?oauth=error&provider=github&code=oauth.access_denied`);
    expect(json).toMatchObject({ status: 403, body: { code: 'oauth.access_denied' } });
    expect((await connectionOf(caller)).status).toBe(404);
  });

  it('takes a state once, of twenty callbacks at once too', async () => {
    const caller = await app.user();
    const path = await agreed(caller);
    const stateCookie = stateCookieName(new URL(path, app.url).searchParams.get('state') ?? '');
    const browsers = Array.from({ length: 20 }, () => {
      const tab = caller.fresh();
      for (const name of ['dff_session', stateCookie]) tab.setCookie(name, caller.cookie(name) ?? '');
      return tab;
    });

    const answers = await Promise.all(browsers.map((tab) => finish(tab, path)));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'oauth.state_invalid')).toHaveLength(19);
  });

  it('refuses a callback after ten minutes', async () => {
    const caller = await app.user();
    const path = await agreed(caller);

    app.clock.advance(600_000);
    const answer = await finish(caller, path);
    app.clock.advance(-600_000);

    expect(answer).toMatchObject({ status: 400, body: { code: 'oauth.state_expired' } });
  });

  it('refuses a callback in another browser, and uses the state up', async () => {
    const caller = await app.user();
    const path = await agreed(caller);

    const elsewhere = await finish(app.client(), path);
    const here = await finish(caller, path);

    expect(elsewhere).toMatchObject({ status: 403, body: { code: 'oauth.foreign_browser' } });
    expect(here).toMatchObject({ status: 400, body: { code: 'oauth.state_invalid' } });
  });

  it('refuses a callback when somebody else is logged in by now', async () => {
    const caller = await app.user();
    const other = await app.user();
    const path = await agreed(caller);
    caller.setCookie('dff_session', other.cookie('dff_session') ?? '');

    const answer = await finish(caller, path);

    expect(answer).toMatchObject({ status: 403, body: { code: 'oauth.wrong_user' } });
    expect((await connectionOf(other)).status).toBe(404);
  });

  it('finishes for the user who began when nobody is logged in any more', async () => {
    const caller = await app.user();
    const token = await caller.post<{ token: string }>('/api/v2/auth/tokens', { name: 'watch' });
    const path = await agreed(caller);
    await caller.post('/api/v2/auth/logout');

    const answer = await finish(caller, path);
    caller.token = token.body.token;

    expect(answer.status).toBe(200);
    expect((await connectionOf(caller)).status).toBe(200);
  });

  it.each([
    ['an unknown state', '?code=abc&state=unknown', 'oauth.state_invalid'],
    ['no state', '?code=abc', 'oauth.state_invalid'],
    ['a state given twice', '?code=abc&state=a&state=b', 'oauth.state_invalid'],
  ])('refuses %s', async (_, query, code) => {
    const answer = await finish(app.client(), `/api/v2/oauth/github/callback${query}`);

    expect(answer).toMatchObject({ status: 400, body: { code } });
  });

  it('refuses a code GitHub does not know, and a callback without one', async () => {
    const caller = await app.user();
    const made = await begin(caller);
    const bare = await begin(caller);

    const answers = [
      await finish(caller, `/api/v2/oauth/github/callback?code=made-up&state=${made.state}`),
      await finish(caller, `/api/v2/oauth/github/callback?state=${bare.state}`),
    ];

    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [400, 'oauth.code_rejected'],
      [400, 'oauth.code_rejected'],
    ]);
  });

  it('says which scopes were not granted', async () => {
    const caller = await app.user();

    const answer = await finish(caller, await agreed(caller, 'dana', 'public_repo read:user'));

    expect(answer.body.connection).toMatchObject({ missing_scopes: ['repo', 'workflow'] });
    expect([...answer.body.connection.scopes].sort()).toEqual(['public_repo', 'read:user']);
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example'])('sends nobody to %j', async (returnTo) => {
    const caller = await app.user();

    const answer = await caller.post(BEGIN, { return_to: returnTo });

    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/return_to' }] } });
  });

  it('knows no forge it has no driver for', async () => {
    const caller = await app.user();

    const answer = await caller.post('/api/v2/oauth/sourceforge/authorize', {});

    expect(answer).toMatchObject({ status: 404, body: { code: 'common.not_found' } });
  });

  it('tells the page that GitHub is away, and keeps no half connection', async () => {
    const caller = await app.user();
    const path = await agreed(caller);
    github.faults.next({ method: 'POST', path: '/login/oauth/access_token' }, { status: 502, body: 'bad gateway' });

    const answer = await finish(caller, path);

    expect(answer).toMatchObject({ status: 502, body: { code: 'forge.unavailable' } });
    expect((await connectionOf(caller)).status).toBe(404);
  });
});

describe('an installation without OAuth settings', () => {
  it('names what is missing', async () => {
    const app = await startTestApp({ environment: { GITHUB_OAUTH_CLIENT_ID: '', GITHUB_OAUTH_CLIENT_SECRET: '' } });
    const caller = await app.user();

    const answer = await caller.post(BEGIN, {});
    await app.close();

    expect(answer).toMatchObject({
      status: 503,
      body: {
        code: 'oauth.not_configured',
        details: { missing_settings: ['GITHUB_OAUTH_CLIENT_ID', 'GITHUB_OAUTH_CLIENT_SECRET'] },
      },
    });
  });
});
