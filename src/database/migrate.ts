import { Logger, runMigrations } from 'graphile-worker';
import { Client } from 'pg';
import { DAILY_TABLES, ensureDays } from './daily-partitions';
import { createDataSource } from './data-source';

/** Any number that no other program on the database uses; one process migrates at a time. */
const MIGRATION_LOCK = 7300;

/**
 * Brings the schema (ours and the queue's) to this version. Safe to call from any number of processes at once: they
 * take turns under an advisory lock and the later ones find nothing to do. Returns the names of what ran.
 */
export async function migrate(url: string): Promise<readonly string[]> {
  const lock = new Client({ connectionString: url, application_name: 'devflowfix-migrate' });
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const { rows } = await lock.query<{ server_version_num: string }>('show server_version_num');
    const version = Number(rows[0]?.server_version_num);
    if (version < 150_000) throw new Error('PostgreSQL 15 or newer is needed');
    await runMigrations({ connectionString: url, logger: new Logger(() => () => undefined) });
    const dataSource = createDataSource({ url, entities: [], poolSize: 2 });
    await dataSource.initialize();
    try {
      const done = await dataSource.runMigrations();
      // Today's as well, however long nothing ran. A day whose lock is held goes into the rest until the next try.
      for (const table of DAILY_TABLES) await ensureDays(dataSource.manager, table, new Date());
      return done.map((migration) => migration.name);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    // Ending the session frees the advisory lock even when the unlock could not be sent.
    await lock.end();
  }
}

/** True when no migration of this version waits to be run. */
export async function isMigrated(query: (sql: string) => Promise<unknown>, names: readonly string[]): Promise<boolean> {
  const rows = (await query('select name from schema_migrations')) as { name: string }[];
  const done = new Set(rows.map((row) => row.name));
  return names.every((name) => done.has(name));
}
