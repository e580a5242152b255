import { createHash, createHmac, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchDatabase } from './database';
import { recordedRun } from './payloads';

const START_MS = Date.UTC(2026, 0, 1);
const WORKFLOWS = 20;
/** Runs are told under these ids. */
export const FIRST_RUN = 1_000_000;

/** What a sender was answered. */
export interface Sent {
  taken: number;
  refused: number;
  /** Milliseconds until the answer. */
  readonly answers: number[];
  /** When a run's delivery was sent, `performance.now()`, by the forge's id. */
  readonly sentAt: ReadonlyMap<string, number>;
}

/** A run that ended, signed: three of four are green, so that incidents come and go. */
export function endedRun(number: number, database: Pick<BenchDatabase, 'repositoryId' | 'secret'>) {
  const body = JSON.stringify(
    recordedRun(database.repositoryId, {
      id: FIRST_RUN + number,
      run_number: number,
      run_attempt: 1,
      name: `CI ${number % WORKFLOWS}`,
      workflow_id: 500 + (number % WORKFLOWS),
      head_branch: 'main',
      updated_at: new Date(START_MS + number * 1000).toISOString(),
      head_sha: createHash('sha1')
        .update(`push ${Math.floor(number / 3)}`)
        .digest('hex'),
      status: 'completed',
      conclusion: number % 4 === 0 ? 'failure' : 'success',
    }),
  );
  return { body, signature: `sha256=${createHmac('sha256', database.secret).update(body).digest('hex')}` };
}

/** Sends at a steady rate, whatever the answers do, while `goesOn`; resolves when all are answered. */
export async function sendSteadily(
  url: string,
  database: Pick<BenchDatabase, 'connectionId' | 'repositoryId' | 'secret'>,
  order: { readonly rate: number; readonly goesOn: () => boolean; readonly path?: string; readonly first?: number },
): Promise<Sent> {
  const sentAt = new Map<string, number>();
  const sent: Sent = { taken: 0, refused: 0, answers: [], sentAt };
  const under = new Set<Promise<void>>();
  const start = performance.now();
  const path = order.path ?? `/api/v2/webhooks/github/${database.connectionId}`;
  for (let count = 0; order.goesOn(); count += 1) {
    const wait = start + (count * 1000) / order.rate - performance.now();
    if (wait > 1) await sleep(wait);
    const number = (order.first ?? 1) + count;
    const { body, signature } = endedRun(number, database);
    const began = performance.now();
    sentAt.set(String(FIRST_RUN + number), began);
    const answered: Promise<void> = fetch(`${url}${path}`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'workflow_run',
        'x-github-delivery': randomUUID(),
        'x-hub-signature-256': signature,
      },
    }).then(async (response) => {
      await response.arrayBuffer();
      under.delete(answered);
      if (response.ok) sent.taken += 1;
      else sent.refused += 1;
      sent.answers.push(performance.now() - began);
    });
    under.add(answered);
  }
  await Promise.all(under);
  return sent;
}
