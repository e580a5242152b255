import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres, stopAbandonedPostgres } from '../../src/database/embedded/embedded-postgres';
import { migrate } from '../../src/database/migrate';
import { runningServer } from './running-server';
import { SERVER_VARIABLE, TEMPLATE_VARIABLE, onServer, withDatabase } from './test-server';

const PREFIX = 'devflowfix-test-pg-';

/** Once per `jest` run: a PostgreSQL of its own (or TEST_DATABASE_URL's) with the migrated template database. */
export default async function globalSetup(): Promise<void> {
  const external = process.env.TEST_DATABASE_URL;
  const { url, stop } = external ? { url: external, stop: () => Promise.resolve() } : await startOwn();
  // Its own name, because several runs may share one external server.
  const template = `dff_template_${process.pid}`;
  const drop = (): Promise<unknown> =>
    onServer(url, (client) => client.query(`drop database if exists ${template} with (force)`));
  runningServer.stop = async () => {
    await drop().finally(stop);
  };
  // Workers inherit them.
  process.env[SERVER_VARIABLE] = url;
  process.env[TEMPLATE_VARIABLE] = template;
  try {
    await drop();
    await onServer(url, (client) => client.query(`create database ${template}`));
    await migrate(withDatabase(url, template));
  } catch (error) {
    // Jest does not run the teardown when the setup throws.
    await runningServer.stop();
    throw error;
  }
}

async function startOwn(): Promise<{ url: string; stop: () => Promise<void> }> {
  await removeAbandoned();
  const dataDir = mkdtempSync(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
  // Speed instead of durability: the data live as long as the run.
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };
  const server = await startEmbeddedPostgres({ dataDir, settings });
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

/** A killed run could not clean up; its folder's name says which process it was. */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]);
    if (!Number.isInteger(pid) || isRunning(pid)) continue;
    const dataDir = path.join(tmpdir(), name);
    await stopAbandonedPostgres(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
