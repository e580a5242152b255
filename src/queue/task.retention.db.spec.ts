import { FakeClock } from '../../test/support/fake-clock';
import { useDatabase } from '../../test/support/use-database';
import { newId, newIdAt } from '../common/ids';
import { KeptTables } from '../common/kept-tables';
import { retentionOf } from '../config/retention';
import { Database } from '../database/database';
import { TaskRetention } from './task.retention';
import { TaskStore } from './task.store';

const db = useDatabase();

const retention = (clock: FakeClock): TaskRetention =>
  new TaskRetention(
    new Database(db.manager.dataSource),
    new TaskStore(),
    clock,
    retentionOf({ TASK_RETENTION_DAYS: 10 }),
    new KeptTables(),
  );

test('tasks that ended long ago go; what waits, and what ended lately, stays however old it is', async () => {
  const clock = new FakeClock();
  const at = (days: number): Date => new Date(clock.now().getTime() - days * 86_400_000);
  const put = (status: string, made: number, finished: number | null): Promise<unknown> =>
    db.manager.query(
      `insert into tasks (id, kind, status, payload, finished_at, current_step) values ($1, 'a.b', $2::text, '{}', $3, $2::text || $4::text)`,
      [newIdAt(at(made)), status, finished === null ? null : at(finished), String(made)],
    );
  await put('succeeded', 12, 11);
  await put('dead', 12, 11);
  await put('queued', 12, null);
  await put('dead', 12, 9);
  await put('succeeded', 9, 9);

  const done = await retention(clock).tidy();

  expect(done).toEqual({ tasks: 2, forgotten: 0 });
  expect(await db.manager.query('select current_step as step from tasks order by 1')).toEqual([
    { step: 'dead12' },
    { step: 'queued12' },
    { step: 'succeeded9' },
  ]);
});

test('a task that died after its account was deleted goes, and those of others and of the system stay', async () => {
  const clock = new FakeClock();
  await db.manager.query('delete from tasks');
  const add = async (email: string): Promise<string> => {
    const id = newId();
    await db.manager.query(`insert into users (id, email, password_hash, role) values ($1, $2, 'x', 'member')`, [
      id,
      email,
    ]);
    return id;
  };
  const gone = [await add('a@example.test'), await add('b@example.test')];
  const stays = await add('c@example.test');
  await db.manager.query('delete from users where id = any($1)', [gone]);
  for (const userId of [...gone, stays, null]) {
    const task = { id: newId(), userId, kind: 'a.b', payload: {}, requestId: null, lane: null, priority: null };
    const end = { attempts: 1, error: { code: 'c', message: 'm' }, now: clock.now() };
    await new TaskStore().markDead(db.manager, { ...task, ...end });
  }

  const done = await retention(clock).tidy();

  expect(done).toEqual({ tasks: 0, forgotten: 2 });
  expect(await db.manager.query('select user_id from tasks order by 1 nulls last')).toEqual([
    { user_id: stays },
    { user_id: null },
  ]);
});
