import { createHash, randomUUID } from 'node:crypto';
import { cpus, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../src/free-port';
import { startServer, startWorker, type Server } from './support/child';
import { cpuOf, cpuOfPostgres } from './support/cpu';
import { startBenchDatabase, type BenchDatabase } from './support/database';
import { recordedRun } from './support/payloads';
import { headersOf, StormPlan, TELLINGS } from './support/storm-plan';
import { table } from './support/table';

/**
 * From a signed delivery of a failed run to its place in an incident: door → stored → event → run → diagnosis → incident.
 * The connection has no OAuth account, so no log is read: the forge stand-in shares this machine's cores and would be what
 * is measured. Load, server, worker and PostgreSQL (durable, as it ships) all run here.
 */
const RATES = (process.env.BENCH_RATES ?? '50,100,200').split(',').map(Number);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 20);
const WARM_UP = 400;
/** Workflows the failures are spread over: each is an incident of its own. Few is the ordinary storm: one cause, often. */
const WORKFLOWS = Number(process.env.BENCH_WORKFLOWS ?? 50);
const CATCH_UP_MS = 120_000;
/**
 * Set: not failures alone but what a forge sends of them: every run has two jobs, is told of in nine deliveries, and three in
 * ten fail.
 */
const MIX = process.env.BENCH_MIX === '1';
/** Set: also prints how often each statement ran per delivery, and what it cost, over all rates. */
const STATEMENTS = process.env.BENCH_STATEMENTS === '1';

interface Signed {
  /** Of the attempt it is about. */
  readonly attempt: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Tells of a failure, which then has a place in an incident. */
  readonly isFailure: boolean;
}

interface Measured {
  readonly rate: number;
  readonly answers: readonly number[];
  readonly runs: readonly number[];
  readonly incidents: readonly number[];
  readonly refused: number;
  readonly lost: number;
  /** Milliseconds from the last delivery until the last of all stood in an incident. */
  readonly behind: number;
  /** CPU of each party, µs per delivery: unlike times they hardly depend on who else is busy. */
  readonly cpu: readonly number[];
}

/** Runs end a second apart, as the forge tells it. */
const START_MS = Date.UTC(2026, 0, 1);
let nextRun = 1;

function failures(count: number, database: BenchDatabase): readonly Signed[] {
  return Array.from({ length: count }, () => {
    const number = nextRun++;
    const workflow = number % WORKFLOWS;
    const body = JSON.stringify(
      recordedRun(database.repositoryId, {
        id: 1_000_000 + number,
        run_number: number,
        run_attempt: 1,
        name: `CI ${workflow}`,
        workflow_id: 500 + workflow,
        head_branch: 'main',
        updated_at: new Date(START_MS + number * 1000).toISOString(),
        // A push starts three of the workflows.
        head_sha: createHash('sha1')
          .update(`push ${Math.floor(number / 3)}`)
          .digest('hex'),
        status: 'completed',
        conclusion: 'failure',
      }),
    );
    const headers = headersOf({ job: null }, randomUUID(), body, database.secret);
    return { attempt: `${1_000_000 + number}.1`, body, headers, isFailure: true };
  });
}

function mixed(count: number, { connectionId, repositoryId, secret }: BenchDatabase): readonly Signed[] {
  const size = { seed: nextRun, deliveries: count, workflows: WORKFLOWS, firstRunId: 1_000_000 + nextRun };
  const plan = new StormPlan({ ...size, endedAt: Date.now() }, [{ connectionId, repositoryId, secret }]);
  nextRun += plan.runs;
  return Array.from({ length: plan.deliveries }, (_, index) => {
    const telling = plan.telling(index);
    const { runId, attempt, conclusion } = plan.run(Math.floor(index / TELLINGS.length));
    const body = plan.body(index);
    return {
      attempt: `${runId}.${attempt}`,
      body,
      headers: headersOf(telling, plan.guid(index), body, secret),
      isFailure: telling.job === null && telling.status === 'completed' && conclusion === 'failure',
    };
  });
}

/** Sends at a steady rate whatever the answers do, as a forge would; resolves when all are answered. */
async function send(url: string, deliveries: readonly Signed[], rate: number) {
  const sentAt = new Map<string, number>();
  const answers: number[] = [];
  let refused = 0;
  /** Failures that were taken. */
  let failed = 0;
  const pending: Promise<void>[] = [];
  const start = performance.now();
  for (const [index, { attempt, body, headers, isFailure }] of deliveries.entries()) {
    const wait = start + (index * 1000) / rate - performance.now();
    if (wait > 1) await sleep(wait);
    const began = performance.now();
    // Of a run that is told several times, the last: what it then comes to is told with it.
    sentAt.set(attempt, Date.now());
    const answered = fetch(url, { method: 'POST', body, headers }).then(async (response) => {
      await response.arrayBuffer();
      if (response.status !== 202) {
        refused += 1;
        return;
      }
      answers.push(performance.now() - began);
      if (isFailure) failed += 1;
    });
    pending.push(answered);
  }
  await Promise.all(pending);
  return { sentAt, answers, refused, failed };
}

/** Waits until every delivery has its occurrence, or for two minutes. */
async function caughtUp(database: BenchDatabase, expected: number): Promise<void> {
  const deadline = Date.now() + CATCH_UP_MS;
  while (Date.now() < deadline) {
    const { rows } = await database.client.query<{ count: number }>(
      'select count(*)::int as count from incident_occurrences',
    );
    if ((rows[0]?.count ?? 0) >= expected) return;
    await sleep(100);
  }
}

