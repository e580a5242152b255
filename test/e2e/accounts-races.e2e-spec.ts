import { Audit } from '../../src/auth/audit';
import type { Tx } from '../../src/database/tx';
import { userIdOf } from '../support/deliveries';
import { holdOpen } from '../support/held-open';
import { startTestApp, type TestApp } from '../support/test-app';


let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

interface Coded {
  readonly code: string;
}

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
