import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import type { Tx } from '../database/tx';
import { isFailure, type ForgeJob, type ForgeRun } from '../forge/forge.types';
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

/** Times an attempt may be inserted by another transaction between our look and our insert: once, and it stays. */
const PASSES = 2;

/**
 * The one way tellings of runs and jobs come in: from events, from the backfill, from the reconciler. Each is merged
 * into its row under the row's lock, so any order and number of them ends in the same rows. Many are taken in with as
 * many statements as one.
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
    const ids = new Map<string, string>();
    let open = merged(
      told.map((telling) => ({ ...telling, run: cleanRun(telling.run) })),
      ({ owner, run }) => attemptKey(owner.connectionId, run.externalId, run.attempt),
      (a, b) => ({ ...b, requestId: b.requestId ?? a.requestId, run: mergeRun(a.run, b.run) }),
    );
    const endings: Ending[] = [];
    for (let pass = 1; open.size > 0; pass += 1) {
      if (pass > PASSES) throw new Error('a run vanished between insert and read');
      const known = await this.runs.lockAll(tx, [...open.values()]);
      endings.push(...(await this.updateRuns(tx, open, known)));
      for (const [key, { id }] of known) ids.set(key, id);
      const fresh = [...open].filter(([key]) => !known.has(key));
      const inserted = await this.runs.insertAll(
        tx,
        fresh.map(([, telling]) => telling),
        this.clock.now(),
      );
      for (const [key, run] of inserted) {
        ids.set(key, run.id);
        endings.push({ run, requestId: open.get(key)?.requestId });
      }
      // What another transaction inserted first is there to be merged with now.
      open = new Map(fresh.filter(([key]) => !inserted.has(key)));
    }
    await this.tellEndings(tx, endings);
    return ids;
  }

  /** Merges one telling of a job; its run need not be known yet. */
  async recordJob(tx: Tx, owner: Owner, told: ForgeJob): Promise<void> {
    await this.recordJobs(tx, [{ owner, job: told }]);
  }

  /** `recordJob` for many tellings, several of one job among them. */
  async recordJobs(tx: Tx, told: readonly ToldJob[]): Promise<void> {
    let open = merged(
      told.map(({ owner, job }) => ({ owner, job: cleanJob(job) })),
      ({ owner, job }) => jobKey(owner.connectionId, job),
      (a, b) => ({ ...b, job: mergeJob(a.job, b.job) }),
    );
    for (let pass = 1; open.size > 0; pass += 1) {
      if (pass > PASSES) throw new Error('a job vanished between insert and read');
      const known = await this.jobs.lockAll(tx, [...open.values()]);
      const changed = [...known].flatMap(([key, { id, ...before }]) => {
        const job = mergeJob(before, open.get(key)?.job ?? before);
        return isDeepStrictEqual(job, before) ? [] : [{ id, job }];
      });
      await this.jobs.updateAll(tx, changed, this.clock.now());
      const fresh = [...open].filter(([key]) => !known.has(key));
      const inserted = await this.jobs.insertAll(
        tx,
        fresh.map(([, telling]) => telling),
        this.clock.now(),
      );
      open = new Map(fresh.filter(([key]) => !inserted.has(key)));
    }
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
