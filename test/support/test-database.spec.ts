import { Client } from 'pg';
import { createTestDatabase } from './test-database';

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('ten databases asked for at once are ten separate, migrated copies', async () => {
  const databases = await Promise.all(Array.from({ length: 10 }, () => createTestDatabase()));

  await Promise.all(databases.map(({ url }) => query(url, 'create table only_here (id int)')));
  const migrated = await Promise.all(
    databases.map(({ url }) => query(url, "select 1 from pg_tables where tablename = 'schema_migrations'")),
  );

  expect(migrated.map((rows) => rows.length)).toEqual(Array.from({ length: 10 }, () => 1));
  await Promise.all(databases.map((database) => database.drop()));
});

test('a dropped database is gone although a connection was open', async () => {
  const database = await createTestDatabase();
  const client = new Client({ connectionString: database.url });
  const lost = new Promise((resolve) => client.on('error', resolve));
  await client.connect();

  await database.drop();

  expect(await lost).toBeInstanceOf(Error);
  await expect(query(database.url, 'select 1')).rejects.toMatchObject({ code: '3D000' });
});
