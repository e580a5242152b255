import { authorize } from '../../demo/github/authorize';
import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { Fernet } from '../../src/common/crypto/fernet';
import { TokenCipher } from '../../src/common/crypto/token-cipher';
import { DisconnectHooks } from '../../src/oauth/disconnect-hooks';
import { ForgeAccess } from '../../src/oauth/forge-access';
import type { ApiClient } from '../support/api-client';
import { startTestApp, type TestApp } from '../support/test-app';

interface Connection {
  id: string;
  needs_reauthorization: boolean;
  last_used_at: string | null;
  rate_limit: { limit: number; remaining: number } | null;
}

describe('a connection with GitHub', () => {
  let github: DemoGitHub;
  let app: TestApp;
  let access: ForgeAccess;

  beforeAll(async () => {
    github = await startDemoGitHub();
    app = await startTestApp({ githubUrl: github.url });
    access = app.nest.get(ForgeAccess, { strict: false });
  });
  afterAll(async () => {
    await app.close();
    await github.close();
  });
  afterEach(() => {
    github.faults.clear();
  });

  async function connect(caller: ApiClient, login = 'dana'): Promise<Connection> {
    const begun = await caller.post<{ authorization_url: string }>('/api/v2/oauth/github/authorize', {});
    const callback = new URL(await authorize({ authorizationUrl: begun.body.authorization_url, login }));
    const answer = await caller.get<{ connection: Connection }>(callback.pathname + callback.search, {
      headers: { accept: 'application/json' },
    });
    return answer.body.connection;
  }

  /** The token as it is stored, opened. */
  async function tokenOf(connection: Connection): Promise<string> {
    const rows: { access_token: string }[] = await app.db.read.query(
      'select access_token from oauth_connections where id = $1',
      [connection.id],
    );
    return app.nest.get(TokenCipher, { strict: false }).decrypt(rows[0]?.access_token ?? '');
  }

  /** What GitHub says to a token. */
  const statusAtGitHub = async (token: string): Promise<number> =>
    (await fetch(`${github.url}/user`, { headers: { authorization: `Bearer ${token}` } })).status;

  const show = async (caller: ApiClient): Promise<Connection> =>
    (await caller.get<Connection>('/api/v2/oauth/github/connection')).body;

  it('lets features act with it, and shows when and how much was used', async () => {
    const caller = await app.user();
    const { id } = await connect(caller);

    const account = await access.use(id, (client) => client.account());
    const after = await show(caller);

    expect(account.username).toBe('dana');
    expect(after.last_used_at).not.toBeNull();
    expect(after.rate_limit?.limit).toBe(5000);
    expect(after.rate_limit?.remaining).toBeLessThan(5000);
  });

  it('says that it needs reauthorization once GitHub refuses the token, and asks GitHub no more', async () => {
    const caller = await app.user();
    const connection = await connect(caller);
    github.revokeToken(await tokenOf(connection));
    let calls = 0;
    const use = () =>
      access.use(connection.id, (client) => {
        calls += 1;
        return client.account();
      });

    await expect(use()).rejects.toMatchObject({ name: 'ForgeError', kind: 'unauthorized' });
    await expect(use()).rejects.toMatchObject({ name: 'AppError', code: 'oauth.needs_reauthorization' });
    const shown = await show(caller);
    const again = await connect(caller);

    expect(calls).toBe(1);
    expect(shown.needs_reauthorization).toBe(true);
    expect(again).toMatchObject({ id: connection.id, needs_reauthorization: false });
    expect(await access.use(connection.id, (client) => client.account())).toMatchObject({ username: 'dana' });
  });

  it('stays the same connection with another account, and ends the old token at GitHub', async () => {
    const caller = await app.user();
    const first = await connect(caller, 'dana');
    const oldToken = await tokenOf(first);

    const second = await connect(caller, 'otto');

    expect(second).toMatchObject({ id: first.id, provider_username: 'otto' });
    expect(await statusAtGitHub(oldToken)).toBe(401);
    expect(await statusAtGitHub(await tokenOf(second))).toBe(200);
  });

  it('can be made anew after its encryption key was lost', async () => {
    const caller = await app.user();
    const lost = await connect(caller);
    const foreign = new Fernet([Fernet.generateKey()]).encrypt('gho_lost');
    await app.db.read.query('update oauth_connections set access_token = $2 where id = $1', [lost.id, foreign]);

    const again = await connect(caller);

    expect(again.id).toBe(lost.id);
    expect(await statusAtGitHub(await tokenOf(again))).toBe(200);
  });

  it('ends: features clean up while the token works, then it is revoked and forgotten', async () => {
    const caller = await app.user();
    const connection = await connect(caller);
    const token = await tokenOf(connection);
    const seen: unknown[] = [];
    app.nest.get(DisconnectHooks, { strict: false }).register(async (ending, client) => {
      if (ending.id === connection.id) seen.push(ending.kind, (await client?.account())?.username);
      return { hooksRemoved: 2 };
    });

    const answer = await caller.delete('/api/v2/oauth/github/disconnect');
    const rows: unknown[] = await app.db.read.query(
      'select access_token, refresh_token from oauth_connections where id = $1',
      [connection.id],
    );
    const list = await caller.get('/api/v2/oauth/connections');

    expect(answer).toMatchObject({
      status: 200,
      body: { success: true, connection_id: connection.id, revoked_at_provider: true, hooks_removed: 2 },
    });
    expect(seen).toEqual(['github', 'dana']);
    expect(await statusAtGitHub(token)).toBe(401);
    expect(rows).toEqual([{ access_token: null, refresh_token: null }]);
    expect(list.body).toMatchObject({ connections: [{ id: connection.id, is_active: false }] });
    expect((await caller.delete('/api/v2/oauth/github/disconnect')).status).toBe(404);
    await expect(access.use(connection.id, (client) => client.account())).rejects.toMatchObject({
      code: 'oauth.needs_reauthorization',
    });
  });

  it('ends while GitHub is away and says what was left undone', async () => {
    const caller = await app.user();
    const connection = await connect(caller);
    const token = await tokenOf(connection);
    github.faults.next({ path: '/applications/', times: 20 }, { status: 503, body: 'unicorn' });

    const answer = await caller.delete<{ message: string }>('/api/v2/oauth/github/disconnect');

    expect(answer).toMatchObject({ status: 200, body: { success: true, revoked_at_provider: false } });
    expect(answer.body.message).toContain('did not confirm');
    expect(await statusAtGitHub(token)).toBe(200);
    expect((await caller.get('/api/v2/oauth/github/connection')).status).toBe(404);
  });

  it('is the same one after connecting again', async () => {
    const caller = await app.user();
    const before = await connect(caller);
    await caller.delete('/api/v2/oauth/github/disconnect');

    const after = await connect(caller);

    expect(after).toMatchObject({ id: before.id, is_active: true });
  });

  it('does not refresh what does not expire', async () => {
    const caller = await app.user();
    await connect(caller);

    const answer = await caller.post('/api/v2/oauth/github/refresh');

    expect(answer).toMatchObject({ status: 409, body: { code: 'oauth.token_does_not_expire' } });
  });

  it('is told to features by user and forge, with the scopes it lacks', async () => {
    const caller = await app.user();
    const me = await caller.get<{ id: string }>('/api/v2/auth/me');

    const before = await access.connectionOf(me.body.id, { kind: 'github', instance: 'default' });
    const { id } = await connect(caller);
    const after = await access.connectionOf(me.body.id, { kind: 'github', instance: 'default' });

    expect(before).toBeNull();
    expect(after).toEqual({ id, missingScopes: [] });
  });

  it("is nobody else's", async () => {
    const owner = await app.user();
    const stranger = await app.user();
    await connect(owner);

    const answers = [
      await stranger.get('/api/v2/oauth/github/connection'),
      await stranger.delete('/api/v2/oauth/github/disconnect'),
      await stranger.post('/api/v2/oauth/github/refresh'),
    ];
    const list = await stranger.get('/api/v2/oauth/connections');

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    const instances = [{ provider: 'github', instance: 'default', url: github.url }];
    expect(list.body).toEqual({ connections: [], total: 0, available: ['github'], instances });
  });
});
