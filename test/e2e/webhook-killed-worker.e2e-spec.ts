import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { Fernet } from '../../src/common/crypto/fernet';
import { build, ROOT } from '../support/built-process';
import { deliver, hookedConnection, storedDeliveries, userIdOf, workflowRun } from '../support/deliveries';
import { startTestApp, type TestApp } from '../support/test-app';

/** A worker as production runs it, in a process that can be killed. */
function startWorker(databaseUrl: string): ChildProcess {
  return spawn(process.execPath, [path.join(ROOT, 'bin/run.cjs'), 'worker'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      OAUTH_TOKEN_ENCRYPTION_KEY: Fernet.generateKey(),
      LOG_FORMAT: 'json',
      LOG_LEVEL: 'error',
    },
  });
}

async function until(worker: ChildProcess, look: () => Promise<boolean>): Promise<void> {
  while (!(await look())) {
    if (worker.exitCode !== null) throw new Error(`the worker ended by itself with ${worker.exitCode}`);
    await pause(50);
  }
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

let app: TestApp;
beforeAll(async () => {
  await build();
  app = await startTestApp();
}, 120_000);
afterAll(async () => {
  await app.close();
});

test('a delivery whose worker is killed in the middle of it is processed by the next, once', async () => {
  const connection = await hookedConnection(app, await userIdOf(await app.user()));
  await deliver(app.client(), connection, workflowRun(connection.repositoryId));
  // Whoever processes the delivery now waits for this lock: in the middle of its task.
  const holder = new Client({ connectionString: app.databaseUrl });
  await holder.connect();
  await holder.query('begin');
  await holder.query('select 1 from webhook_deliveries for update');
  const first = startWorker(app.databaseUrl);
  await until(first, async () => {
    const rows = await app.db.read.query<{ waiting: number }[]>(
      `select count(*)::int as waiting from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and query like '%webhook_deliveries%'`,
    );
    return (rows[0]?.waiting ?? 0) > 0;
  });

  await kill(first);
  await holder.query('rollback');
  const afterKill = await storedDeliveries(app, connection.id);
  const second = startWorker(app.databaseUrl);
  await until(second, async () =>
    (await storedDeliveries(app, connection.id)).every(({ status }) => status === 'processed'),
  );
  await until(second, async () => {
    const rows = await app.db.read.query<{ runs: number }[]>('select count(*)::int as runs from workflow_runs');
    return (rows[0]?.runs ?? 0) > 0;
  });
  await kill(second);
  await holder.end();

  expect(afterKill).toMatchObject([{ status: 'accepted', attempts: 0 }]);
  expect(await storedDeliveries(app, connection.id)).toMatchObject([{ status: 'processed', attempts: 1 }]);
}, 120_000);
