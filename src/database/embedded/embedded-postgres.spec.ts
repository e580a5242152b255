import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres, stopAbandonedPostgres } from './embedded-postgres';
import { isPidAlive } from './process-identity';
import {
  FAST,
  newFolder,
  otherProcess,
  postmasterPid,
  query,
  removeFolders,
  until,
} from '../../../test/support/embedded-processes';

afterEach(removeFolders);

describe('one process', () => {
  test('the first start makes a cluster that only its owner can use', async () => {
    const dataDir = path.join(newFolder(), 'data');

    const server = await startEmbeddedPostgres({ dataDir, settings: FAST });

    const wrong = new URL(server.url);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    const shown = await query(
      server.url,
      `select current_setting('listen_addresses') as address, current_setting('unix_socket_directories') as socket,
         current_setting('synchronous_commit') as durable, lower('ÄÖ') as lower, current_database() as name`,
    );
    const socketFolder = path.join(dataDir, 'postgres.socket');
    const socket = `"${socketFolder}"`;
    expect(shown).toEqual([{ address: '', socket, durable: 'on', lower: 'äö', name: 'devflowfix' }]);
    expect(server.address).toEqual({ port: 5432, socketFolder });
    expect(statSync(socketFolder).mode & 0o777).toBe(0o700);
    expect(server.adopted).toBe(false);
    expect(statSync(path.join(dataDir, 'pgdata', 'devflowfix.password')).mode & 0o777).toBe(0o600);
    expect(statSync(dataDir).mode & 0o077).toBe(0);
    await server.stop();
  });

  test('stop returns when the server is gone, and the next start finds the rows', async () => {
    const dataDir = path.join(newFolder(), 'data');
    const first = await startEmbeddedPostgres({ dataDir, database: 'my "db"', settings: FAST });
    await query(first.url, 'create table kept as select 42 as value');
    const pid = postmasterPid(dataDir);

    await first.stop();
    const isGone = !isPidAlive(pid);
    const second = await startEmbeddedPostgres({ dataDir, database: 'my "db"', settings: FAST });

    expect(isGone).toBe(true);
    expect(second.adopted).toBe(false);
    expect(await query(second.url, 'select value from kept')).toEqual([{ value: 42 }]);
    await second.stop();
  });

  test('a second start joins the server, also through a link, and the last stop ends it', async () => {
    const folder = newFolder();
    const dataDir = path.join(folder, 'data');
    const messages: string[] = [];
    const first = await startEmbeddedPostgres({ dataDir, settings: FAST });
    symlinkSync(dataDir, path.join(folder, 'link'));
    const second = await startEmbeddedPostgres({
      dataDir: path.join(folder, 'link'),
      log: (line) => messages.push(line),
    });
    const pid = postmasterPid(dataDir);

    await first.stop();
    await first.stop();
    const rows = await query(second.url, 'select 1 as one');
    await second.stop();

    expect([second.adopted, second.url]).toEqual([true, first.url]);
    expect(rows).toEqual([{ one: 1 }]);
    expect(isPidAlive(pid)).toBe(false);
    expect(readdirSync(path.join(dataDir, 'postgres.users'))).toEqual([]);
    expect(messages.join()).not.toContain(new URL(second.url).password);
  });

  test('an initdb that was killed half-way leaves nothing that is taken for a cluster', async () => {
    const dataDir = path.join(newFolder(), 'data');
    mkdirSync(path.join(dataDir, 'pgdata.new-1', 'data'), { recursive: true });
    writeFileSync(path.join(dataDir, 'pgdata.new-1', 'data', 'PG_VERSION'), '18\n');

    const server = await startEmbeddedPostgres({ dataDir, settings: FAST });

    expect(readdirSync(dataDir).filter((name) => name.startsWith('pgdata'))).toEqual(['pgdata']);
    await server.stop();
  });

  test('a cluster of another major version is named and left alone', async () => {
    const dataDir = path.join(newFolder(), 'data');
    mkdirSync(path.join(dataDir, 'pgdata'), { recursive: true });
    writeFileSync(path.join(dataDir, 'pgdata', 'PG_VERSION'), '13\n');

    const start = startEmbeddedPostgres({ dataDir });

    await expect(start).rejects.toThrow(/made by PostgreSQL 13, and PostgreSQL \d+ is installed now/);
    expect(readdirSync(path.join(dataDir, 'pgdata'))).toEqual(['PG_VERSION']);
  });

  test('a data folder that cannot be made is an error that says what to do', async () => {
    const file = path.join(newFolder(), 'file');
    writeFileSync(file, '');

    const start = startEmbeddedPostgres({ dataDir: path.join(file, 'data') });

    await expect(start).rejects.toThrow(/choose a folder this user may write to, or set DATABASE_URL/);
  });
});

