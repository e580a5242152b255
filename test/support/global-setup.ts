import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres, stopAbandonedPostgres } from '../../src/database/embedded/embedded-postgres';
import { migrate } from '../../src/database/migrate';
import { runningServer } from './running-server';
import { TEMPLATE_DATABASE, onServer, withDatabase } from './test-server';

const PREFIX = 'devflowfix-test-pg-';

/** Once per `jest` run: a PostgreSQL of its own (or TEST_DATABASE_URL's) with the migrated template database. */
export default async function globalSetup(): Promise<void> {
  const external = process.env.TEST_DATABASE_URL;
  const { url, stop } = external ? { url: external, stop: () => Promise.resolve() } : await startOwn();
  runningServer.stop = stop;
  // Workers inherit it.
  process.env.DFF_TEST_SERVER_URL = url;
  try {
    await onServer(url, async (client) => {
      await client.query(`drop database if exists ${TEMPLATE_DATABASE} with (force)`);
      await client.query(`create database ${TEMPLATE_DATABASE}`);
    });
    await migrate(withDatabase(url, TEMPLATE_DATABASE));
  } catch (error) {
    // Jest does not run the teardown when the setup throws.
    await stop();
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
