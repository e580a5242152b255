import { parentPort } from 'node:worker_threads';
import { causesOf } from '../diagnosis/causes';
import { diagnose } from '../diagnosis/diagnose';
import { redact } from '../diagnosis/log/redact';
import { readSafeReport } from '../diagnosis/reports/safe-report';
import type { ThreadAnswer, ThreadRequest } from '../common/threads/thread-pool';

/** What a thread of `DiagnosisRunner` can do; this file runs in the thread alone. */
const work = { causesOf, diagnose, redact, readSafeReport };

/** Names and shapes for the runner's side. */
export type ThreadWork = typeof work;

const works = new Map<string, (...given: never[]) => unknown>(Object.entries(work));

function unknown(): never {
  throw new Error('the thread was asked for work it does not know');
}

function answerTo({ name, parameters }: ThreadRequest): ThreadAnswer {
  try {
    const result: unknown = Reflect.apply(works.get(name) ?? unknown, null, parameters);
    return { result };
  } catch (error) {
    return { error };
  }
}

parentPort?.on('message', (request: ThreadRequest) => {
  parentPort?.postMessage(answerTo(request));
});
