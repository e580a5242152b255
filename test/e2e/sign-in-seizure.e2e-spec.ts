import { deliverTo, userIdOf, workflowRun } from '../support/deliveries';
import { startIssuer, type TestIssuer } from '../support/issuer';
import { HOME, openWithIssuer, SignIns } from '../support/sign-ins';
import type { TestApp } from '../support/test-app';

let issuer: TestIssuer;
let app: TestApp;
let at: SignIns;
beforeAll(async () => {
  issuer = await startIssuer(HOME);
  at = new SignIns(issuer);
  app = await openWithIssuer(issuer, { OIDC_LINKING: 'verified_email', OIDC_ALLOWED_DOMAINS: 'example.test' });
});
afterAll(async () => {
  await app.close();
  await issuer.close();
});

/** An account that somebody made with an address of another's, with all that acts for it without a session. */
async function prepared(name: string) {
  const maker = await app.user(`${name}@example.test`);
  const userId = await userIdOf(maker);
  const { body: hook } = await maker.post<{ secret: string }>('/api/v2/auth/webhook-secret');
  await maker.post('/api/v2/oauth/github/authorize');
  return {
    userId,
    deliver: () => deliverTo(app.client(), `/api/v1/webhook/github/${userId}`, hook.secret, workflowRun('4711')),
    states: () => app.db.read.query<unknown[]>('select 1 from oauth_states where user_id = $1', [userId]),
  };
}

test('whoever made an account that is handed to the owner of its address neither delivers to it nor connects a forge', async () => {
  const [seized, other] = [await prepared('paula'), await prepared('quentin')];

  const entered = await at.signIn(app.client(), at.person('paula'));

  expect(entered).toMatchObject({ status: 200, body: { id: seized.userId, has_password: false } });
  expect((await seized.deliver()).status).toBe(401);
  expect((await other.deliver()).status).toBe(202);
  expect([await seized.states(), await other.states()].map(({ length }) => length)).toEqual([0, 1]);
});

test('an account that cannot be shut out whole is not handed over', async () => {
  const { userId, deliver } = await prepared('rosa');
  const trigger = 'tr_test_keeps_states';
  await app.db.read.query(
    `create function ${trigger}() returns trigger language plpgsql as $$ begin raise exception 'kept'; end $$`,
  );
  await app.db.read.query(
    `create trigger ${trigger} before delete on oauth_states for each row execute function ${trigger}()`,
  );

  const refused = await at.signIn(app.client(), at.person('rosa'));
  await app.db.read.query(`drop function ${trigger} cascade`);

  expect(refused.status).toBe(500);
  expect((await deliver()).status).toBe(202);
  expect(await app.db.read.query('select 1 from user_identities where user_id = $1', [userId])).toEqual([]);
});
