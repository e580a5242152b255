import { authorize } from '../../demo/github/authorize';
import { startDemoGitHub } from '../../demo/github/server';
import { TokenCipher } from '../../src/common/crypto/token-cipher';
import { ForgeAccess } from '../../src/oauth/forge-access';
import { startTestApp } from '../support/test-app';

const PASSWORD = 'canary password 71b3';

it('no password, token, code, state or cookie shows up in logs, answers, errors or plain rows', async () => {
  const github = await startDemoGitHub();
  const app = await startTestApp({ githubUrl: github.url });
  const answers: string[] = [];
  const tell = (answer: { body: unknown }): void => void answers.push(JSON.stringify(answer.body));
  const account = { email: 'canary@example.test', password: PASSWORD };
  const caller = app.client();

  tell(await caller.post('/api/v2/auth/register', account));
  tell(await caller.post('/api/v2/auth/login', { ...account, password: `${PASSWORD}x` }));
  tell(await caller.post('/api/v2/auth/login', account));
  tell(await caller.post('/api/v2/auth/register', { ...account, password: PASSWORD, unknown: PASSWORD }));
  const session = caller.cookie('dff_session') ?? '';
  const apiToken = await caller.post<{ id: string; token: string }>('/api/v2/auth/tokens', { name: 'canary' });
  const hookSecret = await caller.post<{ secret: string }>('/api/v2/auth/webhook-secret');
  tell(await caller.get('/api/v2/auth/tokens'));
  tell(await caller.get('/api/v2/auth/sessions'));
  tell(await caller.get('/api/v2/auth/webhook-secret'));
  const begun = await caller.post<{ authorization_url: string; state: string }>('/api/v2/oauth/github/authorize', {});
  const callback = new URL(await authorize({ authorizationUrl: begun.body.authorization_url, login: 'dana' }));
  const finish = () => caller.get(callback.pathname + callback.search, { headers: { accept: 'application/json' } });
  tell(await finish());
  tell(await finish());
  const rows: { id: string; access_token: string }[] = await app.db.read.query(
    'select id, access_token from oauth_connections',
  );
  const forgeToken = app.nest.get(TokenCipher, { strict: false }).decrypt(rows[0]?.access_token ?? '');
  github.faults.next({ path: '/user' }, { status: 401, body: { message: `Bad credentials: ${forgeToken}` } });
  const refusal: unknown = await app.nest
    .get(ForgeAccess, { strict: false })
    .use(rows[0]?.id ?? '', (client) => client.account())
    .catch((error: unknown) => error);
  answers.push(JSON.stringify(refusal), String(refusal));
  github.faults.next({ path: '/applications/', times: 9 }, { status: 500, body: { message: `no: ${forgeToken}` } });
  tell(await caller.delete('/api/v2/oauth/github/disconnect'));
  const stored = JSON.stringify(await dump(app.db.read.query.bind(app.db.read)));
  await app.close();
  await github.close();

  const secrets = {
    PASSWORD,
    session,
    apiToken: apiToken.body.token,
    hookSecret: hookSecret.body.secret,
    forgeToken,
    code: callback.searchParams.get('code') ?? '',
    state: begun.body.state,
    clientSecret: github.oauthApp.clientSecret,
  };
  const seenIn = (text: string): string[] =>
    Object.entries(secrets)
      .filter(([, secret]) => secret === '' || text.includes(secret))
      .map(([name]) => name);
  expect(app.logs.length).toBeGreaterThan(10);
  expect({ logs: seenIn(app.logs.join('')), answers: seenIn(answers.join('\n')), stored: seenIn(stored) }).toEqual({
    logs: [],
    answers: [],
    stored: [],
  });
});

/** Every row of every table of ours. */
async function dump(query: (sql: string) => Promise<unknown>): Promise<unknown[]> {
  const tables = (await query("select tablename as name from pg_tables where schemaname = 'public'")) as {
    name: string;
  }[];
  return Promise.all(tables.map(({ name }) => query(`select * from "${name}"`)));
}
