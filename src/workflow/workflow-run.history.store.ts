import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx';
import { FAILURE_CONCLUSIONS } from '../forge/forge.types';
import type { Lane, Position } from './domain/lane';
import type { WorkflowRunEntity } from './workflow-run.entity';
import { toWorkflowRun } from './workflow-run.rows';
import type { JobOutcome, Place, PlaceAt, PlaceBy, WorkflowRun } from './workflow.public';

/** The conclusions that say green or red. */
const DECIDED = ['success', ...FAILURE_CONCLUSIONS];
const IS_DECIDED = `conclusion in (${DECIDED.map((each) => `'${each}'`).join(', ')})`;

interface JobRow {
  readonly job: string;
  readonly conclusion: string;
  readonly run_id: string;
  readonly run_attempt: number;
  readonly workflow_run_id: string;
  readonly event: string;
  readonly lane: string;
  readonly branch: string | null;
  readonly commit_sha: string;
  readonly completed_at: Date;
}

/** Runs and jobs held against each other: before, after, at the same commit. */
@Injectable()
export class WorkflowRunHistory {
  /** The newest decided run at each of some places, in their order; null where none is known. */
  async decidedAtEach(tx: Tx, connectionId: string, places: readonly PlaceAt[]): Promise<(WorkflowRun | null)[]> {
    const keys = places.map(({ commitSha }) => commitSha);
    return this.newestOfEach(tx, connectionId, places, {
      keys,
      type: 'text',
      where: `commit_sha = place.key and ${IS_DECIDED}`,
    });
  }

  /** The newest decided run of each of some lanes that had started by a time, in their order; null where none is known. */
  async decidedByEach(tx: Tx, connectionId: string, places: readonly PlaceBy[]): Promise<(WorkflowRun | null)[]> {
    const keys = places.map(({ by }) => by);
    const where = `coalesce(started_at, created_at) <= place.key and ${IS_DECIDED}`;
    return this.newestOfEach(tx, connectionId, places, { keys, type: 'timestamptz', where });
  }

  /**
   * The newest decided run of each of some lanes with a lower number, in their order; a run's own attempts do not count.
   * Null where none is known.
   */
  async decidedBeforeEach(tx: Tx, connectionId: string, places: readonly Place[]): Promise<(WorkflowRun | null)[]> {
    const keys = places.map(({ number }) => number);
    const where = `run_number < place.key and ${IS_DECIDED}`;
    return this.newestOfEach(tx, connectionId, places, { keys, type: 'bigint', where });
  }

  /** The newest green run of each of some lanes with a lower number, in their order; null where none is known. */
  async greensBeforeEach(tx: Tx, connectionId: string, places: readonly Place[]): Promise<(WorkflowRun | null)[]> {
    const keys = places.map(({ number }) => number);
    const where = `run_number < place.key and conclusion = 'success'`;
    return this.newestOfEach(tx, connectionId, places, { keys, type: 'bigint', where });
  }

  /** The newest green run of each of some lanes of one workflow: numbered lower than `run`, made after `since`. */
  async greensBefore(
    tx: Tx,
    run: WorkflowRun,
    lanes: readonly Lane[],
    since: Date,
    limit: number,
  ): Promise<WorkflowRun[]> {
    const rows = await tx.query<WorkflowRunEntity[]>(
      `select * from (
         select distinct on (lane) * from workflow_runs
         where repository_connection_id = $1 and lane = any($2) and conclusion = 'success' and run_number < $3
           and created_at >= $4
         order by lane, run_number desc, run_attempt desc
       ) greens order by run_number desc limit $5`,
      [run.connectionId, lanes, run.number, since, limit],
    );
    return rows.map(toWorkflowRun);
  }

  /** Other decided runs of each run's lane at its commit, newest first, by our id; of a pull request only attempts of the run. */
  async atSameCommits(
    tx: Tx,
    runs: readonly WorkflowRun[],
    limit: number,
  ): Promise<ReadonlyMap<string, readonly WorkflowRun[]>> {
    if (runs.length === 0) return new Map();
    const rows = await tx.query<(WorkflowRunEntity & { own_id: string })[]>(
      `select own.id as own_id, other.* from unnest($1::uuid[], $2::boolean[]) named (id, is_pull_request)
       join workflow_runs own on own.id = named.id
       cross join lateral (
         select * from workflow_runs
         where repository_connection_id = own.repository_connection_id and commit_sha = own.commit_sha and lane = own.lane
           and ${IS_DECIDED} and id <> own.id and (run_id = own.run_id or not named.is_pull_request)
         order by run_number desc, run_attempt desc limit $3
       ) other`,
      [runs.map(({ id }) => id), runs.map(({ isPullRequest }) => isPullRequest), limit],
    );
    const others = new Map<string, WorkflowRun[]>(runs.map(({ id }) => [id, []]));
    for (const row of rows) others.get(row.own_id)?.push(toWorkflowRun(row));
    return others;
  }

