import { AlertHandlers } from '../../src/alert/alert.handlers';
import { AuthHandlers } from '../../src/auth/auth.handlers';
import { newId } from '../../src/common/ids';
import { OAuthHandlers } from '../../src/oauth/oauth.handlers';
import { RepositoryHandlers } from '../../src/repository/repository.handlers';
import { addAlertChannel } from '../support/alerts';
import type { ApiClient } from '../support/api-client';
import { makeOneOfEach } from '../support/tenant-fixtures';
import { startTestApp, type TestApp } from '../support/test-app';

const DAY_MS = 86_400_000;
const OLD = 2_500;

let app: TestApp;
let owner: ApiClient;
let userId: string;

beforeAll(async () => {
  app = await startTestApp();
  owner = await app.user();
  userId = (await owner.get<{ id: string }>('/api/v2/auth/me')).body.id;
  await app.db.read.query('create table removals (table_name text, rows int)');
  await app.db.read.query(
    `create function note_removal() returns trigger language plpgsql as $$
     begin insert into removals select tg_table_name, count(*) from gone; return null; end $$`,
  );
});
afterAll(async () => {
  await app.close();
});

/** Writes down how many rows each statement takes from a table. */
async function watch(table: string): Promise<void> {
  await app.db.read.query(
    `create trigger note_removal after delete on ${table} referencing old table as gone
     for each statement execute function note_removal()`,
  );
}

/** How many rows statements took from a table, the most first; those that took none are left out. */
async function removalsOf(table: string): Promise<number[]> {
  const rows = await app.db.read.query<{ rows: number }[]>(
    'select rows from removals where table_name = $1 and rows > 0 order by rows desc',
    [table],
  );
  return rows.map(({ rows: count }) => count);
}

async function countOf(table: string): Promise<number> {
  const [row] = await app.db.read.query<{ n: number }[]>(`select count(*)::int as n from ${table}`);
  return row?.n ?? -1;
}

const cleanUps = {
  audit_events: () => app.nest.get(AuthHandlers, { strict: false }).cleanUp(),
  alert_deliveries: () => app.nest.get(AlertHandlers, { strict: false }).tidy(),
  api_usage: () => app.nest.get(AuthHandlers, { strict: false }).cleanUp(),
  forge_usage: () => app.nest.get(OAuthHandlers, { strict: false }).cleanUp(),
  repository_usage: () => app.nest.get(RepositoryHandlers, { strict: false }).cleanUp(),
};

/** Puts 2 500 old rows and a young one into a table. */
const fills: Record<keyof typeof cleanUps, (old: Date, young: Date) => Promise<void>> = {
  audit_events: async (old, young) => {
    await app.db.read.query('delete from audit_events');
    await app.db.read.query(
      `insert into audit_events (id, at, user_id, action, summary, request, via, request_id)
       select gen_random_uuid(), case when n = 0 then $3 else $2 end::timestamptz, $1, 'x', 'x', 'POST /', 'session', 'r'
       from generate_series(0, ${OLD}) n`,
      [userId, old, young],
    );
  },
  alert_deliveries: async (old, young) => {
    const channel = await addAlertChannel(owner, 'https://hooks.example.com/devflowfix');
    await app.db.read.query(
      `insert into alert_deliveries (id, user_id, channel_id, event, message, status, attempts, created_at)
       select gen_random_uuid(), $1, $2, 'test', '{}', 'delivered', 1,
              case when n = 0 then $4 else $3 end::timestamptz
       from generate_series(0, ${OLD}) n`,
      [userId, channel.id, old, young],
    );
  },
  api_usage: async (old, young) => {
    await app.db.read.query(
      `insert into api_usage (user_id, day, credential_id, via)
       select $1, case when n = 0 then $3 else $2 end::date, gen_random_uuid(), 'token' from generate_series(0, ${OLD}) n`,
      [userId, old, young],
    );
  },
  forge_usage: async (old, young) => {
    const id = newId();
    await app.db.read.query(
      `insert into oauth_connections (id, user_id, provider, provider_user_id, provider_username, access_token, scopes, is_active,
                                      created_at, updated_at)
       values ($1, $2, 'github', '1', 'dana', 'x', '{}', true, now(), now())`,
      [id, userId],
    );
    await app.db.read.query(
      `insert into forge_usage (oauth_connection_id, day)
       select $1, case when n = 0 then $3::date else $2::date - n end from generate_series(0, ${OLD}) n`,
      [id, old, young],
    );
  },
  repository_usage: async (old, young) => {
    const { '/api/v2/repositories/connections/': id } = await makeOneOfEach(app, owner);
    await app.db.read.query(
      `insert into repository_usage (repository_connection_id, day)
       select $1, case when n = 0 then $3::date else $2::date - n end from generate_series(0, ${OLD}) n`,
      [id, old, young],
    );
  },
};

test.each(Object.keys(cleanUps) as (keyof typeof cleanUps)[])(
  'what is old goes from %s by a thousand rows a statement, and what is young stays',
  async (table) => {
    const now = app.clock.now().getTime();
    await fills[table](new Date(now - 500 * DAY_MS), new Date(now - DAY_MS));
    await watch(table);
    const young = (await countOf(table)) - OLD;

    await cleanUps[table]();

    expect(await removalsOf(table)).toEqual([1000, 1000, 500]);
    expect(await countOf(table)).toBe(young);
  },
);

test('the age of the oldest usage is told, though its rows are of days', async () => {
  await app.db.read.query('delete from api_usage');
  await app.db.read.query(
    `insert into api_usage (user_id, day, credential_id, via) values ($1, $2::date, gen_random_uuid(), 'token')`,
    [userId, new Date(app.clock.now().getTime() - 10 * DAY_MS)],
  );

  const text = await (await fetch(`${app.url}/metrics`)).text();
  const seconds = Number(/^devflowfix_oldest_row_seconds\{\w+="api_usage"\} (\S+)$/m.exec(text)?.[1]);

  expect(seconds).toBeGreaterThanOrEqual(10 * 86_400);
  expect(seconds).toBeLessThan(12 * 86_400);
  expect(text).toMatch(/^devflowfix_kept_seconds\{\w+="forge_usage"\} 34560000$/m);
  expect(text).toMatch(/^devflowfix_kept_seconds\{\w+="repository_usage"\} 34560000$/m);
});
