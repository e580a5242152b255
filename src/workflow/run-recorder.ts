import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import type { Tx } from '../database/tx';
import { isFailure, type ForgeJob, type ForgeRun } from '../forge/forge.types';
import { TaskQueue } from '../queue/task.queue';
import { cleanJob, cleanRun } from './domain/clean';
import { mergeJob } from './domain/merge-job';
import { mergeRun } from './domain/merge-run';
import { WorkflowJobStore } from './workflow-job.store';
import { forgePart } from './workflow-run.rows';
import { WorkflowRunStore } from './workflow-run.store';
import { runFailed, runSucceeded } from './workflow.facts';
import type { Owner, WorkflowRun } from './workflow.public';

/**
 * The one way tellings of runs and jobs come in: from events, from the backfill, from the reconciler. Each is merged
 * into its row under the row's lock, so any order and number of them ends in the same rows.
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
    const run = cleanRun(told);
    const now = this.clock.now();
    let known = await this.runs.lock(tx, owner, run);
    if (known === null) {
      const inserted = await this.runs.insert(tx, owner, run, now);
      if (inserted !== null) {
        await this.tellEnding(tx, inserted);
        return inserted.id;
      }
      known = await this.runs.lock(tx, owner, run);
      if (known === null) throw new Error('a run vanished between insert and read');
    }
    const before = forgePart(known);
    const merged = mergeRun(before, run);
    if (isDeepStrictEqual(merged, before)) {
      await this.runs.markChecked(tx, known.id, now);
      return known.id;
    }
    await this.runs.update(tx, known.id, merged, now);
    if (merged.conclusion !== known.conclusion) await this.tellEnding(tx, { ...known, ...merged });
    return known.id;
  }

  /** Merges one telling of a job; its run need not be known yet. */
  async recordJob(tx: Tx, owner: Owner, told: ForgeJob): Promise<void> {
    const job = cleanJob(told);
    const now = this.clock.now();
    let known = await this.jobs.lock(tx, owner.connectionId, job);
    if (known === null) {
      if (await this.jobs.insert(tx, owner.connectionId, job, now)) return;
      known = await this.jobs.lock(tx, owner.connectionId, job);
      if (known === null) throw new Error('a job vanished between insert and read');
    }
    const { id, ...before } = known;
    const merged = mergeJob(before, job);
    if (!isDeepStrictEqual(merged, before)) await this.jobs.update(tx, id, merged, now);
  }

  private async tellEnding(tx: Tx, run: WorkflowRun): Promise<void> {
    if (run.status !== 'completed') return;
    const fact = isFailure(run.conclusion) ? runFailed : run.conclusion === 'success' ? runSucceeded : null;
    if (fact === null) return;
    const payload = { run_id: run.id, connection_id: run.connectionId, user_id: run.userId };
    await this.queue.publish(tx, fact, `${run.id}:${run.conclusion ?? ''}`, payload);
  }
}
