import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import { WorkflowService } from '../workflow/workflow.service';
import { resolvedAt, secondsBetween, type LaneEnd } from './domain/resolution';
import { ENDED_BY_GREEN_RUN } from './domain/state';
import { IncidentHistoryStore } from './incident-history.store';
import { IncidentStore } from './incident.store';
import type { Incident, Occurrence } from './incident.types';

/** Ends incidents whose workflow is green again. */
@Injectable()
export class IncidentResolver {
  constructor(
    private readonly db: Database,
    private readonly workflow: WorkflowService,
    private readonly store: IncidentStore,
    private readonly history: IncidentHistoryStore,
    private readonly clock: Clock,
  ) {}

  /** Settles every incident that failed in the lane of a green run. Doing so again changes nothing. */
  async recordGreen(runId: string): Promise<void> {
    const run = await this.workflow.run(this.db.read, runId);
    if (run?.conclusion !== 'success') return;
    const { lane } = run;
    // The lane's lock first, so that a failure that is being placed just now is seen.
    const ids = await this.db.transaction(async (tx) => {
      await this.store.lockLane(tx, run.connectionId, lane);
      return this.store.inLane(tx, run.connectionId, lane, ENDED_BY_GREEN_RUN);
    });
    // A transaction each: nobody holds two incidents' rows in an order of his own.
    for (const id of ids) await this.db.transaction((tx) => this.settle(tx, id));
  }

  /** Ends an incident if the runs known by now say so. Reads runs only, so the order they were told in is no matter. */
  async settle(tx: Tx, incidentId: string): Promise<void> {
    const incident = await this.store.lock(tx, incidentId);
    if (incident === null || !ENDED_BY_GREEN_RUN.some((status) => status === incident.status)) return;
    const newest = await this.laneEnd(tx, await this.history.newest(tx, incidentId));
    if (newest === null) return;
    const onDefault = await this.laneEnd(tx, await this.history.newest(tx, incidentId, { onDefaultBranch: true }));
    const at = resolvedAt(newest, onDefault);
    if (at !== null) await this.resolve(tx, incident, at);
  }

  private async laneEnd(tx: Tx, failure: Occurrence | null): Promise<LaneEnd | null> {
    if (failure === null) return null;
    const last = (await this.history.lastInLane(tx, failure.incident_id, failure.lane)) ?? failure;
    const position = { number: last.run_number, attempt: last.run_attempt };
    const green = await this.workflow.firstGreenAfter(tx, last.repository_connection_id, last.lane, position);
    return { greenAt: green === null ? null : (green.completedAt ?? green.updatedAt ?? green.storedAt) };
  }

  private async resolve(tx: Tx, incident: Incident, at: Date): Promise<void> {
    const change = {
      status: 'resolved',
      resolution: 'green_run',
      resolved_at: at,
      resolution_time_seconds: secondsBetween(incident.opened_at, at),
    } as const;
    await this.store.update(tx, incident.id, change, this.clock.now());
    const message = `Green again: ${incident.workflow_name}${incident.branch === null ? '' : ` on ${incident.branch}`}.`;
    await this.history.addEvent(tx, incident.id, { type: 'resolved', at, actorId: null, message, workflowRunId: null });
  }
}
