import type { Fields } from '../common/fields';
import { Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import type { PageRequest } from '../common/http/paging';
import type { Tx } from '../database/tx';
import type { FailureClass } from '../diagnosis/diagnosis.types';
import type { Severity } from './domain/severity';
import type { IncidentStatus } from './domain/state';
import { IncidentEntity } from './incident.entity';
import type { Incident } from './incident.types';

/** Which of a user's incidents to list; null means any. */
export interface IncidentFilter {
  readonly status: IncidentStatus | null;
  readonly severity: Severity | null;
  readonly class: FailureClass | null;
  readonly connectionId: string | null;
  /** Part of title, root cause, workflow or branch, in any case. */
  readonly search: string | null;
  /** Seen at or after. */
  readonly since: Date | null;
  /** First seen at or before. */
  readonly until: Date | null;
}

/** What may change in an incident's row. */
export type IncidentChange = Partial<
  Omit<Fields<IncidentEntity>, 'id' | 'user_id' | 'repository_connection_id' | 'created_at'>
>;

/** `$1` user, then the filter in its order, but for the words. */
const LISTED = `user_id = $1 and merged_into is null
  and ($2::text is null or status = $2)
  and ($3::text is null or severity = $3)
  and ($4::text is null or class = $4)
  and ($5::uuid is null or repository_connection_id = $5)
  and ($7::timestamptz is null or last_seen_at >= $7)
  and ($8::timestamptz is null or first_seen_at <= $8)`;

const HAS_WORDS = `strpos(lower(concat_ws(E'\\n', title, root_cause, workflow_name, branch)), lower($6)) > 0`;

/**
 * The listed rows, to select from. How rare words are cannot be estimated: without the fence (`offset 0`) everybody's
 * rows are read newest first in the hope of finding some soon, instead of the user's own.
 */
function mine(filter: IncidentFilter): string {
  return filter.search === null
    ? `(select * from incidents where ${LISTED} and $6::text is null) as mine`
    : `(select * from (select * from incidents where ${LISTED} offset 0) as own where ${HAS_WORDS}) as mine`;
}

function listed(userId: string, filter: IncidentFilter): unknown[] {
  return [
    userId,
    filter.status,
    filter.severity,
    filter.class,
    filter.connectionId,
    filter.search,
    filter.since,
    filter.until,
  ];
}

/** Rows of incidents, and the locks that order those who write them. */
@Injectable()
export class IncidentStore {
  /**
   * Makes the transaction wait for every other one that handles a run of this lane: a failure and the green run after it
   * must not overlook each other.
   */
  async lockLane(tx: Tx, connectionId: string, lane: string): Promise<void> {
    await this.lockLanes(tx, [{ connectionId, lane }]);
  }

  /** `lockLane` for several lanes, in one order for everybody. */
  async lockLanes(tx: Tx, lanes: readonly { readonly connectionId: string; readonly lane: string }[]): Promise<void> {
    const names = new Set(lanes.map(({ connectionId, lane }) => `incident-lane:${connectionId}:${lane}`));
    await tx.query(
      `select pg_advisory_xact_lock(key) from (
         select distinct hashtextextended(name, 0) as key from unnest($1::text[]) name order by key) keys`,
      [[...names]],
    );
  }

  /** Makes the transaction wait for every other one that opens or extends an incident of this cause. */
  async lockCause(tx: Tx, connectionId: string, fingerprint: string): Promise<void> {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `incident:${connectionId}:${fingerprint}`,
    ]);
  }

  async insert(tx: Tx, incident: Incident): Promise<void> {
    await tx.insert(IncidentEntity, incident);
  }

  async update(tx: Tx, id: string, change: IncidentChange, now: Date): Promise<void> {
    await tx.update(IncidentEntity, { id }, { ...change, updated_at: now });
  }

  /**
   * The row, locked until the transaction ends: against who writes it, not against who refers to it. What is added to the
   * histories of several incidents at once would else wait for their rows in an order of its own.
   */
  async lock(tx: Tx, id: string): Promise<Incident | null> {
    return tx.findOne(IncidentEntity, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  /** Several rows at once, for who is to write more than one. */
  async lockEach(tx: Tx, ids: readonly string[]): Promise<void> {
    await tx.query('select 1 from incidents where id = any($1::uuid[]) order by id for no key update', [ids]);
  }

  /**
   * Occurrences, after the incidents' own rows and before several of them are written: in order of id for everybody, whatever
   * order they are written in, or a judgement, a green run and a person's merge would wait for each other in a circle.
   */
  async lockOccurrences(tx: Tx, ids: readonly string[]): Promise<void> {
    await tx.query('select 1 from incident_occurrences where id = any($1::uuid[]) order by id for no key update', [
      ids,
    ]);
  }

  /** The incidents of a cause, newest first and locked; those merged away are not among them. */
  async lockAllOf(tx: Tx, connectionId: string, fingerprint: string): Promise<Incident[]> {
    return tx.find(IncidentEntity, {
      where: { repository_connection_id: connectionId, fingerprint, merged_into: IsNull() },
      order: { first_seen_at: 'DESC', id: 'DESC' },
      lock: { mode: 'for_no_key_update' },
    });
  }

  /** Any user's. */
  async byId(tx: Tx, id: string): Promise<Incident | null> {
    return tx.findOneBy(IncidentEntity, { id });
  }

  async find(tx: Tx, userId: string, id: string): Promise<Incident | null> {
    return tx.findOneBy(IncidentEntity, { id, user_id: userId });
  }

  /** One more than `page.limit`, newest first. */
  async list(tx: Tx, userId: string, filter: IncidentFilter, page: PageRequest): Promise<Incident[]> {
    const rows = await tx.query<{ id: string }[]>(
      `select id from ${mine(filter)} where ($9::uuid is null or id < $9) order by id desc limit $10`,
      [...listed(userId, filter), page.before, page.limit + 1],
    );
    return tx.find(IncidentEntity, { where: { id: In(rows.map(({ id }) => id)) }, order: { id: 'DESC' } });
  }

  async count(tx: Tx, userId: string, filter: IncidentFilter): Promise<number> {
    const rows = await tx.query<{ count: string }[]>(`select count(*) from ${mine(filter)}`, listed(userId, filter));
    return Number(rows[0]?.count ?? 0);
  }
}