async function measure(database: BenchDatabase, servers: readonly Server[], url: string, rate: number) {
  await database.client.query(
    'truncate incidents, incident_occurrences, incident_events, workflow_runs, webhook_deliveries, webhook_bodies cascade',
  );
  const deliveries = (MIX ? mixed : failures)(rate * SECONDS, database);
  const used = (): number[] => [...servers.map(({ pid }) => cpuOf(pid)), cpuOfPostgres(database.backend)];
  const before = used();
  const { sentAt, answers, refused, failed } = await send(url, deliveries, rate);
  const lastSent = Math.max(...sentAt.values());
  await caughtUp(database, failed);
  const cpu = used().map((us, party) => (us - (before[party] ?? NaN)) / deliveries.length);
  const { rows } = await database.client.query<{ attempt: string; run_at: Date; incident_at: Date | null }>(
    `select r.run_id || '.' || r.run_attempt as attempt, r.created_at as run_at, o.created_at as incident_at
     from workflow_runs r left join incident_occurrences o on o.workflow_run_id = r.id`,
  );
  const since = (attempt: string, at: Date): number => at.getTime() - (sentAt.get(attempt) ?? NaN);
  const placed = rows.flatMap(({ attempt, incident_at }) => (incident_at === null ? [] : [{ attempt, incident_at }]));
  const measured: Measured = {
    cpu,
    rate,
    answers,
    // A run's row is there from the first telling on.
    runs: MIX ? [] : rows.map(({ attempt, run_at }) => since(attempt, run_at)),
    incidents: placed.map(({ attempt, incident_at }) => since(attempt, incident_at)),
    refused,
    lost: failed - placed.length,
    behind: Math.max(...placed.map(({ incident_at }) => incident_at.getTime())) - lastSent,
  };
  return measured;
}

function quantile(values: readonly number[], share: number): string {
  if (values.length === 0) return '–';
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN).toString();
}

async function main(): Promise<void> {
  const database = await startBenchDatabase(STATEMENTS ? { shared_preload_libraries: 'pg_stat_statements' } : {});
  if (STATEMENTS) await database.client.query('create extension pg_stat_statements');
  const servers: Server[] = [];
  const measured: Measured[] = [];
  try {
    const settings = {
      DATABASE_URL: database.url,
      OAUTH_TOKEN_ENCRYPTION_KEY: database.encryptionKey,
      LOG_FORMAT: 'json',
    };
    const port = await freePort('127.0.0.1', 0);
    const server = await startServer(settings, port);
    servers.push(server, await startWorker(settings));
    const url = `${server.url}/api/v2/webhooks/github/${database.connectionId}`;
    await send(url, failures(WARM_UP, database), 100);
    await caughtUp(database, WARM_UP);
    if (STATEMENTS) await database.client.query('select pg_stat_statements_reset()');
    for (const rate of RATES) {
      const [busy = 0] = loadavg();
      measured.push(await measure(database, servers, url, rate));
      console.log(`${rate}/s measured (load before ${busy.toFixed(1)})`);
    }
    if (STATEMENTS)
      await printStatements(
        database,
        RATES.reduce((sum, rate) => sum + rate * SECONDS, 0),
      );
  } finally {
    for (const server of servers.reverse()) await server.stop();
    await database.stop();
  }
  print(measured);
}

function print(measured: readonly Measured[]): void {
  const rows = measured.map(({ rate, answers, runs, incidents, refused, lost, behind, cpu }) => [
    `${rate}/s for ${SECONDS} s`,
    quantile(answers, 0.5),
    quantile(answers, 0.95),
    quantile(runs, 0.5),
    quantile(runs, 0.95),
    quantile(incidents, 0.5),
    quantile(incidents, 0.95),
    Math.round(behind).toString(),
    refused.toString(),
    lost.toString(),
    ...cpu.map((us) => Math.round(us).toString()),
  ]);
  const head = [
    'delivery to …, ms',
    'answer p50',
    'p95',
    'run row p50',
    'p95',
    'incident p50',
    'p95',
    'behind',
    'refused',
    'lost',
    'server CPU µs',
    'worker CPU µs',
    'PostgreSQL CPU µs',
  ];
  console.log(
    `\n${WORKFLOWS} workflows ${MIX ? 'with two jobs, three runs in ten failing,' : 'failing'} on main, one server and one worker process, ${cpus().length} cores, Node ${process.version}:\n`,
  );
  console.log(table(head, rows));
}

/** The statements that took the database most time, per delivery. */
async function printStatements({ client }: BenchDatabase, deliveries: number): Promise<void> {
  const { rows } = await client.query<{ query: string; calls: string; total: number }>(
    `select query, calls, total_exec_time + total_plan_time as total from pg_stat_statements
     where query not like '%pg_stat_statements%' order by calls desc limit 80`,
  );
  const lines = rows.map(({ query, calls, total }) => [
    (Number(calls) / deliveries).toFixed(2),
    Math.round((total * 1000) / deliveries).toString(),
    query.replace(/\s+/g, ' ').slice(0, 150),
  ]);
  console.log(table(['calls', 'µs', 'statement'], lines));
}

void main();
