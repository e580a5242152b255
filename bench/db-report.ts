import 'reflect-metadata';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { Client } from 'pg';
import { freePort } from '../src/free-port';
import { built, startServer, startWorker, type Server } from './support/child';
import { startBenchDatabase, type BenchDatabase } from './support/database';
import { unaskedOf, visit, visitorOf, wishesOf, type Visitor } from './support/drive';
import { fillTables } from './support/fill';
import { resetUse, scannedTables, unusedIndexes } from './support/index-use';
import { markPhase, PLAN_LOG_SETTINGS, readPlans, tellPlans } from './support/plan-log';
import { largeTables, LARGE_ROWS, note, shortOf, wayOf, type Statement } from './support/plan-verdicts';
import { readOnce } from './support/people';
import { endedRun } from './support/steady-sender';
import { table } from './support/table';
import { crontabOf, runTask, untilQuiet } from './support/wait';

/**
 * Fills a database, opens every page of the product, lets deliveries come and every task of the crontab run, and has
 * PostgreSQL itself tell the plan of each statement as it ran (auto_explain). Fails when one that somebody waits for reads a
 * large table whole; then tells which indexes nothing used, and which large tables were read whole.
 */
const ROWS = Number(process.env.REPORT_ROWS ?? '1000000');
/** Statements shown, the slowest first; those at fault always are. */
const SHOWN = Number(process.env.REPORT_SHOWN ?? '40');
const DELIVERIES = 60;
/** Runs of a number no row has. */
const FIRST_DELIVERED = 5_000_000;
/** The zones that pages are opened in. */
const ZONES = ['UTC', 'Europe/Berlin'];
/** Longest a phase's tasks may take, milliseconds: the nightly ones remove a tenth of all rows. */
const PATIENCE_MS = 900_000;

const RETENTION = {
  RUN_RETENTION_DAYS: '90',
  DELIVERY_RETENTION_DAYS: '90',
  TASK_RETENTION_DAYS: '90',
  AUDIT_RETENTION_DAYS: '90',
};

async function openPages(database: BenchDatabase, server: Server, visitors: readonly Visitor[]): Promise<void> {
  const document: unknown = await (await fetch(`${server.url}/openapi.json`)).json();
  const answered = new Map<number, number>();
  for (const [at, visitor] of visitors.entries()) {
    for (const wish of wishesOf(document, visitor)) {
      await markPhase(database.client, `${wish.name}${at === 0 ? '' : ' of a small tenant'}`);
      for (const status of await visit(server.url, wish, visitor.token)) {
        answered.set(status, (answered.get(status) ?? 0) + 1);
      }
    }
  }
  const told = [...answered].map(([status, count]) => `${count} × ${status}`).join(', ');
  console.log(
    `\nPages opened: ${told}. Parameters nothing was asked for: ${unaskedOf(document).join(', ') || 'none'}.`,
  );
}

/** Failed and green runs of a large tenant's repository come in at the door, and are worked on. */
async function deliver(database: BenchDatabase, url: string, { connectionId }: Visitor): Promise<void> {
  const { rows } = await database.client.query<{ id: string }>(
    'select repository_id as id from repository_connections where id = $1',
    [connectionId],
  );
  const of = { repositoryId: rows[0]?.id ?? '', secret: database.secret };
  for (let number = 0; number < DELIVERIES; number += 1) {
    const { body, signature } = endedRun(FIRST_DELIVERED + number, of);
    const answer = await fetch(`${url}/api/v2/webhooks/github/${connectionId}`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'workflow_run',
        'x-github-delivery': `report-${number}`,
        'x-hub-signature-256': signature,
      },
    });
    if (answer.status !== 202) throw new Error(`a delivery was answered ${answer.status}: ${await answer.text()}`);
  }
}

/** Each task of the crontab once, one after the other. */
async function runCrontab({ client }: BenchDatabase): Promise<void> {
  for (const kind of await crontabOf(client)) {
    await markPhase(client, `task ${kind}`);
    const ms = await runTask(client, kind, PATIENCE_MS);
    console.log(`task ${kind}: ${(ms / 1000).toFixed(1)} s`);
  }
}

/** Days of a time zone are added up when somebody first asks for it, for all tenants; what that costs is told by itself. */
async function warmUp(database: BenchDatabase, settings: Record<string, string>, userId: string): Promise<void> {
  const { token } = await visitorOf(database, userId);
  const port = await freePort('127.0.0.1', 0);
  const server = await startServer(settings, port);
  try {
    for (const zone of ZONES) {
      const ms = await readOnce(server.url, token, `/api/v2/analytics/overview?tz=${encodeURIComponent(zone)}`);
      console.log(`first figures of ${zone}: ${(ms / 1000).toFixed(1)} s`);
    }
  } finally {
    await server.stop();
  }
}

async function drive(
  database: BenchDatabase,
  settings: Record<string, string>,
  tenants: readonly string[],
): Promise<void> {
  const visitors: Visitor[] = [];
  for (const tenant of tenants) visitors.push(await visitorOf(database, tenant));
  const [large] = visitors;
  if (large === undefined) throw new Error('there is nobody to open pages for');
  const port = await freePort('127.0.0.1', 0);
  const server = await startServer(settings, port);
  try {
    await openPages(database, server, visitors);
    await markPhase(database.client, 'deliveries at the door');
    await deliver(database, server.url, large);
    await markPhase(database.client, 'deliveries worked on');
    const worker = await startWorker(settings);
    try {
      await crontabOf(database.client);
      await untilQuiet(database.client, PATIENCE_MS);
      await runCrontab(database);
      await markPhase(database.client, 'a repository disconnected');
      await remove(
        `${server.url}/api/v2/repositories/connections/${large.connectionId}?delete_webhook=false`,
        large.token,
      );
      await untilQuiet(database.client, PATIENCE_MS);
      await markPhase(database.client, 'the end');
    } finally {
      await worker.stop();
    }
  } finally {
    await server.stop();
  }
}

