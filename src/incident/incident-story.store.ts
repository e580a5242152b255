import { Injectable } from '@nestjs/common';
import type { Fields } from '../common/fields';
import type { Tx } from '../database/tx';
import type { Severity } from './domain/severity';
import type { Failed, LanePlace } from './domain/story';
import type { Occurrence } from './incident.types';
import { IncidentTellingEntity } from './incident-telling.entity';

interface FailedRow {
  readonly id: string;
  readonly workflow_run_id: string;
  readonly fingerprint: string;
  readonly lane: string;
  readonly run_number: number;
  readonly run_attempt: number;
  readonly occurred_at: Date;
  readonly on_default_branch: boolean;
  readonly severity: Severity;
  readonly green_number: number | null;
  readonly green_attempt: number | null;
  readonly green_at: Date | null;
  readonly failure_of_lane: string;
}

/** What an incident's story is told from: its failures, the green runs after them, and what each failure says. */
@Injectable()
export class IncidentStoryStore {
  /** All failures of an incident, in no order. Short rows: a hundred thousand of them are still some 20 MB. */
  async failures(tx: Tx, incidentId: string): Promise<readonly Failed[]> {
    const rows = await tx.query<FailedRow[]>(
      `with ours as (select * from incident_occurrences where incident_id = $1),
       red as (
         select o.repository_connection_id, o.lane, o.run_number,
           row_number() over (partition by o.repository_connection_id, o.lane order by o.run_number) as failure_of_lane
         from incident_occurrences o
         where (o.repository_connection_id, o.lane) in
           (select repository_connection_id, lane from ours where on_default_branch)
         group by o.repository_connection_id, o.lane, o.run_number)
       select ours.id, ours.workflow_run_id, ours.fingerprint, ours.lane, ours.run_number, ours.run_attempt,
         ours.occurred_at, ours.on_default_branch, ours.severity,
         ours.green_number, ours.green_attempt, ours.green_at, coalesce(red.failure_of_lane, 0) as failure_of_lane
       from ours left join red using (repository_connection_id, lane, run_number)`,
      [incidentId],
    );
    return rows.map(toFailed);
  }

  /**
   * Notes a green run at the failures before it in its lane, where it is the first one after them. Returns the incidents
   * this tells something new.
   */
  async noteGreen(
    tx: Tx,
    connectionId: string,
    lane: string,
    green: LanePlace & { readonly at: Date },
  ): Promise<readonly string[]> {
    // The driver answers an update with its rows and their number.
    const [rows] = await tx.query<[{ incident_id: string }[], number]>(
      `update incident_occurrences set green_number = $3, green_attempt = $4, green_at = $5
       where repository_connection_id = $1 and lane = $2 and (run_number, run_attempt) < ($3, $4)
         and (green_number is null or (green_number, green_attempt) > ($3, $4))
       returning incident_id`,
      [connectionId, lane, green.number, green.attempt, green.at],
    );
    return [...new Set(rows.map(({ incident_id }) => incident_id))].sort();
  }

  /** Whether a run's failure has been placed already, and whether one after it in its lane has: then it is told late. */
  async lookUp(
    tx: Tx,
    connectionId: string,
    lane: string,
    run: LanePlace & { readonly id: string },
  ): Promise<{ readonly isKnown: boolean; readonly isLate: boolean }> {
    const rows = await tx.query<{ known: boolean; late: boolean }[]>(
      `select exists (select from incident_occurrences where workflow_run_id = $5) as known,
         exists (select from incident_occurrences
           where repository_connection_id = $1 and lane = $2 and (run_number, run_attempt) > ($3, $4)) as late`,
      [connectionId, lane, run.number, run.attempt, run.id],
    );
    return { isKnown: rows[0]?.known ?? false, isLate: rows[0]?.late ?? false };
  }

  /** Incidents with failures in a lane; on request only those that are not over. */
  async ofLane(
    tx: Tx,
    connectionId: string,
    lane: string,
    only: { readonly unresolved: boolean } = { unresolved: false },
  ): Promise<readonly string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `select i.id from incidents i where i.repository_connection_id = $1 and (not $3 or i.status <> 'resolved')
         and exists (select 1 from incident_occurrences o
           where o.incident_id = i.id and o.repository_connection_id = $1 and o.lane = $2)
       order by i.id`,
      [connectionId, lane, only.unresolved],
    );
    return rows.map(({ id }) => id);
  }

  /** Adds a failure and what it says. */
  async add(
    tx: Tx,
    occurrence: Occurrence,
    words: Omit<Fields<IncidentTellingEntity>, 'occurrence_id'>,
  ): Promise<void> {
    await tx.query(
      `with told as (
         insert into incident_occurrences select * from json_populate_record(null::incident_occurrences, $1))
       insert into incident_tellings select * from json_populate_record(null::incident_tellings, $2)`,
      [JSON.stringify(occurrence), JSON.stringify({ ...words, occurrence_id: occurrence.id })],
    );
  }

  async telling(tx: Tx, occurrenceId: string): Promise<Fields<IncidentTellingEntity> | null> {
    return tx.findOneBy(IncidentTellingEntity, { occurrence_id: occurrenceId });
  }
}

function toFailed(row: FailedRow): Failed {
  const { green_number: number, green_attempt: attempt, green_at: at } = row;
  return {
    id: row.id,
    runId: row.workflow_run_id,
    fingerprint: row.fingerprint,
    lane: row.lane,
    place: { number: row.run_number, attempt: row.run_attempt },
    at: row.occurred_at,
    onDefaultBranch: row.on_default_branch,
    severity: row.severity,
    green: number === null || attempt === null || at === null ? null : { number, attempt, at },
    failureOfLane: Number(row.failure_of_lane),
  };
}
