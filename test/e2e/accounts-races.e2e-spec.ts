import { Audit } from '../../src/auth/audit';
import type { Tx } from '../../src/database/tx';
import type { ApiAnswer, ApiClient } from '../support/api-client';
import { userIdOf } from '../support/deliveries';
import { holdOpen } from '../support/held-open';
import { startTestApp, type TestApp } from '../support/test-app';

const PASSWORD = 'correct horse battery staple';
const NEW_PASSWORD = 'another horse battery staple';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

interface Coded {
  readonly code: string;
}

/** What a change of the account writes first: it has taken the password, and is not over. */
async function take(tx: Tx, id: string): Promise<void> {
  await tx.query('update users set password_hash = null where id = $1', [id]);
}

/** What it ends then. */
async function shutOut(tx: Tx, id: string): Promise<void> {
  for (const table of ['sessions', 'api_tokens', 'webhook_secrets']) {
    await tx.query(`delete from ${table} where user_id = $1`, [id]);
  }
}

async function countOf(table: string, userId: string): Promise<number> {
  const rows = await app.db.read.query<{ n: number }[]>(`select count(*)::int as n from ${table} where user_id = $1`, [
    userId,
  ]);
  return rows[0]?.n ?? -1;
}

/** Sends a request that meets the account while its password is being taken, and waits for the end of that. */
async function during<T>(id: string, send: () => Promise<ApiAnswer<T>>): Promise<ApiAnswer<T>> {
  const change = await holdOpen(app.db, (tx) => take(tx, id));
  const sent = send();
  try {
    await change.awaited();
  } finally {
    await change.finish((tx) => shutOut(tx, id));
  }
  return sent;
}

test('a login whose password was right when it was looked at opens nothing once the password is gone', async () => {
  const [email, id] = ['raced@example.test', await userIdOf(await app.user('raced@example.test'))];

  const login = await during(id, () => app.client().post<Coded>('/api/v2/auth/login', { email, password: PASSWORD }));

  expect(login).toMatchObject({ status: 401, body: { code: 'auth.wrong_credentials' } });
  expect(await countOf('sessions', id)).toBe(0);
});

test('a password that is looked at while it is gone is not written back, nor is an address', async () => {
  const caller = await app.user('seized@example.test');
  const id = await userIdOf(caller);
  const change = { password: NEW_PASSWORD, email: 'mine-again@example.test', current_password: PASSWORD };

  const answer = await during(id, () => caller.patch<Coded>('/api/v2/auth/me', change));

  expect(answer).toMatchObject({ status: 403, body: { code: 'auth.wrong_password' } });
  expect(await app.db.read.query('select email, password_hash from users where id = $1', [id])).toEqual([
    { email: 'seized@example.test', password_hash: null },
  ]);
});

describe('a credential that ends while it is used leaves nothing behind:', () => {
  const program = async (owner: ApiClient): Promise<{ client: ApiClient; id: string }> => {
    const { body } = await owner.post<{ id: string; token: string }>('/api/v2/auth/tokens', { name: 'program' });
    const client = owner.fresh();
    client.token = body.token;
    return { client, id: body.id };
  };

  test.each([
    {
      what: 'no token of a session',
      table: 'api_tokens',
      prepare: (owner: ApiClient) => Promise.resolve(() => owner.post('/api/v2/auth/tokens', { name: 'late' })),
    },
    {
      what: 'no token of a token',
      table: 'api_tokens',
      prepare: async (owner: ApiClient) => {
        const { client } = await program(owner);
        return () => client.post('/api/v2/auth/tokens', { name: 'late' });
      },
    },
    {
      what: 'no token rotated by itself',
      table: 'api_tokens',
      prepare: async (owner: ApiClient) => {
        const { client, id } = await program(owner);
        return () => client.post(`/api/v2/auth/tokens/${id}/rotate`, {});
      },
    },
    {
      what: 'no v1 webhook secret',
      table: 'webhook_secrets',
      prepare: (owner: ApiClient) => Promise.resolve(() => owner.post('/api/v2/auth/webhook-secret')),
    },
    {
      what: 'no visit to a forge',
      table: 'oauth_states',
      prepare: (owner: ApiClient) => Promise.resolve(() => owner.post('/api/v2/oauth/github/authorize')),
    },
  ])('$what', async ({ table, prepare }) => {
    const owner = await app.user();
    const id = await userIdOf(owner);
    const send = await prepare(owner);

    const answer = await during(id, send);

    expect(answer).toMatchObject({ status: 401, body: { code: 'auth.unauthenticated' } });
    expect(await countOf(table, id)).toBe(0);
  });
});

describe('a wrong password', () => {
  const wrong = (email: string) =>
    app.client().post<Coded>('/api/v2/auth/login', { email, password: 'not the password' });
  const lockLog = (tx: Tx) => tx.query<unknown>('lock table audit_events in access exclusive mode');

  test('is answered before it is written down, which is not forgotten', async () => {
    const id = await userIdOf(await app.user('noted@example.test'));
    const failures = () =>
      app.db.read.query<object[]>(`select 1 from audit_events where user_id = $1 and action = 'Account_loginFailed'`, [
        id,
      ]);

    const log = await holdOpen(app.db, lockLog);
    const answers = [await wrong('noted@example.test'), await wrong('noted@example.test')];
    await log.awaited();
    await log.finish();
    await app.nest.get(Audit, { strict: false }).settled();

    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    expect(await failures()).toHaveLength(2);
  });

  test('that cannot be written down is in the log, and the next one is written', async () => {
    const gone = await userIdOf(await app.user('gone@example.test'));
    const stays = await userIdOf(await app.user('stays@example.test'));

    const log = await holdOpen(app.db, lockLog);
    await wrong('gone@example.test');
    await wrong('stays@example.test');
    await log.finish((tx) => tx.query<unknown>('delete from users where id = $1', [gone]));
    await app.nest.get(Audit, { strict: false }).settled();

    const lines = app.logs.filter((line) => line.includes('an audit event could not be written'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(gone);
    expect(
      await app.db.read.query('select action from audit_events where user_id = $1 order by id desc limit 1', [stays]),
    ).toEqual([{ action: 'Account_loginFailed' }]);
  });
});
