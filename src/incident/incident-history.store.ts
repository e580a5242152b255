import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import type { Fields } from '../common/fields';
import { newId } from '../common/ids';
import { storableText } from '../common/storable';
import type { Tx } from '../database/tx';
import type { TimelineEvent } from './domain/timeline';
import { IncidentEventEntity } from './incident-event.entity';
import { IncidentOccurrenceEntity } from './incident-occurrence.entity';
import type { Occurrence } from './incident.types';

/** A line of a timeline and its place in it. */
type StoredEvent = TimelineEvent & { readonly id: string };

const toEvent = (row: IncidentEventEntity): StoredEvent => ({
  id: row.id,
  type: row.type,
  at: row.at,
  actorId: row.actor_id,
  message: row.message,
  workflowRunId: row.workflow_run_id,
});

/** Occurrences and timelines: what is only ever added to. */
@Injectable()
export class IncidentHistoryStore {
  /** Those of `runIds` that belong to the incident. */
  async occurrencesAmong(tx: Tx, incidentId: string, runIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (runIds.length === 0) return new Set();
    const rows = await tx.query<{ workflow_run_id: string }[]>(
      'select workflow_run_id from incident_occurrences where incident_id = $1 and workflow_run_id = any($2::uuid[])',
      [incidentId, runIds],
    );
    return new Set(rows.map((row) => row.workflow_run_id));
  }

  /** The newest failure by time, over all lanes or on the default branch alone; null when there is none. */
  async newest(tx: Tx, incidentId: string, where: { onDefaultBranch?: true } = {}): Promise<Occurrence | null> {
    return tx.findOne(IncidentOccurrenceEntity, {
      where: { incident_id: incidentId, ...(where.onDefaultBranch === undefined ? {} : { on_default_branch: true }) },
      order: { occurred_at: 'DESC', run_number: 'DESC', run_attempt: 'DESC' },
    });
  }

  /** The failure of a run in an incident. */
  async ofRun(tx: Tx, incidentId: string, workflowRunId: string): Promise<Occurrence | null> {
    return tx.findOneBy(IncidentOccurrenceEntity, { incident_id: incidentId, workflow_run_id: workflowRunId });
  }

  /** Newest first. */
  async occurrences(tx: Tx, incidentId: string, limit: number): Promise<Occurrence[]> {
    return tx.find(IncidentOccurrenceEntity, {
      where: { incident_id: incidentId },
      order: { occurred_at: 'DESC', run_number: 'DESC', run_attempt: 'DESC' },
      take: limit,
    });
  }

  async addEvent(tx: Tx, incidentId: string, event: TimelineEvent): Promise<void> {
    const row: Fields<IncidentEventEntity> = {
      id: newId(),
      incident_id: incidentId,
      type: event.type,
      at: event.at,
      actor_id: event.actorId,
      message: storableText(event.message),
      workflow_run_id: event.workflowRunId,
    };
    await tx.query('insert into incident_events select * from json_populate_record(null::incident_events, $1)', [
      JSON.stringify(row),
    ]);
  }

  /** Oldest first, at most `limit`, after the event `after`. */
  async events(tx: Tx, incidentId: string, after: string | null, limit: number): Promise<StoredEvent[]> {
    const rows = await tx.find(IncidentEventEntity, {
      where: { incident_id: incidentId, ...(after === null ? {} : { id: MoreThan(after) }) },
      order: { id: 'ASC' },
      take: limit,
    });
    return rows.map(toEvent);
  }

  /** The newest `limit` events, oldest of them first. */
  async latestEvents(tx: Tx, incidentId: string, limit: number): Promise<StoredEvent[]> {
    const rows = await tx.find(IncidentEventEntity, {
      where: { incident_id: incidentId },
      order: { id: 'DESC' },
      take: limit,
    });
    return rows.reverse().map(toEvent);
  }
}
