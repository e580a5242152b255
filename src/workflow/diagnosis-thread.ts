import { parentPort } from 'node:worker_threads';
import { refusals } from '../ci-file/compare';
import { kindOfPath } from '../ci-file/kind';
import { lintCiFile } from '../ci-file/lint';
import { reportOf } from '../ci-file/report';
import { causesOf } from '../diagnosis/causes';
import { diagnose } from '../diagnosis/diagnose';
import { redact } from '../diagnosis/log/redact';
import { readSafeReport } from '../diagnosis/reports/safe-report';
import type { ThreadAnswer, ThreadRequest } from '../common/threads/thread-pool';

/** Findings that keep a file from running come alone; where there is none, what else is wrong with it. */
async function refusalsOf(path: string, text: string): Promise<string | null> {
  const kind = kindOfPath(path);
  const findings = kind === null ? [] : await lintCiFile(kind, text);
  const refused = refusals(findings);
  return findings.length === 0 ? null : reportOf(path, refused.length > 0 ? refused : findings);
}

/** What a thread of `DiagnosisRunner` can do; this file runs in the thread alone. */
const work = { causesOf, diagnose, redact, readSafeReport, refusalsOf };

/** Names and shapes for the runner's side. */
export type ThreadWork = typeof work;

const works = new Map<string, (...given: never[]) => unknown>(Object.entries(work));

function unknown(): never {
  throw new Error('the thread was asked for work it does not know');
}

async function answerTo({ name, parameters }: ThreadRequest): Promise<ThreadAnswer> {
  try {
    const result: unknown = await Reflect.apply(works.get(name) ?? unknown, null, parameters);
    return { result };
  } catch (error) {
    return { error };
  }
}

parentPort?.on('message', (request: ThreadRequest) => {
  void answerTo(request).then((answer) => parentPort?.postMessage(answer));
});
