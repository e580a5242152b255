import { cpus, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../src/free-port';
import { startServer, startWorker, startReference, type Server } from './support/child';
import { cpuOf, cpuOfPostgres } from './support/cpu';
import { countDeliveries, empty, startBenchDatabase, type BenchDatabase } from './support/database';
import type { LoadResult } from './support/load';
import { runLoad } from './support/run-load';
import { median, table } from './support/table';

/**
 * How many signed deliveries a second one process takes durably, against the limit of the framework and against what
 * people use. Everything on this machine; load generator, server and PostgreSQL share its cores.
 */
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const CONNECTIONS = Number(process.env.BENCH_CONNECTIONS ?? 50);
const AMOUNT = Number(process.env.BENCH_AMOUNT ?? 30_000);
const WARM_UP = Math.ceil(AMOUNT / 6);
const BODIES = 1_000;

interface Contender {
  readonly name: string;
  readonly hook: string;
  readonly start: () => Promise<Server[]>;
  /** Answers and rows are compared. */
  readonly stores: boolean;
}

interface Round extends LoadResult {
  /** Rows that are missing for an answer that said stored. */
  readonly lost: number;
  readonly processed: number;
  /** µs per delivery. */
  readonly serverCpu: number;
  readonly postgresCpu: number;
}

function contenders(database: BenchDatabase): readonly Contender[] {
  const reference = { BENCH_SECRET: database.secret };
  const settings = {
    DATABASE_URL: database.url,
    OAUTH_TOKEN_ENCRYPTION_KEY: database.encryptionKey,
    LOG_FORMAT: 'json',
  };
  const hook = `/api/v2/webhooks/github/${database.connectionId}`;
  const serve = async (): Promise<Server> => {
    const port = await freePort('127.0.0.1', 0);
    return startServer(settings, port);
  };
  const work = (): Promise<Server> => startWorker(settings);
  return [
    {
      name: 'bare Fastify + HMAC, stores nothing',
      hook: '/hook',
      stores: false,
      start: async () => [await startReference('bench/support/bare-server', reference)],
    },
    {
      name: 'Probot 14, no-op handler, stores nothing',
      hook: '/hook',
      stores: false,
      start: async () => {
        const port = await freePort('127.0.0.1', 0);
        return [await startReference('bench/support/probot-server', { ...reference, BENCH_PORT: String(port) })];
      },
    },
    { name: 'DevFlowFix, durable and enqueued', hook, stores: true, start: async () => [await serve()] },
    {
      name: 'the same, a worker processing beside it',
      hook,
      stores: true,
      start: async () => [await serve(), await work()],
    },
  ];
}

async function measure(contender: Contender, database: BenchDatabase): Promise<Round> {
  const servers = await contender.start();
  try {
    const order = {
      url: `${servers[0]?.url ?? ''}${contender.hook}`,
      secret: database.secret,
      repositoryId: database.repositoryId,
      connections: CONNECTIONS,
      bodies: BODIES,
    };
    const warm = await runLoad({ ...order, amount: WARM_UP });
    const before = await countDeliveries(database.client);
    const server = servers[0]?.pid;
    const serverBefore = cpuOf(server);
    const postgresBefore = cpuOfPostgres(database.backend);
    const result = await runLoad({ ...order, amount: AMOUNT });
    const serverCpu = (cpuOf(server) - serverBefore) / AMOUNT;
    const postgresCpu = (cpuOfPostgres(database.backend) - postgresBefore) / AMOUNT;
    const after = await countDeliveries(database.client);
    if (warm.failed > 0) throw new Error(`${contender.name}: ${warm.failed} of the warm-up requests failed`);
    const lost = contender.stores ? warm.ok + result.ok - after.stored : 0;
    const processed = (after.processed - before.processed) * (result.perSecond / result.ok);
    return { ...result, lost, processed, serverCpu, postgresCpu };
  } finally {
    for (const server of servers.reverse()) await server.stop();
    await empty(database.client);
  }
}

async function main(): Promise<void> {
  const database = await startBenchDatabase();
  const field = contenders(database);
  const only = process.env.BENCH_ONLY?.split(',').map(Number);
  const rounds = new Map<string, Round[]>(field.map(({ name }) => [name, []]));
  try {
    for (let round = 1; round <= ROUNDS; round += 1) {
      for (const [index, contender] of field.entries()) {
        if (only !== undefined && !only.includes(index)) continue;
        // Lets the disk and the allocator come to rest after the one before.
        await sleep(1_000);
        const [busy = 0] = loadavg();
        const result = await measure(contender, database);
        rounds.get(contender.name)?.push(result);
        console.log(
          `round ${round}: ${contender.name}: ${Math.round(result.perSecond)}/s, p50 ${result.p50} ms, p99 ${result.p99} ms, ` +
            `${result.failed} failed, ${result.lost} lost (load before ${busy.toFixed(1)})`,
        );
      }
    }
  } finally {
    await database.stop();
  }
  print(field, rounds);
}

function print(field: readonly Contender[], rounds: ReadonlyMap<string, Round[]>): void {
  const of = (name: string, pick: (round: Round) => number): number => median((rounds.get(name) ?? []).map(pick));
  const speeds = field.map(({ name }) => of(name, (round) => round.perSecond));
  const [bare = NaN, probot = NaN] = speeds;
  const rows = field.flatMap(({ name, stores }, index) => {
    // Left out by BENCH_ONLY.
    if (rounds.get(name)?.length === 0) return [];
    const speed = speeds[index] ?? NaN;
    const sum = (pick: (round: Round) => number): number =>
      (rounds.get(name) ?? []).reduce((all, round) => all + pick(round), 0);
    const row = [
      name,
      Math.round(speed).toString(),
      of(name, (round) => round.p50).toString(),
      of(name, (round) => round.p99).toString(),
      ratio(speed, bare),
      ratio(speed, probot),
      Math.round(of(name, (round) => round.serverCpu)).toString(),
      stores ? Math.round(of(name, (round) => round.postgresCpu)).toString() : '–',
      sum((round) => round.failed).toString(),
      stores ? sum((round) => round.lost).toString() : '–',
      stores ? Math.round(of(name, (round) => round.processed)).toString() : '–',
    ];
    return [row];
  });
  const { length } = cpus();
  console.log(
    `\n${ROUNDS} rounds of ${AMOUNT} deliveries (17 KB each), ${CONNECTIONS} connections, ${length} cores, Node ${process.version}; medians:\n`,
  );
  console.log(
    table(
      [
        '',
        'req/s',
        'p50 ms',
        'p99 ms',
        '÷ bare',
        '÷ Probot',
        'CPU µs',
        'PostgreSQL µs',
        'failed',
        'lost',
        'processed/s',
      ],
      rows,
    ),
  );
}

function ratio(speed: number, reference: number): string {
  return Number.isNaN(reference) ? '–' : (speed / reference).toFixed(2);
}

void main();
