import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { newId } from '../common/ids';
import { storableText } from '../common/storable';
import type { Tx } from '../database/tx';
import type { Verdict } from '../diagnosis/diagnosis.types';
import type { IncidentStatus } from './domain/state';
import type { TimelineEventType } from './domain/timeline';
import { IncidentHistoryStore } from './incident-history.store';
import { IncidentKeeper } from './incident-keeper';
import { IncidentStore } from './incident.store';

/** What later features may know of an incident. */
export interface IncidentSubject {
  readonly id: string;
  readonly userId: string;
  readonly connectionId: string;
  readonly title: string;
  readonly status: IncidentStatus;
  /** Neither resolved nor muted nor merged into another. */
  readonly isOpen: boolean;
  readonly fingerprint: string;
  readonly verdict: Verdict;
  /** Our id of the newest failed run; null when it has none. */
  readonly newestRunId: string | null;
}

/** One failure of an incident. */
export interface IncidentFailure {
  readonly title: string;
  /** When the incident was seen first, whatever this failure's time. */
  readonly firstSeenAt: Date;
  readonly verdict: Verdict;
  readonly blamedFiles: readonly string[];
}

/** Incidents for the features that act on them. */
@Injectable()
export class IncidentLedger {
  constructor(
    private readonly store: IncidentStore,
    private readonly history: IncidentHistoryStore,
    private readonly keeper: IncidentKeeper,
    private readonly clock: Clock,
  ) {}

  /** Any user's incident; null when there is none. */
  async subject(tx: Tx, id: string): Promise<IncidentSubject | null> {
    const incident = await this.store.byId(tx, id);
    if (incident === null) return null;
    const newest = await this.history.newest(tx, id);
    const { status, title, fingerprint, verdict } = incident;
    return {
      id,
      userId: incident.user_id,
      connectionId: incident.repository_connection_id,
      title,
      status,
      isOpen: status !== 'resolved' && status !== 'muted' && incident.merged_into === null,
      fingerprint,
      verdict,
      newestRunId: newest?.workflow_run_id ?? null,
    };
  }

  /** What is known of one failed run's place on an incident; null when it has none there. */
  async failure(tx: Tx, incidentId: string, runId: string): Promise<IncidentFailure | null> {
    const [incident, occurrence] = await Promise.all([
      this.store.byId(tx, incidentId),
      this.history.ofRun(tx, incidentId, runId),
    ]);
    if (incident === null || occurrence === null) return null;
    const { verdict, cause } = occurrence;
    return { title: incident.title, firstSeenAt: incident.first_seen_at, verdict, blamedFiles: cause.files };
  }

  /** Adds to an incident's timeline what is being done about it. */
  async tell(
    tx: Tx,
    incidentId: string,
    event: { readonly type: Extract<TimelineEventType, `pull_request_${string}`>; readonly message: string },
  ): Promise<void> {
    const told = { type: event.type, message: storableText(event.message), at: this.clock.now() };
    await this.history.addEvent(tx, incidentId, { ...told, actorId: null, workflowRunId: null });
  }

  /** Resolves an incident because its fix was merged, unless it is over already; a failure told later reopens it. */
  async resolveByMerge(tx: Tx, incidentId: string, at: Date): Promise<void> {
    const incident = await this.store.lock(tx, incidentId);
    if (incident === null || incident.status === 'resolved' || incident.merged_into !== null) return;
    const word = {
      status: 'resolved',
      after: newId(),
      at: at.toISOString(),
      resolution: 'pr_merged',
      reopened: incident.reopened_count,
    } as const;
    // What a person muted is over all the same: the row is told anew from the word.
    const status = incident.status === 'muted' ? 'open' : incident.status;
    await this.store.update(tx, incidentId, { persons_word: word, status }, this.clock.now());
    await this.keeper.restate(tx, incidentId);
  }
}
