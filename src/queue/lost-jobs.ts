import type { EventEmitter } from 'node:events';
import type { Client } from 'pg';

interface Job {
  readonly id: string;
}

interface Taken {
  readonly id: string;
  /** To the microsecond, as PostgreSQL writes it: which taking it was. */
  readonly at: string;
}

/** What these workers took longer ago than a minute; answers that are under way by then will not come. */
const TAKEN = `
  select id, locked_at::text as at from graphile_worker.jobs
  where locked_by = any($1) and locked_at < now() - interval '1 minute'`;

/** As the queue itself gives back what it fetched ahead: the try counts as not made. A lane is free when no more of it is held. */
const GIVE_BACK = `
  with freed as (
    update graphile_worker._private_jobs set attempts = greatest(0, attempts - 1), locked_by = null, locked_at = null
    where locked_by = any($1) and (id, locked_at::text) in (select * from unnest($2::bigint[], $3::text[]))
    returning id, job_queue_id),
  lanes as (
    update graphile_worker._private_job_queues q set locked_by = null, locked_at = null
    where q.locked_by = any($1) and q.id in (select job_queue_id from freed)
      and not exists (select 1 from graphile_worker._private_jobs other where other.job_queue_id = q.id
        and other.locked_by = any($1) and other.id not in (select id from freed)))
  select id from freed`;

/**
 * Finds jobs that the queue says this process has and that it never got: the connection was cut between PostgreSQL's
 * commit and its answer. The queue alone would wait four hours for them.
 */
export class LostJobs {
  private readonly held = new Set<string>();
  /** Given back, or on the way: the queue tries for minutes, and must not meet the same job taken anew. */
  private readonly returned = new Set<string>();
  private suspects: readonly Taken[] = [];

  /** Follows what a runner gets and ends. Call before the runner starts. */
  watch(events: EventEmitter): void {
    events.on('localQueue:getJobs:complete', ({ jobs }: { jobs: readonly Job[] }) => {
      for (const { id } of jobs) {
        this.held.add(id);
        this.returned.delete(id);
      }
    });
    events.on('localQueue:returnJobs', ({ jobs }: { jobs: readonly Job[] }) => {
      for (const { id } of jobs) this.returned.add(id);
    });
    events.on('job:complete', ({ job }: { job: Job }) => this.held.delete(job.id));
  }

  /**
   * Frees what these workers, all of this process, took a minute ago and do not have in two sweeps running: one is not
   * enough, since the end of a task is written a moment after it was told. Sweeps should be half a minute apart. Returns
   * how many were freed.
   */
  async sweep(client: Client, workers: readonly string[]): Promise<number> {
    const { rows } = await client.query<Taken>(TAKEN, [workers]);
    const missing = rows.filter(({ id }) => !this.held.has(id));
    const before = new Map(this.suspects.map(({ id, at }) => [id, at]));
    const lost = missing.filter(({ id, at }) => before.get(id) === at);
    this.suspects = missing;
    this.forgetReturned(new Set(rows.map(({ id }) => id)));
    if (lost.length === 0) return 0;
    const { rowCount } = await client.query(GIVE_BACK, [workers, lost.map(({ id }) => id), lost.map(({ at }) => at)]);
    return rowCount ?? 0;
  }

  private forgetReturned(taken: ReadonlySet<string>): void {
    for (const id of this.returned) {
      if (taken.has(id)) continue;
      this.returned.delete(id);
      this.held.delete(id);
    }
  }
}
