import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx';
import { FAILURE_CONCLUSIONS } from '../forge/forge.types';
import type { Wanted } from './analytics.store';
import type { DeploymentSums } from './domain/deployments';
import { ended } from './rollup-sql.store';

const FAILURES = FAILURE_CONCLUSIONS.map((conclusion) => `'${conclusion}'`).join(', ');

/**
 * Runs of marked workflows on the default branch, each by its last attempt, in the window and the 30 days before it: where
 * a red streak that ended in the window may have begun.
 */
const DEPLOYMENTS = `
  runs as (
    select distinct on (r.repository_connection_id, r.run_id) r.*, ${ended('r')} as at,
      coalesce(r.workflow_id, r.workflow_name) as workflow
    from repository_connections c
    join workflow_runs r on r.repository_connection_id = c.id and r.status = 'completed' and r.branch = c.default_branch
      and ${ended('r')} >= $2::timestamptz - interval '30 days' and ${ended('r')} < $3::timestamptz
      and (r.workflow_name = any(c.deployment_workflows) or r.workflow_path = any(c.deployment_workflows))
    where c.id = any($1::uuid[]) and c.deployment_workflows <> '{}' and r.event !~ '^(pull_request|merge_request)'
    order by r.repository_connection_id, r.run_id, r.run_attempt desc
  ), decided as (
    select runs.*, conclusion = 'success' as ok,
      count(*) filter (where conclusion = 'success') over (
        partition by repository_connection_id, workflow order by run_number, run_attempt
        rows between unbounded preceding and 1 preceding) as streak
    from runs where conclusion in ('success', ${FAILURES})
  ), streaks as (
    select repository_connection_id, workflow, streak, min(at) filter (where not ok) as red_at, min(at) filter (where ok) as green_at
    from decided group by 1, 2, 3
  )`;

/** Reads deployments: runs of the workflows that a repository says deploy. */
@Injectable()
export class DeploymentStore {
  /** True where one of the repositories has a workflow that deploys. */
  async areMarked(tx: Tx, connections: readonly string[]): Promise<boolean> {
    const rows = await tx.query<{ marked: boolean }[]>(
      `select exists (select from repository_connections where id = any($1::uuid[]) and deployment_workflows <> '{}') as marked`,
      [connections],
    );
    return rows[0]?.marked ?? false;
  }

  async sums(tx: Tx, { connections, since, until }: Wanted): Promise<DeploymentSums> {
    const [row] = await tx.query<DeploymentSums[]>(
      `with ${DEPLOYMENTS}, mine as (
         select runs.*, extract(epoch from at - (
           select min(coalesce(f.started_at, f.created_at)) from workflow_runs f
           where f.repository_connection_id = runs.repository_connection_id and f.commit_sha = runs.commit_sha
         )) as lead
         from runs where at >= $2::timestamptz
       )
       select (count(*) filter (where conclusion = 'success'))::int as succeeded,
         (count(*) filter (where conclusion in (${FAILURES})))::int as failed,
         (count(*) filter (where conclusion is null or conclusion not in ('success', ${FAILURES})))::int as other,
         percentile_disc(0.5) within group (order by greatest(0, lead)) filter (where conclusion = 'success')::float8 as lead_median,
         (select count(*) from streaks where red_at is not null and green_at >= $2::timestamptz)::int as recovered,
         (select percentile_disc(0.5) within group (order by extract(epoch from green_at - red_at))
          from streaks where red_at is not null and green_at >= $2::timestamptz)::float8 as recovery_median,
         (select count(*) from streaks where red_at is not null and green_at is null)::int as still_red
       from mine`,
      [connections, since, until],
    );
    if (row === undefined) throw new Error('count(*) gave no row');
    return row;
  }

  /** Deployments in each of the spans that begin at `starts`; the last ends at `until`. */
  async series(
    tx: Tx,
    { connections, since, until }: Wanted,
    starts: readonly Date[],
  ): Promise<readonly { readonly at: number; readonly succeeded: number; readonly failed: number }[]> {
    return tx.query(
      `with ${DEPLOYMENTS}
       select width_bucket(at, $4::timestamptz[]) as at, (count(*) filter (where ok))::int as succeeded,
         (count(*) filter (where not ok))::int as failed
       from decided where at >= $2::timestamptz group by 1`,
      [connections, since, until, starts],
    );
  }
}