  /** All attempts of all runs at a commit, newest first. */
  async at(tx: Tx, connectionId: string, commitSha: string, limit: number): Promise<WorkflowRun[]> {
    const rows = await tx.query<WorkflowRunEntity[]>(
      `select * from workflow_runs where repository_connection_id = $1 and commit_sha = $2
       order by run_number desc, run_attempt desc limit $3`,
      [connectionId, commitSha, limit],
    );
    return rows.map(toWorkflowRun);
  }

  /** True when the lane has a run, decided or not, after the position. */
  async hasLater(tx: Tx, connectionId: string, lane: Lane, after: Position): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `select 1 from workflow_runs
       where repository_connection_id = $1 and lane = $2 and (run_number, run_attempt) > ($3, $4) limit 1`,
      [connectionId, lane, after.number, after.attempt],
    );
    return rows.length > 0;
  }

  /**
   * How jobs of a workflow ended since a time, newest first, at most `limit`. A job that a rerun of failed jobs carried
   * over is told once, in the attempt that ran it: it kept its start, its end and its conclusion. Forges tell whole seconds,
   * in which a quick attempt and the next may both begin.
   */
  async jobOutcomes(
    tx: Tx,
    connectionId: string,
    jobs: { readonly workflow: string; readonly names: readonly string[] },
    since: Date,
    limit: number,
  ): Promise<JobOutcome[]> {
    const rows = await tx.query<JobRow[]>(
      `select * from (
         select distinct on (j.name, j.run_id, coalesce(j.started_at, j.completed_at), j.completed_at, j.conclusion)
                j.name as job, j.conclusion, j.run_id, j.run_attempt, r.id as workflow_run_id, r.event, r.lane,
                r.branch, r.commit_sha, j.completed_at
         from workflow_jobs j
         join workflow_runs r on r.repository_connection_id = j.repository_connection_id
           and r.run_id = j.run_id and r.run_attempt = j.run_attempt
         where j.repository_connection_id = $1 and j.name = any($2) and j.conclusion = any($3)
           and j.completed_at >= $4 and coalesce(r.workflow_id, r.workflow_name) = $5
         order by j.name, j.run_id, coalesce(j.started_at, j.completed_at), j.completed_at, j.conclusion, j.run_attempt
       ) outcomes order by completed_at desc limit $6`,
      [connectionId, jobs.names, DECIDED, since, jobs.workflow, limit],
    );
    return rows.map((row) => ({
      job: row.job,
      outcome: row.conclusion === 'success' ? 'passed' : 'failed',
      runExternalId: row.run_id,
      attempt: row.run_attempt,
      workflowRunId: row.workflow_run_id,
      branch: row.branch,
      commitSha: row.commit_sha,
      sameness: sameness(row),
      at: row.completed_at,
    }));
  }

  private async newestOfEach(
    tx: Tx,
    connectionId: string,
    places: readonly { readonly lane: Lane }[],
    { keys, type, where }: { readonly keys: readonly unknown[]; readonly type: string; readonly where: string },
  ): Promise<(WorkflowRun | null)[]> {
    if (places.length === 0) return [];
    const rows = await tx.query<(WorkflowRunEntity & { place: string })[]>(
      `select place.at as place, found.* from unnest($2::text[], $3::${type}[]) with ordinality place (lane, key, at)
       cross join lateral (
         select * from workflow_runs where repository_connection_id = $1 and lane = place.lane and ${where}
         order by run_number desc, run_attempt desc limit 1
       ) found`,
      [connectionId, places.map(({ lane }) => lane), keys],
    );
    const found = new Map(rows.map((row) => [Number(row.place), toWorkflowRun(row)]));
    return places.map((_, index) => found.get(index + 1) ?? null);
  }
}

/** A pull request's runs at one head may differ in the base they were merged with; a rerun's attempts do not. */
function sameness(row: Pick<JobRow, 'event' | 'run_id' | 'lane' | 'commit_sha'>): string {
  return /^(?:pull_request|merge_request)/.test(row.event) ? row.run_id : `${row.lane} ${row.commit_sha}`;
}
