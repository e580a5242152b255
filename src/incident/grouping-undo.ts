import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { AppError, CommonErrors } from '../common/errors';
import type { Tx } from '../database/tx';
import type { Reason } from './domain/grouping';
import { restored } from './domain/row-state';
import { GroupingWriter } from './grouping-writer';
import { GroupingStore, type GroupingChange } from './grouping.store';
import { IncidentErrors } from './incident.errors';
import { IncidentKeeper } from './incident-keeper';
import { IncidentStore, type IncidentChange } from './incident.store';
import type { Incident, Occurrence } from './incident.types';

const RECENT_CHANGES = 100;

function cannot(reason: string, details: Readonly<Record<string, unknown>> = {}): AppError {
  return new AppError(IncidentErrors.cannotUndo, { details: { reason, ...details } });
}

/** Takes changes of the grouping back. Needs the grouping's lock, alone. */
@Injectable()
export class GroupingUndo {
  constructor(
    private readonly store: IncidentStore,
    private readonly groups: GroupingStore,
    private readonly writer: GroupingWriter,
    private readonly keeper: IncidentKeeper,
    private readonly clock: Clock,
  ) {}

  /** Null as `changeId`: the newest change of the incident that is not undone yet. */
  async undo(tx: Tx, incident: Incident, changeId: string | null, actorId: string): Promise<GroupingChange> {
    const change = await this.changeOf(tx, incident, changeId);
    if (change.undone_at !== null) return change;
    const rows = await this.rowsOf(tx, change);
    const inside = await this.occurrencesOf(tx, rows);
    await this.refuseOverwritten(tx, change, inside);
    await this.refuseSecondOpen(tx, change, rows);
    const back = returns(change, inside, rows);
    await this.store.lockOccurrences(
      tx,
      back.map(({ occurrence }) => occurrence.id),
    );
    for (const { occurrence, to, reason } of back) await this.groups.move(tx, occurrence.id, to, reason);
    await this.writer.relink(tx, back);
    await this.groups.forgetRoutes(tx, change.repository_connection_id, change.id);
    for (const { fingerprint, before } of change.detail.reroutings) {
      await this.groups.route(tx, change.repository_connection_id, fingerprint, before, change.id);
    }
    await this.writer.rewrite(tx, this.restoredRows(change, rows));
    for (const row of rows) await this.keeper.restate(tx, row.id);
    const undoneAt = this.clock.now();
    await this.groups.markUndone(tx, change.id, undoneAt);
    const message = `The ${change.kind} of ${change.at.toISOString()} was undone.`;
    await this.writer.tell(tx, 'undone', actorId, new Map(rows.map(({ id }) => [id, message])));
    return { ...change, undone_at: undoneAt };
  }

  private async changeOf(tx: Tx, incident: Incident, changeId: string | null): Promise<GroupingChange> {
    if (changeId === null) {
      const changes = await this.groups.changesOf(tx, incident.id, RECENT_CHANGES);
      const newest = changes.find(({ undone_at }) => undone_at === null);
      if (newest === undefined) throw cannot('There is no change of this incident to undo.');
      return newest;
    }
    const change = await this.groups.change(tx, incident.user_id, changeId);
    if (change === null || ![change.incident_id, ...change.other_ids].includes(incident.id)) {
      throw new AppError(CommonErrors.notFound);
    }
    return change;
  }

  private async rowsOf(tx: Tx, change: GroupingChange): Promise<Incident[]> {
    const rows: Incident[] = [];
    for (const id of [change.incident_id, ...change.other_ids].sort()) {
      const row = await this.store.lock(tx, id);
      if (row !== null) rows.push(row);
    }
    return rows;
  }

  private async occurrencesOf(tx: Tx, rows: readonly Incident[]): Promise<ReadonlyMap<string, Occurrence>> {
    const all = new Map<string, Occurrence>();
    for (const { id } of rows) {
      for (const occurrence of await this.groups.occurrencesOf(tx, id)) all.set(occurrence.id, occurrence);
    }
    return all;
  }

  private async refuseOverwritten(
    tx: Tx,
    { detail, ...change }: GroupingChange,
    inside: ReadonlyMap<string, Occurrence>,
  ): Promise<void> {
    const gone = detail.moves.filter(({ occurrence_id, to }) => inside.get(occurrence_id)?.incident_id !== to);
    if (gone.length > 0) {
      throw cannot('Occurrences it moved were moved again since; undo that first.', {
        occurrence_ids: gone.map(({ occurrence_id }) => occurrence_id),
      });
    }
    for (const { fingerprint, after } of detail.reroutings) {
      const alias = await this.groups.alias(tx, change.repository_connection_id, fingerprint);
      if ((alias?.cause_key ?? null) !== (after === fingerprint ? null : after)) {
        throw cannot('A later change sends its fingerprints elsewhere; undo that first.', { fingerprint });
      }
    }
  }

  /** What it brings back unresolved must not stand beside a newer unresolved one of its cause. */
  private async refuseSecondOpen(tx: Tx, change: GroupingChange, rows: readonly Incident[]): Promise<void> {
    for (const row of rows) {
      if (row.merged_into === null || change.detail.rows[row.id]?.before?.merged_into !== null) continue;
      const all = await this.store.lockAllOf(tx, row.repository_connection_id, row.fingerprint);
      const open = all.find(({ id, status }) => id !== row.id && status !== 'resolved');
      if (open !== undefined) {
        throw cannot('An incident it would bring back has an unresolved follower.', { incident_id: open.id });
      }
    }
  }

  private restoredRows(change: GroupingChange, rows: readonly Incident[]): ReadonlyMap<string, IncidentChange> {
    const { made } = change.detail;
    return new Map(
      rows.map((row) => {
        if (row.id === made) {
          const end = { status: 'resolved', resolution: 'merged', resolved_at: this.clock.now() } as const;
          return [row.id, { ...end, resolution_time_seconds: null, merged_into: change.incident_id }];
        }
        const state = change.detail.rows[row.id];
        if (state === undefined || state.before === null) return [row.id, {}];
        return [row.id, restored(row, state.before, state.after)];
      }),
    );
  }
}

interface Return {
  readonly occurrence: Occurrence;
  readonly to: string;
  readonly reason: Reason;
}

/** What goes back: the occurrences that were moved, and those that came since because of the change. */
function returns(
  change: GroupingChange,
  inside: ReadonlyMap<string, Occurrence>,
  rows: readonly Incident[],
): readonly Return[] {
  const moved = new Map(change.detail.moves.map((move) => [move.occurrence_id, move]));
  const keys = new Map(rows.map((row) => [row.fingerprint, row.id]));
  return [...inside.values()].flatMap((occurrence): Return[] => {
    const move = moved.get(occurrence.id);
    if (move !== undefined) return [{ occurrence, to: move.from, reason: move.before }];
    const route = change.detail.reroutings.find(({ fingerprint }) => fingerprint === occurrence.fingerprint);
    if (route === undefined || occurrence.grouped_by !== 'earlier_change') return [];
    if (occurrence.incident_id !== keys.get(route.after ?? route.fingerprint)) return [];
    const home = keys.get(route.before ?? route.fingerprint) ?? change.incident_id;
    const grouped_because = `Its fingerprint belongs here: the ${change.kind} that had sent it elsewhere was undone.`;
    return [{ occurrence, to: home, reason: { grouped_by: 'fingerprint', grouped_because, grouped_by_user: null } }];
  });
}
