import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres } from './embedded-postgres';
import { chooseRunner } from './runner';
import { FAST, newFolder, otherProcess, query, removeFolders } from '../../../test/support/embedded-processes';

const isRoot = process.getuid?.() === 0;
const hasNamespaces = spawnSync('unshare', ['-U', 'true'], { stdio: 'ignore' }).status === 0;
const asRoot = isRoot ? test : test.skip;
const asRootWithNamespaces = isRoot && hasNamespaces ? test : test.skip;

afterEach(removeFolders);

asRootWithNamespaces('root in a folder nobody else may enter: a namespace, and the files stay root’s', async () => {
  const folder = newFolder();
  chmodSync(folder, 0o700);
  const dataDir = path.join(folder, 'data');

  const server = await startEmbeddedPostgres({ dataDir, settings: FAST });

  expect(server.how).toBe('userns');
  expect(statSync(path.join(dataDir, 'pgdata')).uid).toBe(0);
  await server.stop();
});

asRootWithNamespaces('root may change between setuid and a namespace on the same data', async () => {
  const folder = newFolder();
  chmodSync(folder, 0o755);
  const dataDir = path.join(folder, 'data');
  const first = await startEmbeddedPostgres({ dataDir, settings: FAST, how: 'setuid' });
  await query(first.url, 'create table kept as select 42 as value');
  const owner = statSync(path.join(dataDir, 'pgdata')).uid;
  await first.stop();

  const second = await startEmbeddedPostgres({ dataDir, settings: FAST, how: 'userns' });

  expect(owner).toBeGreaterThan(0);
  expect(statSync(path.join(dataDir, 'pgdata', 'base')).uid).toBe(0);
  expect(await query(second.url, 'select value from kept')).toEqual([{ value: 42 }]);
  await second.stop();
});

asRoot('setuid lets others pass through the data folder but not list it', () => {
  const folder = newFolder();
  chmodSync(folder, 0o755);
  const dataDir = path.join(folder, 'data');
  mkdirSync(dataDir, { mode: 0o700 });

  const runner = chooseRunner({ dataDir, programs: ['/bin/sh'] }, 'setuid');

  expect(runner.how).toBe('setuid');
  expect(statSync(dataDir).mode & 0o777).toBe(0o711);
});

asRoot('root whose folder no other user can reach is told so, and about DATABASE_URL', () => {
  const folder = newFolder();
  chmodSync(folder, 0o700);
  const dataDir = path.join(folder, 'data');
  mkdirSync(dataDir);

  const choose = (): unknown => chooseRunner({ dataDir, programs: [] }, 'setuid');

  expect(choose).toThrow(/may not reach .*\/data: run DevFlowFix as an ordinary user, or set DATABASE_URL/);
});

asRoot('an ordinary user with an unknown locale and no HOME: plain', async () => {
  const folder = newFolder();
  const user = { uid: 65534, gid: 65534 };
  chownSync(folder, user.uid, user.gid);

  const other = otherProcess(
    { dataDir: path.join(folder, 'data'), settings: FAST },
    { ...user, env: { PATH: '/usr/bin:/bin', LC_ALL: 'xx_XX.nonsense', PGPORT: 'nonsense' } },
  );

  expect((await other.told).how).toBe('plain');
  expect(await other.stop()).toBe(0);
});

asRootWithNamespaces('a user without a name, as some container platforms give: a namespace', async () => {
  const folder = newFolder();
  const user = { uid: 1_234_567, gid: 1_234_567 };
  chownSync(folder, user.uid, user.gid);

  const other = otherProcess(
    { dataDir: path.join(folder, 'data'), settings: FAST },
    { ...user, env: { PATH: '/usr/bin:/bin' } },
  );

  expect((await other.told).how).toBe('userns');
  expect(await other.stop()).toBe(0);
});
