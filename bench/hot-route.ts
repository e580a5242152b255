import { loadavg } from 'node:os';
import { startReference } from './support/child';
import { cpuOf } from './support/cpu';
import { runLoad } from './support/run-load';
import { median, table } from './support/table';

/** What a Nest controller costs a delivery beside a plain Fastify route, in one process. For docs/adr/0002. */
const ROUNDS = 3;
const AMOUNT = Number(process.env.BENCH_AMOUNT ?? 20_000);
const ROUTES = ['/plain', '/nest'] as const;

async function main(): Promise<void> {
  const secret = 'the secret of the benchmark';
  const server = await startReference('bench/support/nest-server', { BENCH_SECRET: secret });
  const measured = new Map<string, { perSecond: number; p99: number; cpu: number }[]>(
    ROUTES.map((route) => [route, []]),
  );
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const route of ROUTES) {
        const before = cpuOf(server.pid);
        const order = {
          url: server.url + route,
          secret,
          repositoryId: '1',
          connections: 50,
          amount: AMOUNT,
          bodies: 200,
        };
        const { perSecond, p99, failed } = await runLoad(order);
        if (failed > 0) throw new Error(`${failed} requests failed`);
        // The first round warms up.
        if (round > 0) measured.get(route)?.push({ perSecond, p99, cpu: (cpuOf(server.pid) - before) / AMOUNT });
      }
    }
  } finally {
    await server.stop();
  }
  const of = (route: string, pick: (round: { perSecond: number; p99: number; cpu: number }) => number): string =>
    Math.round(median((measured.get(route) ?? []).map(pick))).toString();
  const rows = ROUTES.map((route) => [
    route,
    of(route, (round) => round.perSecond),
    of(route, (round) => round.p99),
    of(route, (round) => round.cpu),
  ]);
  console.log(
    `${ROUNDS} rounds of ${AMOUNT}, 50 connections, Node ${process.version}, load ${loadavg()[0]?.toFixed(1) ?? ''}; medians:\n`,
  );
  console.log(table(['route', 'req/s', 'p99 ms', 'CPU µs'], rows));
}

void main();
