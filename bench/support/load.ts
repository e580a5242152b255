import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';
import { signedRuns } from './payloads';

/** What one run of the load process is to do. */
export interface LoadOrder {
  readonly url: string;
  readonly secret: string;
  readonly repositoryId: string;
  readonly connections: number;
  /** Requests in all; each gets its answer, so that rows and answers can be compared. */
  readonly amount: number;
  readonly bodies: number;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly ok: number;
  readonly failed: number;
}

const SAMPLE_MS = 10;

/** Runs in a process of its own: takes one order, answers with one result, ends. */
async function run(order: LoadOrder): Promise<LoadResult> {
  const pool = signedRuns(order.bodies, order.secret, order.repositoryId);
  let next = 0;
  const startedAt = performance.now();
  const result = await autocannon({
    url: order.url,
    connections: order.connections,
    amount: order.amount,
    timeout: 30,
    // It ends at the end of a sample: with its second, 8.05 s and 7.06 s would be the only speeds there are.
    sampleInt: SAMPLE_MS,
    requests: [
      {
        method: 'POST',
        setupRequest: (request) => {
          const { body, signature } = pool[next++ % pool.length] ?? { body: Buffer.alloc(0), signature: '' };
          return {
            ...request,
            body,
            headers: {
              'content-type': 'application/json',
              'user-agent': 'GitHub-Hookshot/bench',
              'x-github-event': 'workflow_run',
              'x-github-delivery': randomUUID(),
              'x-hub-signature-256': signature,
            },
          };
        },
      },
    ],
  });
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    perSecond: result['2xx'] / seconds,
    p50: result.latency.p50,
    p99: result.latency.p99,
    ok: result['2xx'],
    failed: result.non2xx + result.errors + result.timeouts,
  };
}

process.once('message', (order: LoadOrder) => {
  void run(order).then((result) => {
    process.send?.(result);
    process.disconnect();
  });
});