describe('several processes', () => {
  test('three started at once on an empty folder share one server, which the last one stops', async () => {
    const dataDir = path.join(newFolder(), 'data');
    const others = [1, 2, 3].map(() => otherProcess({ dataDir, settings: FAST }));

    const told = await Promise.all(others.map((other) => other.told));
    const pid = postmasterPid(dataDir);
    const codes = [await others[0]?.stop(), await others[1]?.stop()];
    const isUp = isPidAlive(pid);
    codes.push(await others[2]?.stop());

    expect(told.map((one) => one.adopted).sort()).toEqual([false, true, true]);
    expect(new Set(told.map((one) => one.url)).size).toBe(1);
    expect(codes).toEqual([0, 0, 0]);
    expect([isUp, isPidAlive(pid)]).toEqual([true, false]);
  });

  test('what a killed process left running is joined and, at the end, really stopped', async () => {
    const dataDir = path.join(newFolder(), 'data');
    const owner = otherProcess({ dataDir, settings: FAST });
    await owner.told;
    const pid = postmasterPid(dataDir);
    await owner.kill();

    const server = await startEmbeddedPostgres({ dataDir });
    await server.stop();

    expect(server.adopted).toBe(true);
    expect(isPidAlive(pid)).toBe(false);
  });

  test('a start during a stop waits and gets a server of its own', async () => {
    const dataDir = path.join(newFolder(), 'data');
    let server = await startEmbeddedPostgres({ dataDir, settings: FAST });

    for (let round = 0; round < 5; round += 1) {
      const [, next] = await Promise.all([server.stop(), startEmbeddedPostgres({ dataDir, settings: FAST })]);
      server = next;
      expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    }

    await server.stop();
    expect(readdirSync(path.join(dataDir, 'postgres.lock'))).toEqual([]);
  });

  test('a server nobody lives for is stopped on request, one that is used is not', async () => {
    const dataDir = path.join(newFolder(), 'data');
    const owner = otherProcess({ dataDir, settings: FAST });
    await owner.told;
    const pid = postmasterPid(dataDir);

    await stopAbandonedPostgres(dataDir);
    const isUp = isPidAlive(pid);
    await owner.kill();
    await stopAbandonedPostgres(dataDir);

    expect([isUp, isPidAlive(pid)]).toEqual([true, false]);
  });
});

describe('a killed server', () => {
  test('comes back where it was while the program runs, with every committed row', async () => {
    const dataDir = path.join(newFolder(), 'data');
    const server = await startEmbeddedPostgres({ dataDir });
    await query(server.url, 'create table kept as select generate_series(1, 1000) as id');
    const pid = postmasterPid(dataDir);

    process.kill(pid, 'SIGKILL');
    await until(() => !isPidAlive(pid));
    await until(() =>
      query(server.url, 'select 1').then(
        () => true,
        () => false,
      ),
    );

    expect(await query(server.url, 'select count(*)::int as count from kept')).toEqual([{ count: 1000 }]);
    expect(postmasterPid(dataDir)).not.toBe(pid);
    await server.stop();
  });

  test('whose data folder was deleted too is not made anew', async () => {
    const dataDir = path.join(newFolder(), 'data');
    const messages: string[] = [];
    const server = await startEmbeddedPostgres({ dataDir, settings: FAST, log: (line) => messages.push(line) });

    process.kill(postmasterPid(dataDir), 'SIGKILL');
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 });
    await until(() => messages.some((line) => line.includes('so is its data folder')));
    await server.stop();

    expect(existsSync(dataDir)).toBe(false);
  });

  test('whose socket is said to belong to a process that lives does not keep the next one from starting', async () => {
    const dataDir = path.join(newFolder(), 'data');
    const owner = otherProcess({ dataDir, settings: FAST });
    await owner.told;
    const pid = postmasterPid(dataDir);
    await owner.kill();
    process.kill(pid, 'SIGKILL');
    await until(() => !isPidAlive(pid));
    const lock = path.join(dataDir, 'postgres.socket', '.s.PGSQL.5432.lock');
    const lines = readFileSync(lock, 'utf8').split('\n');
    const stranger = otherProcess({ dataDir: path.join(newFolder(), 'data'), settings: FAST });
    await stranger.told;
    const living = postmasterPid(path.dirname((await stranger.told).address.socketFolder ?? ''));
    writeFileSync(lock, [String(living), ...lines.slice(1)].join('\n'));

    const server = await startEmbeddedPostgres({ dataDir, settings: FAST });

    expect([server.adopted, server.address.socketFolder]).toEqual([false, path.dirname(lock)]);
    await server.stop();
    expect(await stranger.stop()).toBe(0);
  });

  test('and its killed program: the next start recovers the committed rows', async () => {
    const dataDir = path.join(newFolder(), 'data');
    const owner = otherProcess({ dataDir });
    const { url } = await owner.told;
    await query(url, 'create table kept as select generate_series(1, 1000) as id');
    await owner.kill();
    process.kill(postmasterPid(dataDir), 'SIGKILL');

    const server = await startEmbeddedPostgres({ dataDir });

    expect(server.adopted).toBe(false);
    expect(await query(server.url, 'select count(*)::int as count from kept')).toEqual([{ count: 1000 }]);
    expect(readFileSync(path.join(dataDir, 'postgres.log'), 'utf8')).toContain('automatic recovery in progress');
    await server.stop();
  });

  test('whose number another process has now does not keep the next one from starting', async () => {
    const dataDir = path.join(newFolder(), 'data');
    const first = await startEmbeddedPostgres({ dataDir, settings: FAST });
    const pidFile = path.join(dataDir, 'pgdata', 'postmaster.pid');
    const lines = readFileSync(pidFile, 'utf8').split('\n');
    await first.stop();
    const stranger = otherProcess({ dataDir: path.join(newFolder(), 'data'), settings: FAST });
    const { address } = await stranger.told;
    const strange = [String(address.port), address.socketFolder, ...lines.slice(5)];
    writeFileSync(pidFile, [String(process.pid), ...lines.slice(1, 3), ...strange].join('\n'));

    const second = await startEmbeddedPostgres({ dataDir, settings: FAST });

    expect(second.adopted).toBe(false);
    expect(second.address.socketFolder).not.toBe(address.socketFolder);
    await second.stop();
    expect(await stranger.stop()).toBe(0);
  });
});
