import { authorize } from '../../demo/github/authorize';
import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { Seizures } from '../../src/auth/seizures';
import { ForgeRegistry } from '../../src/forge/forge.registry';
import { FIRST_INSTANCE } from '../../src/forge/forge.types';
import type { ApiAnswer, ApiClient } from '../support/api-client';
import { userIdOf } from '../support/deliveries';
import { holdOpen } from '../support/held-open';
import { startTestApp, type TestApp } from '../support/test-app';

let github: DemoGitHub;
let app: TestApp;
let admin: ApiClient;
beforeAll(async () => {
  github = await startDemoGitHub();
  app = await startTestApp({ githubUrl: github.url });
  admin = await app.user();
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(async () => {
  await app.close();
  await github.close();
});

interface Visitor {
  readonly caller: ApiClient;
  readonly userId: string;
  readonly finish: () => Promise<ApiAnswer<{ readonly code?: string }>>;
}

/** Somebody whom the forge sends back: the callback is not answered yet. */
async function visitor(): Promise<Visitor> {
  const caller = await app.user();
  const { body } = await caller.post<{ authorization_url: string }>('/api/v2/oauth/github/authorize');
  const back = new URL(await authorize({ authorizationUrl: body.authorization_url, login: 'dana' }));
  const finish = () =>
    caller.get<{ code?: string }>(back.pathname + back.search, { headers: { accept: 'application/json' } });
  return { caller, userId: await userIdOf(caller), finish };
}

const deactivate = (id: string) => admin.patch(`/api/v2/users/${id}`, { active: false });

function driver() {
  const found = app.nest.get(ForgeRegistry, { strict: false }).find({ kind: 'github', instance: FIRST_INSTANCE });
  if (found === null) throw new Error('there is no GitHub');
  return found;
}

async function connectionsOf(userId: string): Promise<unknown[]> {
  return app.db.read.query('select access_token from oauth_connections where user_id = $1', [userId]);
}

test('a visit that a deactivated account began connects nothing, and its code is not exchanged', async () => {
  const { userId, finish } = await visitor();
  const exchanged = jest.spyOn(driver().oauth, 'exchangeCode');
  await deactivate(userId);

  const answer = await finish();

  expect(answer).toMatchObject({ status: 403, body: { code: 'auth.deactivated' } });
  expect(exchanged).not.toHaveBeenCalled();
  expect(await connectionsOf(userId)).toEqual([]);
});

test('nor does one that comes back just when its account is deactivated', async () => {
  const { userId, finish } = await visitor();
  const deactivation = await holdOpen(app.db, (tx) =>
    tx.query<unknown>('update users set deactivated_at = now() where id = $1', [userId]),
  );

  const answering = finish();
  await deactivation.awaited();
  await deactivation.finish();

  expect(await answering).toMatchObject({ status: 403, body: { code: 'auth.deactivated' } });
  expect(await connectionsOf(userId)).toEqual([]);
});

/** What may end a visit while its code is exchanged, and the answer's code. */
const MEANWHILE = [
  ['deactivated', 'auth.deactivated', (userId: string): Promise<unknown> => deactivate(userId)],
  [
    'handed over',
    'oauth.state_invalid',
    (userId: string): Promise<unknown> =>
      app.db.transaction((tx) => app.nest.get(Seizures, { strict: false }).run(tx, userId)),
  ],
] as const;

test.each(MEANWHILE)('a token that was given while the account was %s is ended at the forge', async (_, code, end) => {
  const { userId, finish } = await visitor();
  const { oauth } = driver();
  const exchange = oauth.exchangeCode.bind(oauth);
  const given: string[] = [];
  jest.spyOn(oauth, 'exchangeCode').mockImplementation(async (input) => {
    const grant = await exchange(input);
    given.push(grant.accessToken);
    await end(userId);
    return grant;
  });

  const answer = await finish();
  const knownAtForge = await fetch(`${github.url}/user`, { headers: { authorization: `Bearer ${given[0] ?? ''}` } });

  expect(answer.body.code).toBe(code);
  expect([given.length, knownAtForge.status]).toEqual([1, 401]);
  expect(await connectionsOf(userId)).toEqual([]);
});
