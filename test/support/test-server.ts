import { Client } from 'pg';

/** Variables in which the global setup tells the workers where to go. */
export const SERVER_VARIABLE = 'DFF_TEST_SERVER_URL';
/** Names the migrated database that every test database is a copy of. */
export const TEMPLATE_VARIABLE = 'DFF_TEST_TEMPLATE';

/** The same server, another database. */
export function withDatabase(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Runs `work` on one connection to the server's maintenance database. */
export async function onServer<T>(serverUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: withDatabase(serverUrl, 'postgres'), connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
