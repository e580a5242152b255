import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import type { Tx } from '../database/tx';
import { isFailure, type ForgeRun } from '../forge/forge.types';
import type { FactDefinition } from '../queue/task';
import { TaskQueue, type NewFact } from '../queue/task.queue';
import { cleanJob, cleanRun } from './domain/clean';
import { mergeJob } from './domain/merge-job';
import { mergeRun } from './domain/merge-run';
import { attemptKey, jobKey, WorkflowJobStore, type ToldJob } from './workflow-job.store';
import { forgePart, type ToldRun } from './workflow-run.rows';
import { WorkflowRunStore } from './workflow-run.store';
import { runFailed, runSucceeded, type RunFact } from './workflow.facts';
import type { Owner, WorkflowRun } from './workflow.public';

/**
 * The one way tellings of runs and jobs come in: from events, from the backfill, from the reconciler. Each is merged
 * into its row under the row's lock, so any order and number of them ends in the same rows. Many are taken in with as
 * many statements as one. What has no row yet is inserted before any row is locked: whoever inserts waits for nobody who waits
 * for a lock of theirs, so two transactions that tell of the same things never wait for each other.
 */
@Injectable()
export class RunRecorder {
  constructor(
    private readonly runs: WorkflowRunStore,
    private readonly jobs: WorkflowJobStore,
    private readonly queue: TaskQueue,
    private readonly clock: Clock,
  ) {}

  /** Merges one telling of a run, and tells the fact of its ending when that is what became known. Returns our id. */
  async recordRun(tx: Tx, owner: Owner, told: ForgeRun): Promise<string> {
    const [id] = (await this.recordRuns(tx, [{ owner, run: told }])).values();
    if (id === undefined) throw new Error('a recorded run has no id');
    return id;
  }

  /** `recordRun` for many tellings, several of one run among them. Returns our ids by `attemptKey`. */
  async recordRuns(tx: Tx, told: readonly ToldRun[]): Promise<ReadonlyMap<string, string>> {
    const tellings = merged(
      told.map((telling) => ({ ...telling, run: cleanRun(telling.run) })),
      ({ owner, run }) => attemptKey(owner.connectionId, run.externalId, run.attempt),
      (a, b) => ({ ...b, requestId: b.requestId ?? a.requestId, run: mergeRun(a.run, b.run) }),
    );
    const inserted = await this.runs.insertAll(tx, [...tellings.values()], this.clock.now());
    const others = without(tellings, inserted);
    const known = await this.runs.lockAll(tx, [...others.values()]);
    if (known.size < others.size) throw new Error('a run vanished between insert and lock');
    await this.tellEndings(tx, [
      ...[...inserted].map(([key, run]) => ({ run, requestId: tellings.get(key)?.requestId })),
      ...(await this.updateRuns(tx, others, known)),
    ]);
    return new Map([...inserted, ...known].map(([key, { id }]) => [key, id]));
  }

  /** Merges tellings of jobs, several of one job among them; their runs need not be known yet. */
  async recordJobs(tx: Tx, told: readonly ToldJob[]): Promise<void> {
    const tellings = merged(
      told.map(({ owner, job }) => ({ owner, job: cleanJob(job) })),
      ({ owner, job }) => jobKey(owner.connectionId, job),
      (a, b) => ({ ...b, job: mergeJob(a.job, b.job) }),
    );
    const others = without(tellings, await this.jobs.insertAll(tx, [...tellings.values()], this.clock.now()));
    const known = await this.jobs.lockAll(tx, [...others.values()]);
    if (known.size < others.size) throw new Error('a job vanished between insert and lock');
    const changed = [...known].flatMap(([key, { id, ...before }]) => {
      const job = mergeJob(before, others.get(key)?.job ?? before);
      return isDeepStrictEqual(job, before) ? [] : [{ id, job }];
    });
    await this.jobs.updateAll(tx, changed, this.clock.now());
  }

  private async updateRuns(
    tx: Tx,
    told: ReadonlyMap<string, ToldRun>,
    known: ReadonlyMap<string, WorkflowRun>,
  ): Promise<readonly Ending[]> {
    const now = this.clock.now();
    const changed: WorkflowRun[] = [];
    const checked: string[] = [];
    const endings: Ending[] = [];
    for (const [key, row] of known) {
      const telling = told.get(key);
      if (telling === undefined) continue;
      const before = forgePart(row);
      const after = mergeRun(before, telling.run);
      if (isDeepStrictEqual(after, before)) {
        checked.push(row.id);
        continue;
      }
      const run = { ...row, ...after };
      changed.push(run);
      if (after.conclusion !== row.conclusion) endings.push({ run, requestId: telling.requestId });
    }
    await this.runs.updateAll(tx, changed, now);
    await this.runs.markChecked(tx, checked, now);
    return endings;
  }

  private async tellEndings(tx: Tx, endings: readonly Ending[]): Promise<void> {
    const ended = endings.filter(({ run }) => run.status === 'completed');
    await this.tell(
      tx,
      runFailed,
      ended.filter(({ run }) => isFailure(run.conclusion)),
    );
    await this.tell(
      tx,
      runSucceeded,
      ended.filter(({ run }) => run.conclusion === 'success'),
    );
  }

  private async tell(tx: Tx, fact: FactDefinition<RunFact>, endings: readonly Ending[]): Promise<void> {
    if (endings.length === 0) return;
    const told = endings.map(({ run, requestId }): NewFact<RunFact> => ({
      id: `${run.id}:${run.conclusion ?? ''}`,
      payload: { run_id: run.id, connection_id: run.connectionId, user_id: run.userId },
      requestId,
    }));
    await this.queue.publishAll(tx, fact, told);
  }
}

/** A run that ended, and the request that told so. */
interface Ending {
  readonly run: WorkflowRun;
  readonly requestId: string | undefined;
}

/** What of `all` is not among `some`, by key, in the same order. */
function without<T>(all: ReadonlyMap<string, T>, some: { has(key: string): boolean }): ReadonlyMap<string, T> {
  return new Map([...all].filter(([key]) => !some.has(key)));
}

/** By key, in order of the keys, so that everybody takes rows in one order; several of one key are merged as told. */
function merged<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  merge: (earlier: T, later: T) => T,
): Map<string, T> {
  const found = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    const earlier = found.get(key);
    found.set(key, earlier === undefined ? item : merge(earlier, item));
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
