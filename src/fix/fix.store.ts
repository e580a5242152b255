import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import type { Tx } from '../database/tx';
import { FixAttemptEntity } from './fix.entity';
import type { FixAttempt } from './fix.types';

/** Attempts: written once, never changed. */
@Injectable()
export class FixStore {
  async insert(tx: Tx, attempt: FixAttempt): Promise<void> {
    await tx.insert(FixAttemptEntity, attempt);
  }

  async find(tx: Tx, id: string): Promise<FixAttempt | null> {
    return tx.findOneBy(FixAttemptEntity, { id });
  }

  /** Newest first, at most `limit`. */
  async ofIncident(tx: Tx, incidentId: string, limit: number): Promise<readonly FixAttempt[]> {
    return tx.find(FixAttemptEntity, { where: { incident_id: incidentId }, order: { id: 'DESC' }, take: limit });
  }

  /** True when this run was tried for this incident and declined for something other than its verdict, which may change. */
  async hasTried(tx: Tx, incidentId: string, workflowRunId: string): Promise<boolean> {
    const tried = { incident_id: incidentId, workflow_run_id: workflowRunId };
    return tx.existsBy(FixAttemptEntity, [
      { ...tried, code: IsNull() },
      { ...tried, code: Not('fix.verdict') },
    ]);
  }

  /** Makes the transaction wait for every other one that tries the same incident. */
  async lockIncident(tx: Tx, incidentId: string): Promise<void> {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`fix:${incidentId}`]);
  }
}
