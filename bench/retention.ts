import 'reflect-metadata';
import { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstIdAt } from '../src/common/ids';
import { DAY_MS } from '../src/common/time';
import { dayOf, dropDays, ensureDays } from '../src/database/daily-partitions';
import { createDataSource } from '../src/database/data-source';
import { startWorker } from './support/child';
import { startBenchDatabase, type BenchDatabase } from './support/database';
import { fillTables } from './support/fill';
import { table } from './support/table';
import { crontabOf, runTask, untilQuiet } from './support/wait';

/**
 * What it costs to let go of old rows: a full day of bodies as a partition, while somebody keeps writing bodies; and the rows
 * a second of the batches, run by a worker as at night. PostgreSQL as it ships, commits durable.
 */
const BODIES = Number(process.env.BENCH_BODIES ?? '500000');
const ROWS = Number(process.env.BENCH_ROWS ?? '300000');
const PATIENCE_MS = 900_000;
/** The tables a nightly task removes rows from. */
const TASKS: Readonly<Record<string, readonly string[]>> = {
  'webhook.drop-old': ['webhook_deliveries', 'webhook_bodies'],
  'workflow.remove-old': ['workflow_runs', 'workflow_jobs'],
  'incident.forget-observations': ['test_results', 'flaky_statistics'],
  'queue.tidy': ['tasks'],
  'auth.clean-up': ['audit_events', 'idempotency_keys'],
  'alert.tidy': ['alert_deliveries'],
  'live.prune': ['live_events'],
};
/** A third of the 100 days is kept, so that there is much to remove. */
const RETENTION = {
  RUN_RETENTION_DAYS: '35',
  DELIVERY_RETENTION_DAYS: '35',
  TASK_RETENTION_DAYS: '35',
  AUDIT_RETENTION_DAYS: '35',
};

/** Writes a body of today every few milliseconds; gives the longest it ever took. */
async function keepWriting(url: string, goesOn: () => boolean): Promise<{ written: number; longestMs: number }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const told = { written: 0, longestMs: 0 };
  try {
    while (goesOn()) {
      const began = performance.now();
      await client.query(
        `insert into webhook_bodies (id, encoding, bytes) values (uuidv7(), 'identity', decode(repeat('00', 3500), 'hex'))`,
      );
      told.written += 1;
      told.longestMs = Math.max(told.longestMs, performance.now() - began);
      await sleep(5);
    }
  } finally {
    await client.end();
  }
  return told;
}

/** A day of bodies two weeks ago, filled and dropped. */
async function dropADay({ client, url }: BenchDatabase): Promise<void> {
  const source = createDataSource({ url, entities: [], poolSize: 2 });
  await source.initialize();
  try {
    const day = dayOf(new Date(Date.now() - 14 * DAY_MS));
    await ensureDays(source.manager, 'webhook_bodies', day);
    const millisecond = firstIdAt(day).slice(0, 13).replace('-', '');
    await client.query(
      `insert into webhook_bodies (id, encoding, bytes)
       select (lpad(to_hex(('x' || '${millisecond}')::bit(48)::bigint + n * ${DAY_MS}::bigint / ${BODIES}), 12, '0') || '70008' ||
           lpad(to_hex(n), 15, '0'))::uuid, 'identity', decode(repeat(md5(n::text), 219), 'hex')
       from generate_series(0, ${BODIES - 1}) n`,
    );
    await client.query('checkpoint');
    const name = `webhook_bodies_${day.toISOString().slice(0, 10).replaceAll('-', '')}`;
    const { rows } = await client.query<{ rows: number; mb: number }>(
      `select (select count(*)::int from ${name}) as rows, (pg_total_relation_size('${name}') / 1048576)::int as mb`,
    );
    let goesOn = true;
    const writing = keepWriting(url, () => goesOn);
    await sleep(1_000);
    const began = performance.now();
    const { changed, busy } = await dropDays(source.manager, 'webhook_bodies', new Date(day.getTime() + DAY_MS));
    const ms = performance.now() - began;
    await sleep(1_000);
    goesOn = false;
    const { written, longestMs } = await writing;
    if (changed.length !== 1 || busy.length > 0)
      throw new Error(`${changed.length} days were dropped, ${busy.length} were busy`);
    console.log(
      `\nA day of ${rows[0]?.rows ?? 0} bodies (${rows[0]?.mb ?? 0} MB) dropped in ${ms.toFixed(0)} ms; of the ${written} bodies ` +
        `written around it the slowest took ${longestMs.toFixed(0)} ms.\n`,
    );
  } finally {
    await source.destroy();
  }
}

async function countOf(client: Client, name: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(`select count(*)::int as count from ${name}`);
  return rows[0]?.count ?? NaN;
}

/** Each nightly task once. */
async function removeOld({ client, url, encryptionKey }: BenchDatabase): Promise<readonly (readonly string[])[]> {
  const environment = {
    DATABASE_URL: url,
    OAUTH_TOKEN_ENCRYPTION_KEY: encryptionKey,
    LOG_FORMAT: 'json',
    ...RETENTION,
  };
  const worker = await startWorker(environment);
  const lines: string[][] = [];
  try {
    const known = await crontabOf(client);
    await untilQuiet(client, PATIENCE_MS);
    for (const [kind, tables] of Object.entries(TASKS)) {
      if (!known.includes(kind)) throw new Error(`no worker knows ${kind}`);
      const before = await Promise.all(tables.map((name) => countOf(client, name)));
      const ms = await runTask(client, kind, PATIENCE_MS);
      for (const [at, name] of tables.entries()) {
        const removed = (before[at] ?? 0) - (await countOf(client, name));
        if (removed > 0)
          lines.push([kind, name, ...[removed, Math.round(ms), Math.round((removed * 1000) / ms)].map(String)]);
      }
    }
  } finally {
    await worker.stop();
  }
  return lines;
}

async function main(): Promise<void> {
  const database = await startBenchDatabase({ max_wal_size: '4GB' });
  try {
    await dropADay(database);
    await fillTables(database, ROWS);
    console.log(table(['task', 'table', 'rows removed', 'ms', 'rows/s'], await removeOld(database)));
  } finally {
    await database.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
