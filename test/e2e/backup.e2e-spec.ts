import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { Fernet } from '../../src/common/crypto/fernet';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres';
import { migrate } from '../../src/database/migrate';
import { FAST, newFolder, removeFolders } from '../support/embedded-processes';
import { incidentsOf, settle, startRoad, typeError, type Incident, type Road } from '../support/main-road';
import { startSystemPostgres, systemPostgres } from '../support/system-postgres';
import { startTestApp, type TestApp } from '../support/test-app';

/** What docs/guides/backup.md promises: all that is not a setting comes back, on both ways it names. */

const KEY = Fernet.generateKey();
const POSTGRES = systemPostgres();
if (POSTGRES === null)
  process.stderr.write('skipped: pg_dump is tried where the machine has a PostgreSQL of its own\n');

let github: DemoGitHub;
beforeAll(async () => {
  github = await startDemoGitHub();
});
afterEach(removeFolders);
afterAll(async () => {
  await github.close();
});

const open = (databaseUrl: string): Promise<TestApp> =>
  startTestApp({ githubUrl: github.url, databaseUrl, encryptionKeys: [KEY] });

/** A life before the backup: an account with a connected repository, one incident, and a delivery nobody worked on yet. */
async function livedIn(databaseUrl: string, name: string): Promise<{ road: Road; before: readonly Incident[] }> {
  await migrate(databaseUrl);
  const app = await open(databaseUrl);
  try {
    const road = await startRoad(app, github, name);
    await github.runs.create({ repository: road.repository, jobs: [typeError('src/before.ts')] });
    await settle(app, github);
    const before = await incidentsOf(road);
    await github.runs.create({ repository: road.repository, jobs: [typeError('src/waiting.ts')] });
    await github.idle();
    return { road, before };
  } finally {
    await app.close();
  }
}

/** What is there after the restore, seen by the same session, and what became of what was waiting. */
async function afterRestore(databaseUrl: string, road: Road): Promise<{ kept: readonly Incident[]; done: string[] }> {
  const app = await open(databaseUrl);
  try {
    const caller = road.caller.moveTo(app);
    const kept = await incidentsOf({ caller });
    // Needs the stored forge token, and so the key.
    await settle(app, github);
    const done = (await incidentsOf({ caller })).map(({ root_cause: cause }) => cause ?? '');
    return { kept, done };
  } finally {
    await app.close();
  }
}

const expectAllBack = ({ before }: { before: readonly Incident[] }, after: { kept: unknown; done: string[] }): void => {
  expect(before).toHaveLength(1);
  expect(after.kept).toEqual(before);
  expect(after.done).toEqual([expect.stringContaining('src/waiting.ts'), expect.stringContaining('src/before.ts')]);
};

(POSTGRES === null ? test.skip : test)('a dump of the system’s PostgreSQL, restored elsewhere', async () => {
  const server = await startSystemPostgres(POSTGRES ?? '');
  try {
    await server.run('createdb', '--maintenance-db', server.url('postgres'), 'first');
    const life = await livedIn(server.url('first'), 'dumped');

    const dump = path.join(server.folder, 'devflowfix.dump');
    await server.run('pg_dump', '--format=custom', `--file=${dump}`, server.url('first'));
    await server.run('createdb', '--maintenance-db', server.url('postgres'), 'second');
    await server.run('pg_restore', '--no-owner', '--exit-on-error', `--dbname=${server.url('second')}`, dump);

    expectAllBack(life, await afterRestore(server.url('second'), life.road));
  } finally {
    await server.stop();
  }
});

test('a copy of the embedded PostgreSQL’s folder, unpacked where it was', async () => {
  const dataDir = path.join(newFolder(), '.devflowfix');
  const parent = path.dirname(dataDir);
  const first = await startEmbeddedPostgres({ dataDir, settings: FAST });
  let life;
  try {
    life = await livedIn(first.url, 'copied');
  } finally {
    await first.stop();
  }

  const archive = path.join(newFolder(), 'devflowfix-backup.tar.gz');
  execFileSync('tar', ['--create', '--gzip', `--file=${archive}`, '.devflowfix'], { cwd: parent });
  rmSync(dataDir, { recursive: true });
  expect(existsSync(dataDir)).toBe(false);
  execFileSync('tar', ['--extract', '--gzip', `--file=${archive}`], { cwd: parent });

  const second = await startEmbeddedPostgres({ dataDir, settings: FAST });
  try {
    expectAllBack(life, await afterRestore(second.url, life.road));
  } finally {
    await second.stop();
  }
});
