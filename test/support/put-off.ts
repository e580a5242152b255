import { makeAllDue } from './main-road';
import type { TestApp } from './test-app';

/** Tasks that are enqueued with such a key (a pattern of SQL's `like`) from now on wait, until `end` makes all due. */
export async function putOff(app: Pick<TestApp, 'db'>, keys: string): Promise<{ end: () => Promise<void> }> {
  const { db } = app;
  await db.read.query(
    `create function put_off() returns trigger language plpgsql as $$
     begin new.run_at := now() + interval '1 hour'; return new; end $$`,
  );
  await db.read.query(
    `create trigger put_off before insert on graphile_worker._private_jobs for each row
     when (new.key like '${keys}') execute function put_off()`,
  );
  return {
    end: async () => {
      await db.read.query('drop trigger put_off on graphile_worker._private_jobs');
      await db.read.query('drop function put_off');
      await makeAllDue(app);
    },
  };
}
