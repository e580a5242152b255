import { Injectable } from '@nestjs/common';
import { In, IsNull, Not, type FindOptionsWhere } from 'typeorm';
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

  /**
   * True when this run was tried for this incident and declined for something that does not change by itself: a verdict may,
   * and a model that did not answer may answer later.
   */
  async hasTried(tx: Tx, incidentId: string, workflowRunId: string): Promise<boolean> {
    return tx.existsBy(FixAttemptEntity, triesAt(incidentId, workflowRunId));
  }

  /** The newest of the tries that `hasTried` tells of; null when there is none. */
  async tried(tx: Tx, incidentId: string, workflowRunId: string): Promise<FixAttempt | null> {
    return tx.findOne(FixAttemptEntity, { where: triesAt(incidentId, workflowRunId), order: { id: 'DESC' } });
  }

  /** How often a run was tried for an incident while the model did not answer. */
  async countUnanswered(tx: Tx, incidentId: string, workflowRunId: string): Promise<number> {
    const where = { incident_id: incidentId, workflow_run_id: workflowRunId, code: 'fix.model_unavailable' as const };
    return tx.countBy(FixAttemptEntity, where);
  }

  /** Makes the transaction wait for every other one that tries the same incident. */
  async lockIncident(tx: Tx, incidentId: string): Promise<void> {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`fix:${incidentId}`]);
  }
}

function triesAt(incidentId: string, workflowRunId: string): FindOptionsWhere<FixAttemptEntity>[] {
  const tried = { incident_id: incidentId, workflow_run_id: workflowRunId };
  return [
    { ...tried, code: IsNull() },
    { ...tried, code: Not(In(['fix.verdict', 'fix.model_unavailable'])) },
  ];
}
