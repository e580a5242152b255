import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import type { Tx } from '../database/tx';
import { WorkflowService } from '../workflow/workflow.service';
import type { GroupingKind, Move, Reason, Rerouting, RowState } from './domain/grouping';
import { stateOf } from './domain/row-state';
import type { TimelineEventType } from './domain/timeline';
import { GroupingStore, type GroupingChange } from './grouping.store';
import { IncidentHistoryStore } from './incident-history.store';
import { IncidentKeeper } from './incident-keeper';
import { IncidentStore, type IncidentChange } from './incident.store';
import type { Incident, Occurrence } from './incident.types';

/** A change of the grouping, decided and not yet done. */
export interface Plan {
  readonly id: string;
  readonly kind: GroupingKind;
  readonly actorId: string | null;
  /** Of a merge the one that receives, of a split the one that gives. */
  readonly incident: Incident;
  readonly others: readonly Incident[];
  /** One of `others` that the change makes; not stored yet. */
  readonly made: Incident | null;
  readonly moves: readonly { readonly occurrence: Occurrence; readonly to: string; readonly reason: Reason }[];
  readonly reroutings: readonly Rerouting[];
  /** Columns to write before the rows are told anew from their failures. */
  readonly rows: ReadonlyMap<string, IncidentChange>;
  /** What each incident's timeline says of it. */
  readonly messages: ReadonlyMap<string, string>;
}

/** How a kind of change is told. */
const EVENTS = { merge: 'merged', split: 'split', regroup: 'regrouped' } as const satisfies Record<
  GroupingKind,
  TimelineEventType
>;

export const reasonOf = ({ grouped_by, grouped_because, grouped_by_user }: Reason): Reason => ({
  grouped_by,
  grouped_because,
  grouped_by_user,
});

/** Carries out changes of the grouping and writes them down. Needs the grouping's lock, alone. */
@Injectable()
export class GroupingWriter {
  constructor(
    private readonly store: IncidentStore,
    private readonly groups: GroupingStore,
    private readonly history: IncidentHistoryStore,
    private readonly keeper: IncidentKeeper,
    private readonly workflow: WorkflowService,
    private readonly clock: Clock,
  ) {}

  async carryOut(tx: Tx, plan: Plan): Promise<GroupingChange> {
    const { incident, others, made } = plan;
    const connectionId = incident.repository_connection_id;
    const involved = [incident, ...others];
    if (made !== null) await this.store.insert(tx, made);
    await this.store.lockOccurrences(
      tx,
      plan.moves.map(({ occurrence }) => occurrence.id),
    );
    for (const { occurrence, to, reason } of plan.moves) await this.groups.move(tx, occurrence.id, to, reason);
    await this.relink(tx, plan.moves);
    for (const { fingerprint, after } of plan.reroutings) {
      await this.groups.route(tx, connectionId, fingerprint, after, plan.id);
    }
    await this.rewrite(tx, plan.rows);
    const after = new Map<string, RowState>();
    for (const { id } of involved) {
      const row = await this.keeper.restate(tx, id);
      if (row !== null) after.set(id, stateOf(row));
    }
    const moves: Move[] = plan.moves.map(({ occurrence, to }) => ({
      occurrence_id: occurrence.id,
      workflow_run_id: occurrence.workflow_run_id,
      fingerprint: occurrence.fingerprint,
      from: occurrence.incident_id,
      to,
      before: reasonOf(occurrence),
    }));
    const rows = Object.fromEntries(
      involved.map((row) => [
        row.id,
        { before: row.id === made?.id ? null : stateOf(row), after: after.get(row.id) ?? stateOf(row) },
      ]),
    );
    const change: GroupingChange = {
      id: plan.id,
      repository_connection_id: connectionId,
      user_id: incident.user_id,
      actor_id: plan.actorId,
      kind: plan.kind,
      incident_id: incident.id,
      other_ids: others.map(({ id }) => id),
      at: this.clock.now(),
      detail: { moves, reroutings: plan.reroutings, rows, made: made?.id ?? null },
      undone_at: null,
    };
    await this.groups.record(tx, change);
    await this.tell(tx, EVENTS[plan.kind], plan.actorId, plan.messages);
    for (const row of involved) {
      if (typeof plan.rows.get(row.id)?.merged_into === 'string') await this.keeper.tellSettled(tx, row, 'merged');
    }
    return change;
  }

  /** Writes columns of several rows; those that end go first, so that no two of one cause are ever unresolved. */
  async rewrite(tx: Tx, rows: ReadonlyMap<string, IncidentChange>): Promise<void> {
    const ending = ([, { status }]: readonly [string, IncidentChange]): number => (status === 'resolved' ? 0 : 1);
    for (const [id, row] of [...rows].sort((a, b) => ending(a) - ending(b))) {
      await this.store.update(tx, id, row, this.clock.now());
    }
  }

  /** Runs name the incident their failure went to. `occurrence` is what it was before. */
  async relink(tx: Tx, moves: readonly { readonly occurrence: Occurrence; readonly to: string }[]): Promise<void> {
    await this.workflow.moveToIncidents(
      tx,
      moves.map(({ occurrence, to }) => ({ runId: occurrence.workflow_run_id, from: occurrence.incident_id, to })),
    );
  }

  /** One event in the timeline of each incident. */
  async tell(
    tx: Tx,
    type: TimelineEventType,
    actorId: string | null,
    messages: ReadonlyMap<string, string>,
  ): Promise<void> {
    const at = this.clock.now();
    for (const [id, message] of messages) {
      await this.history.addEvent(tx, id, { type, at, actorId, message, workflowRunId: null });
    }
  }
}
