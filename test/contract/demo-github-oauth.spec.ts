import { createHash, randomBytes } from 'node:crypto';
import { authorize, deny } from '../../demo/github/authorize';
import { startDemoGitHub } from '../../demo/github/server';
import type { DemoGitHub } from '../../demo/github/server';

const REDIRECT = 'http://localhost:4567/oauth/callback';

describe('the OAuth of the demo GitHub', () => {
  let github: DemoGitHub;

  beforeAll(async () => {
    github = await startDemoGitHub();
  });
  afterAll(() => github.close());

  function authorizationUrl(extra: Record<string, string> = {}): string {
    const query = {
      client_id: github.oauthApp.clientId,
      redirect_uri: REDIRECT,
      scope: 'repo workflow',
      state: 's 1',
      ...extra,
    };
    return `${github.url}/login/oauth/authorize?${new URLSearchParams(query).toString()}`;
  }

  async function exchange(callback: string, extra: Record<string, string> = {}): Promise<Response> {
    return fetch(`${github.url}/login/oauth/access_token`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({
        client_id: github.oauthApp.clientId,
        client_secret: github.oauthApp.clientSecret,
        code: new URL(callback).searchParams.get('code') ?? '',
        ...extra,
      }),
    });
  }

  async function getToken(): Promise<string> {
    const callback = await authorize({ login: 'dana', authorizationUrl: authorizationUrl() });
    const answer = (await (await exchange(callback)).json()) as { access_token: string };
    return answer.access_token;
  }

  const getUser = (token: string): Promise<Response> =>
    fetch(`${github.url}/user`, { headers: { authorization: `Bearer ${token}` } });

  const application = (
    method: string,
    path: string,
    token: string,
    secret = github.oauthApp.clientSecret,
  ): Promise<Response> =>
    fetch(`${github.url}/applications/${github.oauthApp.clientId}/${path}`, {
      method,
      headers: { authorization: `Basic ${Buffer.from(`${github.oauthApp.clientId}:${secret}`).toString('base64')}` },
      body: JSON.stringify({ access_token: token }),
    });

  it('grants a token with the agreed scopes, good for the API, once per code', async () => {
    const callback = await authorize({ login: 'dana', authorizationUrl: authorizationUrl() });

    const first = (await (await exchange(callback)).json()) as Record<string, string>;
    const replay: unknown = await (await exchange(callback)).json();
    const user = await getUser(first.access_token ?? '');

    expect(new URL(callback).searchParams.get('state')).toBe('s 1');
    expect(first).toMatchObject({ scope: 'repo,workflow', token_type: 'bearer' });
    expect(replay).toMatchObject({ error: 'bad_verification_code' });
    expect(user.headers.get('x-oauth-scopes')).toBe('repo, workflow');
    expect(await user.json()).toMatchObject({ login: 'dana' });
  });

  it('answers form-encoded where JSON is not asked for', async () => {
    const callback = await authorize({ login: 'dana', authorizationUrl: authorizationUrl() });

    const answer = await fetch(`${github.url}/login/oauth/access_token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: github.oauthApp.clientId,
        client_secret: github.oauthApp.clientSecret,
        code: new URL(callback).searchParams.get('code') ?? '',
      }),
    });

    expect(Object.fromEntries(new URLSearchParams(await answer.text()))).toMatchObject({ token_type: 'bearer' });
  });

  it('checks PKCE', async () => {
    const verifier = randomBytes(32).toString('base64url');
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const url = authorizationUrl({ code_challenge: challenge, code_challenge_method: 'S256' });

    const right = await exchange(await authorize({ login: 'dana', authorizationUrl: url }), {
      code_verifier: verifier,
    });
    const wrong = await exchange(await authorize({ login: 'dana', authorizationUrl: url }), {
      code_verifier: `${verifier}x`,
    });
    const missing = await exchange(await authorize({ login: 'dana', authorizationUrl: url }));

    expect(await right.json()).toMatchObject({ token_type: 'bearer' });
    expect([wrong.status, await wrong.json()]).toEqual([
      200,
      expect.objectContaining({ error: 'bad_verification_code' }),
    ]);
    expect(await missing.json()).toMatchObject({ error: 'bad_verification_code' });
  });

  it('refuses a wrong secret and another redirect address', async () => {
    const url = authorizationUrl();

    const secret = await exchange(await authorize({ login: 'dana', authorizationUrl: url }), { client_secret: 'no' });
    const redirect = await exchange(await authorize({ login: 'dana', authorizationUrl: url }), {
      redirect_uri: `${REDIRECT}/x`,
    });

    expect(await secret.json()).toMatchObject({ error: 'incorrect_client_credentials' });
    expect(await redirect.json()).toMatchObject({ error: 'redirect_uri_mismatch' });
  });

  it('knows no unregistered app and sends no code to an unregistered address', async () => {
    const unknown = await fetch(authorizationUrl({ client_id: 'nobody' }), { redirect: 'manual' });
    const foreign = await fetch(authorizationUrl({ redirect_uri: 'https://evil.example/' }), { redirect: 'manual' });

    expect(unknown.status).toBe(404);
    expect(foreign.headers.get('location')).toContain('error=redirect_uri_mismatch');
    expect(foreign.headers.get('location')).not.toContain('evil.example');
  });

  it('sends a person who refuses back with access_denied', async () => {
    const callback = new URL(await deny({ authorizationUrl: authorizationUrl() }));

    expect(callback.searchParams.get('error')).toBe('access_denied');
    expect(callback.searchParams.get('state')).toBe('s 1');
  });

  it('lets a person grant less than was asked for', async () => {
    const callback = await authorize({
      login: 'dana',
      authorizationUrl: authorizationUrl(),
      grantedScope: 'user:email',
    });

    const answer = await exchange(callback);

    expect(await answer.json()).toMatchObject({ scope: 'user:email' });
  });

  it('answers 401 to a token it never gave', async () => {
    const answer = await getUser('gho_never');

    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ message: 'Bad credentials', status: '401' });
  });

  it('checks, resets and revokes tokens for the app that owns them', async () => {
    const token = await getToken();

    const wrongSecret = await application('POST', 'token', token, 'no');
    const checked = await application('POST', 'token', token);
    const reset = await application('PATCH', 'token', token);
    const fresh = ((await reset.json()) as { token: string }).token;
    const afterReset = [(await getUser(token)).status, (await getUser(fresh)).status];
    const revoked = await application('DELETE', 'token', fresh);
    const again = await application('DELETE', 'token', fresh);

    expect(wrongSecret.status).toBe(404);
    expect(await checked.json()).toMatchObject({ token, user: { login: 'dana' } });
    expect(afterReset).toEqual([401, 200]);
    expect([revoked.status, (await getUser(fresh)).status, again.status]).toEqual([204, 401, 404]);
  });

  it('ends every token of the person when the grant is deleted', async () => {
    const [first, second] = [await getToken(), await getToken()];

    const answer = await application('DELETE', 'grant', first);

    expect([answer.status, (await getUser(second)).status]).toEqual([204, 401]);
  });

  it('keeps ten tokens of one person, app and scope set', async () => {
    const oldest = await getToken();

    for (let i = 0; i < 10; i += 1) await getToken();

    expect((await getUser(oldest)).status).toBe(401);
  });
});
