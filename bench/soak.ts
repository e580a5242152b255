import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../src/free-port';
import { startServer, startWorker, type Server } from './support/child';
import { startBenchDatabase, type BenchDatabase } from './support/database';
import { addReader, readTurns, residentMb, watchTurns } from './support/people';
import { sendSteadily } from './support/steady-sender';
import { table } from './support/table';
import { trendOf, type Sample, type Tolerance, type Trend } from './support/trend';

/**
 * One server and one worker for minutes under the same load: deliveries, people who read, people who come to watch and go.
 * What they hold is sampled; after the warm-up it has to be flat. Exits with 1 when it is not.
 */
const MINUTES = Number(process.env.SOAK_MINUTES ?? 10);
const RATE = Number(process.env.SOAK_RATE ?? 20);
const WATCHERS = Number(process.env.SOAK_WATCHERS ?? 50);
const SAMPLE_MS = Number(process.env.SOAK_SAMPLE_MS ?? 5_000);
/** V8 grows its heap for a while after a start, and code is still being compiled. */
const WARM_UP = 0.3;

const MEMORY: Tolerance = { share: 0.08, absolute: 12 };
const SERIES: Record<string, { readonly unit: string; readonly tolerance: Tolerance }> = {
  'server, resident': { unit: 'MB', tolerance: MEMORY },
  'server, heap used': { unit: 'MB', tolerance: { share: 0.25, absolute: 12 } },
  'worker, resident': { unit: 'MB', tolerance: MEMORY },
  'sessions at PostgreSQL': { unit: '', tolerance: { share: 0.1, absolute: 2 } },
  'tasks due or running': { unit: '', tolerance: { share: 0.5, absolute: 2 * RATE } },
};

async function heapMb(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const bytes = /^\w*nodejs_heap_size_used_bytes(?:\{[^}]*\})? (\S+)/m.exec(text)?.[1];
  if (bytes === undefined) throw new Error('/metrics tells no heap');
  return Number(bytes) / 1024 / 1024;
}

async function sample(database: BenchDatabase, server: Server, worker: Server): Promise<readonly number[]> {
  const { rows } = await database.client.query<{ sessions: number; tasks: number }>(
    `select (select count(*)::int from pg_stat_activity where datname = current_database()) as sessions,
       (select count(*)::int from graphile_worker.jobs where run_at <= now() and attempts < max_attempts) as tasks`,
  );
  const heap = await heapMb(server.url);
  return [residentMb(server.pid), heap, residentMb(worker.pid), rows[0]?.sessions ?? NaN, rows[0]?.tasks ?? NaN];
}

async function soak(database: BenchDatabase, server: Server, worker: Server): Promise<boolean> {
  const reader = await addReader(database);
  const until = performance.now() + MINUTES * 60_000;
  const goesOn = (): boolean => performance.now() < until;
  const load = Promise.all([
    sendSteadily(server.url, database, { rate: RATE, goesOn }),
    readTurns(server.url, reader, goesOn, 200),
    ...Array.from({ length: WATCHERS }, (_, at) => watchTurns(server.url, reader, goesOn, 5_000 + 200 * at)),
  ]);
  const names = Object.keys(SERIES);
  const samples = names.map((): Sample[] => []);
  const began = performance.now();
  while (goesOn()) {
    await sleep(SAMPLE_MS);
    const at = (performance.now() - began) / 1000;
    for (const [index, value] of (await sample(database, server, worker)).entries())
      samples[index]?.push({ at, value });
  }
  const [sent] = await load;
  const trends = names.map((name, index): [string, Trend] => {
    const all = samples[index] ?? [];
    return [name, trendOf(all.slice(Math.ceil(all.length * WARM_UP)), SERIES[name]?.tolerance ?? MEMORY)];
  });
  print(trends, sent);
  return trends.every(([, { isFlat }]) => isFlat) && sent.refused === 0;
}

function print(trends: readonly (readonly [string, Trend])[], sent: { taken: number; refused: number }): void {
  console.log(
    `\n${MINUTES} minutes of ${RATE} deliveries a second (${sent.taken} taken, ${sent.refused} refused), ${WATCHERS} people ` +
      `watching and reading; the first ${Math.round(WARM_UP * 100)} % are warm-up. Load of the machine ${loadavg()[0]?.toFixed(1) ?? '?'}.\n`,
  );
  const rows = trends.map(([name, { mean, slopePerHour, growth, isFlat }]) => [
    name,
    `${mean.toFixed(1)} ${SERIES[name]?.unit ?? ''}`.trim(),
    slopePerHour.toFixed(1),
    growth.toFixed(1),
    isFlat ? 'yes' : 'NO',
  ]);
  console.log(table(['', 'mean', 'slope an hour', 'last third − first', 'flat'], rows));
}

async function main(): Promise<boolean> {
  const database = await startBenchDatabase();
  const servers: Server[] = [];
  try {
    const settings = {
      DATABASE_URL: database.url,
      OAUTH_TOKEN_ENCRYPTION_KEY: database.encryptionKey,
      LOG_FORMAT: 'json',
      LOG_LEVEL: 'error',
    };
    const port = await freePort('127.0.0.1', 0);
    const server = await startServer(settings, port);
    servers.push(server);
    const worker = await startWorker(settings);
    servers.push(worker);
    return await soak(database, server, worker);
  } finally {
    for (const server of servers.reverse()) await server.stop();
    await database.stop();
  }
}

main().then(
  (isFlat) => process.exit(isFlat ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
