import path from 'node:path';
import { Fernet } from '../../src/common/crypto/fernet';
import { BuiltProcess, build } from '../support/built-process';
import { newFolder, otherProcess, query, removeFolders, until, type OtherProcess } from '../support/embedded-processes';

// Whole programs start here; a busy machine takes its time.
jest.setTimeout(150_000);

const KEY = Fernet.generateKey();
const running: BuiltProcess[] = [];
const servers: OtherProcess[] = [];

/** PostgreSQL in a process of its own that the program knows nothing of but its address. */
async function startPostgres(folder: string): Promise<{ readonly url: string; readonly server: OtherProcess }> {
  const server = otherProcess({ dataDir: path.join(folder, 'data') });
  servers.push(server);
  return { url: (await server.told).url, server };
}

function start(role: string, databaseUrl: string): BuiltProcess {
  const folder = newFolder();
  const started = BuiltProcess.devflowfix([role], folder, {
    DATA_DIR: path.join(folder, 'data'),
    DATABASE_URL: databaseUrl,
    OAUTH_TOKEN_ENCRYPTION_KEY: KEY,
  });
  running.push(started);
  return started;
}

beforeAll(build);
afterEach(async () => {
  await Promise.all(running.splice(0).map((started) => started.end('SIGKILL')));
  await Promise.all(servers.splice(0).map((server) => server.kill()));
  await removeFolders();
});

/** The task of the second start that shows that work goes on. */
const ADD_TASK = `select graphile_worker.add_job('auth.clean-up', '{"data": {}}')`;
const LOST = 'the session that shows this worker alive was lost; reconnecting';
const LEFT = 'PostgreSQL is away: stopping without it; tasks that were running run again when it is back';

test('who is told to stop while PostgreSQL is away ends, says so, and goes on when both are back', async () => {
  const folder = newFolder();
  const first = await startPostgres(folder);
  const roles = ['start', 'worker', 'serve'];
  const programs = roles.map((role) => start(role, first.url));
  await Promise.all(programs.map((program) => program.said('DevFlowFix is ready')));
  await query(first.url, ADD_TASK);
  await first.server.stop();
  // Those that run tasks ask for more every second: by the third look at their session, two seconds apart, they have asked.
  for (const { lines } of programs.slice(0, 2))
    await until(() => lines.filter(({ msg }) => msg === LOST).length > 2, 60_000);

  const codes = await Promise.all(programs.map((program) => program.end('SIGTERM')));
  const said = programs.map(({ lines }) =>
    [LEFT, 'stopping failed'].map((told) => lines.some(({ msg }) => msg === told)),
  );
  const second = await startPostgres(folder);
  const again = start('start', second.url);
  await again.said('DevFlowFix is ready');
  await until(async () => (await query(second.url, 'select 1 from graphile_worker.jobs')).length === 0, 60_000);

  expect(codes).toEqual([0, 0, 0]);
  // Who runs no tasks has none to leave.
  expect(said).toEqual([
    [true, false],
    [true, false],
    [false, false],
  ]);
  expect(await again.end('SIGTERM')).toBe(0);
});
