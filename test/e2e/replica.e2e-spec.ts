import { Fernet } from '../../src/common/crypto/fernet';
import { Checkups, type AboutFinding } from '../../src/common/checkup';
import { migrate } from '../../src/database/migrate';
import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { until } from '../support/embedded-processes';
import { incidentsOf, settle, startRoad, typeError } from '../support/main-road';
import { startSystemPostgres, systemPostgres, type SystemPostgres } from '../support/system-postgres';
import { startTestApp, type TestApp } from '../support/test-app';

/** Reads at a streaming replica: never older than what was committed, and never worse than without one. */

const POSTGRES = systemPostgres();
if (POSTGRES === null)
  process.stderr.write('skipped: a replica is tried where the machine has a PostgreSQL of its own\n');
const withPostgres = POSTGRES === null ? describe.skip : describe;

let github: DemoGitHub;
let primary: SystemPostgres;
let standby: SystemPostgres;
let app: TestApp;

const open = (databaseUrl: string, replicaUrl: string): Promise<TestApp> =>
  startTestApp({
    githubUrl: github.url,
    databaseUrl,
    encryptionKeys: [Fernet.generateKey()],
    environment: { DATABASE_REPLICA_URL: replicaUrl },
  });
/** True when a report is read at the replica. */
const atReplica = async (of: TestApp = app): Promise<boolean> => {
  const rows = await of.db.report((tx) => tx.query<{ replica: boolean }[]>('select pg_is_in_recovery() as replica'));
  return rows[0]?.replica === true;
};
const finding = async (of: TestApp): Promise<AboutFinding | undefined> =>
  (await of.nest.get(Checkups).run({ hasSchema: true })).find(({ about }) => about === 'replica');
const atStandby = async (sql: string): Promise<void> => {
  const direct = await open(standby.url('devflowfix'), standby.url('devflowfix'));
  await direct.db.read.query(sql);
  await direct.nest.close();
};

withPostgres('a replica', () => {
  beforeAll(async () => {
    github = await startDemoGitHub();
    primary = await startSystemPostgres(POSTGRES ?? '');
    await primary.run('createdb', '-h', primary.folder, '-U', 'devflowfix', 'devflowfix');
    await migrate(primary.url('devflowfix'));
    standby = await startSystemPostgres(POSTGRES ?? '', primary);
    app = await open(primary.url('devflowfix'), standby.url('devflowfix'));
  });
  afterAll(async () => {
    // Undefined where `beforeAll` failed; a PostgreSQL of the system's would outlive the suite.
    await (app as TestApp | undefined)?.nest.close();
    await (standby as SystemPostgres | undefined)?.stop();
    await (primary as SystemPostgres | undefined)?.stop();
    await github.close();
  });

  it('is read from, and has what was committed a moment ago', async () => {
    const road = await startRoad(app, github, 'replicated');
    await github.runs.create({ repository: road.repository, jobs: [typeError('src/a.ts')] });
    await settle(app, github);

    const incidents = await incidentsOf(road);
    const runs = await road.caller.get<{ total: number }>('/api/v2/workflows/runs');
    const overview = await road.caller.get<{ runs: { total: { value: number } } }>('/api/v2/analytics/overview');
    const seen: string[] = [];
    for (let turn = 0; turn < 50; turn += 1) {
      const email = `reader-${turn}@example.test`;
      await app.db.read.query('update users set email = $1', [email]);
      const rows = await app.db.report((tx) => tx.query<{ email: string }[]>('select email from users'));
      if (rows[0]?.email !== email) seen.push(`${rows[0]?.email ?? 'nobody'} instead of ${email}`);
    }

    expect(await atReplica()).toBe(true);
    expect(incidents).toHaveLength(1);
    expect(runs.body.total).toBe(1);
    expect(overview.body.runs.total.value).toBe(1);
    expect(seen).toEqual([]);
    expect((await finding(app))?.state).toBe('ok');
  });

  it('is left alone while it is behind, and used again when it has caught up', async () => {
    await until(() => atReplica());
    await atStandby('select pg_wal_replay_pause()');
    await app.db.read.query(`update users set email = 'newer@example.test'`);

    const rows = await app.db.report((tx) =>
      tx.query<{ email: string; replica: boolean }[]>('select email, pg_is_in_recovery() as replica from users'),
    );
    const behind = await finding(app);
    await atStandby('select pg_wal_replay_resume()');
    await until(() => atReplica());

    expect(rows).toEqual([{ email: 'newer@example.test', replica: false }]);
    expect(behind?.says).toMatch(/^The replica is [1-9]\d* bytes of the log behind\.$/);
  });

  it('that is none is not read from, and the doctor says so', async () => {
    const own = await open(primary.url('devflowfix'), primary.url('devflowfix'));

    expect(await atReplica(own)).toBe(false);
    expect(await finding(own)).toMatchObject({
      state: 'warning',
      says: expect.stringContaining('no standby') as string,
    });
    await own.nest.close();
  });

  it('that falls in the middle of an answer costs nobody the answer', async () => {
    await until(() => atReplica());
    const places: boolean[] = [];

    const rows = await app.db.report(async (tx) => {
      const rows = await tx.query<{ replica: boolean }[]>('select pg_is_in_recovery() as replica');
      places.push(rows[0]?.replica === true);
      if (places[0] === true && places.length === 1) await standby.stop(true);
      return tx.query<{ users: number }[]>('select count(*)::int as users from users');
    });

    expect(places).toEqual([true, false]);
    expect(rows).toEqual([{ users: 1 }]);
    expect(await atReplica()).toBe(false);
    expect(await finding(app)).toMatchObject({
      state: 'warning',
      says: expect.stringContaining('does not answer') as string,
    });
  });
});
