import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../src/common/ids';
import { freePort } from '../src/free-port';
import { startServer, type Server } from './support/child';
import { cpuOf } from './support/cpu';
import { startBenchDatabase, type BenchDatabase } from './support/database';
import { watch } from './support/people';
import { table } from './support/table';

/** Clients of `GET /api/v2/events` on one process: what an idle one holds, and how long an event takes to reach all. */
const CLIENTS = Number(process.env.BENCH_CLIENTS ?? 1_000);
const PER_USER = 100;
const EVENTS = Number(process.env.BENCH_EVENTS ?? 100);
const IDLE_MS = Number(process.env.BENCH_IDLE_MS ?? 20_000);

/** What a thousand idle clients may take to be called ordinary: half the memory of the server alone, a twentieth of a core. */
const MOST_KB_EACH = 100;
const MOST_IDLE_MS_PER_S = 50;

/** When each run was changed, milliseconds, by the forge's id. */
const changedAt = new Map<string, number>();
const latencies: number[] = [];

function residentKb(pid: number | undefined): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid ?? 0}/status`, 'utf8'))?.[1] ?? NaN);
}

/** A user with a repository and an API token. */
async function addUser({ client }: BenchDatabase): Promise<{ userId: string; connectionId: string; token: string }> {
  const [userId, connectionId, token] = [newId(), newId(), `dff_${randomBytes(32).toString('base64url')}`];
  await client.query(`insert into users (id, email, password_hash, role) values ($1, $2, 'nobody logs in', 'member')`, [
    userId,
    `${userId}@example.test`,
  ]);
  await client.query(
    `insert into api_tokens (id, user_id, name, token_hash, prefix, scopes) values ($1, $2, 'bench', $3, 'dff_', '{read}')`,
    [newId(), userId, createHash('sha256').update(token).digest('hex')],
  );
  await client.query(
    `insert into repository_connections (id, user_id, provider, repository_id, repository_full_name, repository_name,
       owner_name, default_branch, is_private, webhook_status, webhook_events, webhook_wanted, is_enabled, auto_pr_enabled,
       fix_policy, created_at, updated_at)
     values ($1, $2, 'github', '7', 'acme/api', 'api', 'acme', 'main', false, 'inactive', '{}', false, true, false, '{}',
       now(), now())`,
    [connectionId, userId],
  );
  return { userId, connectionId, token };
}

/** Notes how long ago each run that a stream tells of was changed. */
function note(text: string): void {
  for (const [, runId = ''] of text.matchAll(/"run_id": ?"(\w+)"/g)) {
    const at = changedAt.get(runId);
    if (at !== undefined) latencies.push(performance.now() - at);
  }
}

async function change(database: BenchDatabase, owner: { userId: string; connectionId: string }, at: number) {
  const runId = `bench${at}`;
  changedAt.set(runId, performance.now());
  await database.client.query(
    `insert into workflow_runs (id, user_id, repository_connection_id, run_id, run_attempt, run_number, workflow_name, event,
       status, lane, commit_sha, pull_request_numbers, run_url, checked_at, created_at, updated_at)
     values ($1, $2, $3, $4, 1, 1, 'CI', 'push', 'in_progress', 'lane', $5, '{}', '', now(), now(), now())`,
    [newId(), owner.userId, owner.connectionId, runId, 'a'.repeat(40)],
  );
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN;
}

async function run(database: BenchDatabase, server: Server): Promise<void> {
  const users: Awaited<ReturnType<typeof addUser>>[] = [];
  while (users.length < Math.ceil(CLIENTS / PER_USER)) users.push(await addUser(database));
  // One of each warms the code before anything is counted.
  for (const { token } of users) await watch(server.url, token, note);
  await sleep(2_000);
  const before = residentKb(server.pid);
  let opened = users.length;
  for (; opened < CLIENTS; opened += users.length)
    await Promise.all(users.map(({ token }) => watch(server.url, token, note)));
  await sleep(2_000);
  const after = residentKb(server.pid);
  const idleCpu = cpuOf(server.pid);
  await sleep(IDLE_MS);
  const idle = (cpuOf(server.pid) - idleCpu) / (IDLE_MS / 1000);
  const busyCpu = cpuOf(server.pid);
  for (let at = 0; at < EVENTS; at += 1) {
    const owner = users[at % users.length];
    if (owner !== undefined) await change(database, owner, at);
    await sleep(20);
  }
  const expected = EVENTS * (opened / users.length);
  const deadline = Date.now() + 30_000;
  while (latencies.length < expected && Date.now() < deadline) await sleep(50);
  const busy = (cpuOf(server.pid) - busyCpu) / expected;
  const kbEach = (after - before) / (opened - users.length);
  const sorted = [...latencies].sort((a, b) => a - b);
  console.log(`Load of the machine ${loadavg()[0]?.toFixed(1) ?? '?'}; clients, server and PostgreSQL share it.\n`);
  console.log(
    table(
      ['clients', 'KB each', 'idle CPU ms/s', 'told', 'of', 'p50 ms', 'p95 ms', 'CPU µs/event·client'],
      [
        [
          String(opened),
          kbEach.toFixed(1),
          (idle / 1000).toFixed(1),
          String(latencies.length),
          String(expected),
          quantile(sorted, 0.5).toFixed(1),
          quantile(sorted, 0.95).toFixed(1),
          busy.toFixed(0),
        ],
      ],
    ),
  );
  console.log(
    `\nlimits: ${MOST_KB_EACH} KB a client, ${MOST_IDLE_MS_PER_S} ms of CPU a second for all, every event told once`,
  );
  const isOrdinary = kbEach <= MOST_KB_EACH && idle / 1000 <= MOST_IDLE_MS_PER_S * Math.max(1, opened / 1_000);
  if (latencies.length !== expected || !isOrdinary) process.exitCode = 1;
}

async function main(): Promise<void> {
  const database = await startBenchDatabase();
  const port = await freePort('127.0.0.1', 0);
  const server = await startServer(
    {
      PATH: process.env.PATH ?? '',
      DATABASE_URL: database.url,
      OAUTH_TOKEN_ENCRYPTION_KEY: database.encryptionKey,
      LOG_LEVEL: 'error',
    },
    port,
  );
  try {
    await run(database, server);
  } finally {
    await server.stop();
    await database.stop();
  }
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
