import { FakeClock } from '../../test/support/fake-clock';
import { useDatabase } from '../../test/support/use-database';
import { newIdAt } from '../common/ids';
import { KeptTables } from '../common/kept-tables';
import { retentionOf } from '../config/retention';
import { Database } from '../database/database';
import { TaskRetention } from './task.retention';
import { TaskStore } from './task.store';

const db = useDatabase();

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

  const done = await new TaskRetention(
    new Database(db.manager.dataSource),
    new TaskStore(),
    clock,
    retentionOf({ TASK_RETENTION_DAYS: 10 }),
    new KeptTables(),
  ).tidy();

  expect(done).toEqual({ tasks: 2 });
  expect(await db.manager.query('select current_step as step from tasks order by 1')).toEqual([
    { step: 'dead12' },
    { step: 'queued12' },
    { step: 'succeeded9' },
  ]);
});
