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

/** A green run: its lane, its place there, and when it ended. */
export interface Green extends LanePlace {
  readonly connectionId: string;
  readonly lane: string;
  readonly at: Date;
}

/** An incident that a green run is about. */
export interface Touched {
  readonly incidentId: string;
  readonly green: Green;
  /** It is the first one after a failure of the incident. */
  readonly isNoted: boolean;
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

  /** The failures before a green run in its lane that know of no green run before it; their ids. */
  async endedBy(tx: Tx, { connectionId, lane, number, attempt }: Green): Promise<readonly string[]> {
    // One green run a statement: of several, joined, the planner does not know how few failures each concerns, and reads
    // all of the lane.
    const rows = await tx.query<{ id: string }[]>(
      `select id from incident_occurrences
       where repository_connection_id = $1 and lane = $2 and (run_number, run_attempt) < ($3, $4)
         and (green_number is null or (green_number, green_attempt) > ($3, $4))`,
      [connectionId, lane, number, attempt],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Notes a green run at failures before it in its lane, which must be locked, where it is the first one after them. Returns
   * the incidents this tells something new.
   */
  async noteGreen(tx: Tx, green: Green, failureIds: readonly string[]): Promise<readonly Touched[]> {
    // The driver answers an update with its rows and their number.
    const [rows] = await tx.query<[{ incident_id: string }[], number]>(
      `update incident_occurrences set green_number = $2, green_attempt = $3, green_at = $4
       where id = any($1::uuid[]) and (green_number is null or (green_number, green_attempt) > ($2, $3))
       returning incident_id`,
      [failureIds, green.number, green.attempt, green.at],
    );
    return rows.map(({ incident_id: incidentId }) => ({ incidentId, green, isNoted: true }));
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

  /** Incidents with failures in a lane by a run of this number or a later one. */
  async ofLane(tx: Tx, connectionId: string, lane: string, from: number): Promise<readonly string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `select i.id from incidents i where i.repository_connection_id = $1
         and exists (select 1 from incident_occurrences o
           where o.incident_id = i.id and o.repository_connection_id = $1 and o.lane = $2 and o.run_number >= $3)
       order by i.id`,
      [connectionId, lane, from],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Incidents that are not over, with failures in the lanes of these green runs, whose row these may change: a run is noted at
   * one of the failures, a person's word may end with it, or nothing but the row keeps the incident open (unmuted since, or
   * its newest failure was noted by a task that died). Of all others a green run tells nothing: what an incident says is
   * told by its failures and what is noted at them.
   */
  async unresolvedOf(tx: Tx, greens: readonly Green[]): Promise<readonly Touched[]> {
    const rows = await tx.query<{ incident_id: string; nth: string; noted: boolean }[]>(
      `select i.id as incident_id, green.nth, noted.there is not null as noted
       from unnest($1::uuid[], $2::text[], $3::bigint[], $4::integer[])
         with ordinality green (connection_id, lane, number, attempt, nth)
       join incidents i on i.repository_connection_id = green.connection_id and i.status <> 'resolved'
       left join lateral (select true as there from incident_occurrences o where o.incident_id = i.id
         and o.repository_connection_id = green.connection_id and o.lane = green.lane
         and o.green_number = green.number and o.green_attempt = green.attempt limit 1) noted on true
       where exists (select 1 from incident_occurrences o where o.incident_id = i.id
         and o.repository_connection_id = green.connection_id and o.lane = green.lane)
         and (i.persons_word is not null or noted.there
           or (select true from incident_occurrences o where o.incident_id = i.id
             and o.occurred_at = i.last_seen_at and o.green_at is not null limit 1))
       order by i.id, green.nth`,
      [
        greens.map(({ connectionId }) => connectionId),
        greens.map(({ lane }) => lane),
        greens.map(({ number }) => number),
        greens.map(({ attempt }) => attempt),
      ],
    );
    return rows.flatMap(({ incident_id: incidentId, nth, noted: isNoted }) => {
      const green = greens[Number(nth) - 1];
      return green === undefined ? [] : [{ incidentId, green, isNoted }];
    });
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

  /** What a failure says, and on which branch it happened. */
  async telling(
    tx: Tx,
    occurrenceId: string,
  ): Promise<(Fields<IncidentTellingEntity> & { readonly branch: string | null }) | null> {
    const rows = await tx.query<(Fields<IncidentTellingEntity> & { readonly branch: string | null })[]>(
      `select t.*, o.branch from incident_tellings t join incident_occurrences o on o.id = t.occurrence_id
       where t.occurrence_id = $1`,
      [occurrenceId],
    );
    return rows[0] ?? null;
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