async function remove(address: string, token: string): Promise<void> {
  const answer = await fetch(address, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`DELETE ${address} was answered ${answer.status}: ${await answer.text()}`);
}

function printStatements(statements: readonly Statement[]): void {
  const slowest = [...statements].sort((a, b) => b.worstMs - a.worstMs);
  const rows = slowest
    .slice(0, SHOWN)
    .map(({ sql, phases, calls, worstMs, worstPages, worstPlan }) => [
      some(phases, 1),
      String(calls),
      worstMs.toFixed(1),
      String(worstPages),
      wayOf(worstPlan),
      shortOf(sql, 70),
    ]);
  console.log(`\n${statements.length} statements; the slowest ${SHOWN}, by their slowest run:\n`);
  console.log(table(['asked by', 'runs', 'ms', 'pages', 'way (step, what, rows)', 'statement'], rows));
  const excused = slowest.flatMap(({ sql, excused: each }) =>
    [...each].map(([says, why]) => `- ${says}: ${why}. \`${shortOf(sql, 100)}\``),
  );
  console.log(['\nExcused (bench/support/plan-verdicts.ts says why):\n', ...excused].join('\n'));
  const faults = slowest.flatMap(({ sql, faults: each }) =>
    [...each].map(([says, by]) => `- **${says}**, ${some(by, 3)}: \`${shortOf(sql, 200)}\``),
  );
  if (faults.length > 0) console.log(['\nFaults:\n', ...faults].join('\n'));
}

/** The first few names, and how many more there are. */
function some(names: ReadonlySet<string>, few: number): string {
  const more = names.size > few ? ` and ${names.size - few} more` : '';
  return `${[...names].slice(0, few).join(', ')}${more}`;
}

async function printIndexes(client: Client): Promise<void> {
  const unused = await unusedIndexes(client);
  console.log('\nIndexes nothing used:\n');
  console.log(
    table(
      ['index', 'table', 'MB'],
      unused.map(({ name, table: of, mb }) => [name, of, String(mb)]),
    ),
  );
  const scanned = await scannedTables(client, LARGE_ROWS);
  console.log('\nLarge tables that were read whole (an index may be missing):\n');
  console.log(
    table(
      ['table', 'scans', 'rows read', 'index scans'],
      scanned.map(({ table: of, scans, rowsRead, indexScans }) => [of, scans, rowsRead, indexScans].map(String)),
    ),
  );
}

function plainly(_name: string, value: unknown): unknown {
  return value instanceof Set || value instanceof Map ? [...(value as Iterable<unknown>)] : value;
}

async function main(): Promise<boolean> {
  // Commits need not last: what is measured is reading, and the filling would take twice as long.
  const database = await startBenchDatabase({
    ...PLAN_LOG_SETTINGS,
    fsync: 'off',
    synchronous_commit: 'off',
    max_wal_size: '4GB',
  });
  try {
    const { client } = database;
    const { large, small } = await fillTables(database, ROWS, console.log);
    const settings: Record<string, string> = {
      DATABASE_URL: database.url,
      OAUTH_TOKEN_ENCRYPTION_KEY: database.encryptionKey,
      LOG_FORMAT: 'json',
      LOG_LEVEL: 'error',
      RATE_LIMIT_READ: '10000000',
      RATE_LIMIT_EXPENSIVE: '10000000',
      WORKER_CONCURRENCY: '2',
      ...RETENTION,
    };
    await promisify(execFile)(process.execPath, [built('src/cli'), 'analytics', 'rebuild'], {
      env: { ...process.env, ...settings },
    });
    await warmUp(database, settings, large);
    await client.query('vacuum analyze');
    const tables = await largeTables(client);
    await tellPlans(client);
    await resetUse(client);
    await drive(database, settings, [large, small]);
    const statements = new Map<string, Statement>();
    const { rows } = await client.query<{ folder: string; version: string }>(
      `select current_setting('data_directory') as folder, current_setting('server_version') as version`,
    );
    for await (const ran of readPlans(rows[0]?.folder ?? '')) note(statements, ran, tables);
    const all = [...statements.values()];
    console.log(
      `\n${ROWS} rows a table, a fifth of them one tenant's; PostgreSQL ${rows[0]?.version ?? ''}, shared_buffers 128 MB; ` +
        `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GB.`,
    );
    printStatements(all);
    await printIndexes(client);
    const wish = process.env.REPORT_JSON;
    if (wish !== undefined) writeFileSync(wish, JSON.stringify(all, plainly, 1));
    const faults = all.reduce((sum, statement) => sum + statement.faults.size, 0);
    console.log(faults === 0 ? '\nNothing somebody waits for reads a large table whole.' : `\n${faults} faults.`);
    return faults === 0;
  } finally {
    await database.stop();
  }
}

main().then(
  (isSound) => process.exit(isSound ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
