import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx';

/** As in the index `ix_workflow_runs_ended`, or it would not be used. */
const ENDED = 'coalesce(completed_at, forge_updated_at, created_at)';

/** What one statement removed, and how far it came. */
export interface RemovedRuns {
  readonly runs: number;
  readonly jobs: number;
  /** When the youngest of them ended; null when there were none. */
  readonly reached: Date | null;
}

/** Removal of old runs, repository by repository. */
@Injectable()
export class RunRetentionStore {
  /** The next repository that has runs; null after the last. */
  async nextConnection(tx: Tx, after: string): Promise<string | null> {
    const rows = await tx.query<{ id: string }[]>(
      `select repository_connection_id as id from workflow_runs where repository_connection_id > $1
       order by repository_connection_id limit 1`,
      [after],
    );
    return rows[0]?.id ?? null;
  }

  /**
   * Removes up to `limit` runs that ended in [`from`, `before`) and belong to no incident, with the jobs of their attempts. A run
   * that somebody is writing to stays for the next time: it may be getting an incident. Under its lock it is looked at again.
   */
  async remove(
    tx: Tx,
    connectionId: string,
    { from, before, limit }: { readonly from: Date; readonly before: Date; readonly limit: number },
  ): Promise<RemovedRuns> {
    const rows = await tx.query<RemovedRuns[]>(
      `with old as (
         select id, run_id, run_attempt, ${ENDED} as ended from workflow_runs
         where repository_connection_id = $1 and status = 'completed' and ${ENDED} >= $2 and ${ENDED} < $3
           and incident_id is null
         order by ${ENDED} limit $4 for update skip locked
       ), jobs as (
         delete from workflow_jobs j using old
         where j.repository_connection_id = $1 and j.run_id = old.run_id and j.run_attempt = old.run_attempt returning 1
       ), runs as (
         delete from workflow_runs r using old where r.id = old.id returning 1
       )
       select (select count(*)::int from runs) as runs, (select count(*)::int from jobs) as jobs,
         (select max(ended) from old) as reached`,
      [connectionId, from, before, limit],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('a select without a table gave no row');
    return row;
  }
}
