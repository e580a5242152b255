import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Tx } from '../database/tx';
import type { Fields } from '../common/fields';
import { GroupingChangeEntity } from './grouping-change.entity';
import type { FingerprintBasis } from './domain/basis';
import type { Reason } from './domain/grouping';
import { IncidentAliasEntity } from './incident-alias.entity';
import { IncidentOccurrenceEntity } from './incident-occurrence.entity';

/** Causes of an older rule that are held against a new failure; a repository with more is regrouped by the task. */
const MAX_OLDER = 1000;

/** A recorded change of the grouping. */
export type GroupingChange = Readonly<Fields<GroupingChangeEntity>>;

/** Which failures belong together, beyond their fingerprints: aliases, moves, and the record of changes. */
@Injectable()
export class GroupingStore {
  /** Held by all who place failures or change an incident: many at once, but none beside `lockAlone`. */
  async lockShared(tx: Tx, connectionId: string): Promise<void> {
    await tx.query('select pg_advisory_xact_lock_shared(hashtextextended($1, 0))', [`incident-groups:${connectionId}`]);
  }

  /** Held by who changes the grouping itself, or must touch several incidents at once. */
  async lockAlone(tx: Tx, connectionId: string): Promise<void> {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`incident-groups:${connectionId}`]);
  }

  /** The key a fingerprint's failures go by. */
  async keyOf(tx: Tx, connectionId: string, fingerprint: string): Promise<string> {
    return (await this.alias(tx, connectionId, fingerprint))?.cause_key ?? fingerprint;
  }

  async alias(tx: Tx, connectionId: string, fingerprint: string): Promise<IncidentAliasEntity | null> {
    return tx.findOneBy(IncidentAliasEntity, { repository_connection_id: connectionId, fingerprint });
  }

  /** Fingerprints that go by a key. */
  async aliasesOf(tx: Tx, connectionId: string, causeKey: string): Promise<readonly string[]> {
    const where = { repository_connection_id: connectionId, cause_key: causeKey };
    const rows = await tx.find(IncidentAliasEntity, { where, order: { fingerprint: 'ASC' } });
    return rows.map(({ fingerprint }) => fingerprint);
  }

  /** Where a fingerprint's failures go by an alias, and whether an incident goes by the fingerprint itself. */
  async wayOf(
    tx: Tx,
    connectionId: string,
    fingerprint: string,
  ): Promise<{
    readonly alias: { readonly key: string; readonly changeId: string | null } | null;
    readonly isKey: boolean;
  }> {
    const rows = await tx.query<{ cause_key: string | null; change_id: string | null; is_key: boolean }[]>(
      `select a.cause_key, a.change_id,
         exists (select from incidents where repository_connection_id = $1 and fingerprint = $2) as is_key
       from (select) as one left join incident_aliases a on a.repository_connection_id = $1 and a.fingerprint = $2`,
      [connectionId, fingerprint],
    );
    const row = rows[0];
    if (row === undefined) return { alias: null, isKey: false };
    const { cause_key: key, change_id: changeId, is_key: isKey } = row;
    return { alias: key === null ? null : { key, changeId }, isKey };
  }

  /** What failures were fingerprinted from that another rule than `version` placed: the newest of each fingerprint. */
  async olderBases(
    tx: Tx,
    connectionId: string,
    version: string,
  ): Promise<readonly { readonly fingerprint: string; readonly basis: FingerprintBasis }[]> {
    return tx.query(
      `select distinct on (o.fingerprint) o.fingerprint, t.basis
       from incident_occurrences o join incident_tellings t on t.occurrence_id = o.id
       where o.repository_connection_id = $1 and not starts_with(o.fingerprint, $2) and t.basis is not null
       order by o.fingerprint, o.id desc limit $3`,
      [connectionId, `${version}:`, MAX_OLDER],
    );
  }

  /** Sends a fingerprint's failures to a key; null, or its own value, takes the alias away. */
  async route(tx: Tx, connectionId: string, fingerprint: string, key: string | null, changeId: string | null) {
    if (key === null || key === fingerprint) {
      await tx.delete(IncidentAliasEntity, { repository_connection_id: connectionId, fingerprint });
      return;
    }
    await tx.query(
      `insert into incident_aliases (repository_connection_id, fingerprint, cause_key, change_id)
       values ($1, $2, $3, $4)
       on conflict on constraint pk_incident_aliases do update set cause_key = $3, change_id = $4`,
      [connectionId, fingerprint, key, changeId],
    );
  }

  /** Forgets where a change sends fingerprints, those too that a new rule gave its failures since. */
  async forgetRoutes(tx: Tx, connectionId: string, changeId: string): Promise<void> {
    await tx.delete(IncidentAliasEntity, { repository_connection_id: connectionId, change_id: changeId });
  }

  /** All occurrences of an incident, oldest first. */
  async occurrencesOf(tx: Tx, incidentId: string): Promise<IncidentOccurrenceEntity[]> {
    return tx.find(IncidentOccurrenceEntity, { where: { incident_id: incidentId }, order: { id: 'ASC' } });
  }

  /** Puts an occurrence into an incident. */
  async move(tx: Tx, occurrenceId: string, to: string, reason: Reason): Promise<void> {
    await tx.update(IncidentOccurrenceEntity, { id: occurrenceId }, { incident_id: to, ...reason });
  }

  /** Gives occurrences, by their ids, the values of a new rule. */
  async refingerprint(tx: Tx, values: ReadonlyMap<string, string>): Promise<void> {
    await tx.query(
      `update incident_occurrences o set fingerprint = given.value
       from unnest($1::uuid[], $2::text[]) given (id, value) where o.id = given.id`,
      [[...values.keys()], [...values.values()]],
    );
  }

  async record(tx: Tx, change: GroupingChange): Promise<void> {
    await tx.query(
      `insert into incident_grouping_changes
       (id, repository_connection_id, user_id, actor_id, kind, incident_id, other_ids, at, detail)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        change.id,
        change.repository_connection_id,
        change.user_id,
        change.actor_id,
        change.kind,
        change.incident_id,
        change.other_ids,
        change.at,
        JSON.stringify(change.detail),
      ],
    );
  }

  async markUndone(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.update(GroupingChangeEntity, { id }, { undone_at: at });
  }

  async change(tx: Tx, userId: string, id: string): Promise<GroupingChange | null> {
    return tx.findOneBy(GroupingChangeEntity, { id, user_id: userId });
  }

  /** Changes an incident took part in, newest first. */
  async changesOf(tx: Tx, incidentId: string, limit: number): Promise<readonly GroupingChange[]> {
    const rows = await tx.query<{ id: string }[]>(
      `select id from incident_grouping_changes where incident_id = $1 or other_ids @> array[$1]::uuid[] order by id desc limit $2`,
      [incidentId, limit],
    );
    return tx.find(GroupingChangeEntity, { where: { id: In(rows.map(({ id }) => id)) }, order: { id: 'DESC' } });
  }
}
