import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { AppError, CommonErrors } from '../common/errors';
import { pageRequest, toPage, type PageQuery } from '../common/http/paging';
import { storableJson } from '../common/storable';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import { ConnectionDirectory } from '../repository/connection.directory';
import { WorkflowService } from '../workflow/workflow.service';
import { decide, wordOf, type Wish } from './domain/person-change';
import type { TimelineEvent } from './domain/timeline';
import { IncidentErrors } from './incident.errors';
import { GroupingStore } from './grouping.store';
import { IncidentHistoryStore } from './incident-history.store';
import { IncidentKeeper } from './incident-keeper';
import { IncidentStore, type IncidentFilter } from './incident.store';
import type { Incident, IncidentDetail } from './incident.types';
import { LinkedPullRequests } from './linked-pull-requests';

/** Entries of each list a detail shows. */
const DETAIL_ENTRIES = 50;

/** Incidents as their user sees and changes them. Another user's incident is as good as none. */
@Injectable()
export class IncidentService {
  constructor(
    private readonly db: Database,
    private readonly store: IncidentStore,
    private readonly groups: GroupingStore,
    private readonly history: IncidentHistoryStore,
    private readonly workflow: WorkflowService,
    private readonly directory: ConnectionDirectory,
    private readonly keeper: IncidentKeeper,
    private readonly pullRequests: LinkedPullRequests,
    private readonly clock: Clock,
  ) {}

  /** Newest first, with their repositories' names. Throws `common.invalid_cursor`. */
  async list(
    userId: string,
    filter: IncidentFilter,
    query: PageQuery,
  ): Promise<{
    items: readonly { incident: Incident; repository: string }[];
    total: number;
    nextCursor: string | null;
  }> {
    const request = pageRequest(query);
    const [rows, total] = await this.db.report((tx) =>
      Promise.all([this.store.list(tx, userId, filter, request), this.store.count(tx, userId, filter)]),
    );
    const { items, nextCursor } = toPage(rows, request.limit);
    const names = await this.repositoryNames(items);
    return { items: items.map((incident) => ({ incident, repository: names(incident) })), total, nextCursor };
  }

  /** Throws `common.not_found`. */
  async detail(userId: string, id: string): Promise<IncidentDetail> {
    const incident = await this.owned(userId, id);
    const [occurrences, timeline, changes, pullRequests, names] = await Promise.all([
      this.history.occurrences(this.db.read, id, DETAIL_ENTRIES),
      this.history.latestEvents(this.db.read, id, DETAIL_ENTRIES),
      this.groups.changesOf(this.db.read, id, DETAIL_ENTRIES),
      this.pullRequests.of(id),
      this.repositoryNames([incident]),
    ]);
    const runIds = occurrences.map((occurrence) => occurrence.workflow_run_id);
    const runs = await this.workflow.runsOf(this.db.read, userId, runIds);
    const sorted = [...runs].sort((a, b) => runIds.indexOf(a.id) - runIds.indexOf(b.id));
    return { incident, repository: names(incident), occurrences, runs: sorted, timeline, changes, pullRequests };
  }

  /** Oldest first. Throws `common.not_found`, `common.invalid_cursor`. */
  async timeline(
    userId: string,
    id: string,
    query: PageQuery,
  ): Promise<{ items: readonly (TimelineEvent & { readonly id: string })[]; nextCursor: string | null }> {
    await this.owned(userId, id);
    const request = pageRequest(query);
    return toPage(await this.history.events(this.db.read, id, request.before, request.limit + 1), request.limit);
  }

  /**
   * Does what a person wishes. Throws `common.not_found`, `incident.illegal_transition`, `incident.superseded`,
   * `incident.merged_away`.
   */
  async change(userId: string, id: string, wish: Wish): Promise<IncidentDetail> {
    await this.db.transaction((tx) => this.changeIn(tx, userId, id, storableJson(wish)));
    return this.detail(userId, id);
  }

  private async changeIn(tx: Tx, userId: string, id: string, wish: Wish): Promise<void> {
    const seen = await this.store.find(tx, userId, id);
    if (seen === null) throw new AppError(CommonErrors.notFound);
    // The locks in the order of those who place failures: the grouping's, the cause's, the row's.
    await this.groups.lockShared(tx, seen.repository_connection_id);
    await this.store.lockCause(tx, seen.repository_connection_id, seen.fingerprint);
    const incident = await this.store.lock(tx, id);
    if (incident === null) throw new AppError(CommonErrors.notFound);
    if (incident.merged_into !== null) {
      throw new AppError(IncidentErrors.mergedAway, { details: { merged_into: incident.merged_into } });
    }
    const now = this.clock.now();
    const decision = decide(incident, wish, now);
    if (decision.outcome === 'illegal') {
      throw new AppError(IncidentErrors.illegalTransition, {
        details: { from: incident.status, allowed: decision.allowed },
      });
    }
    if (incident.status === 'resolved' && decision.change.status === 'open') await this.refuseSuperseded(tx, incident);
    const word = wordOf(incident, decision.change, now);
    const change = word === null ? decision.change : { ...decision.change, persons_word: word };
    if (Object.keys(change).length > 0) await this.store.update(tx, id, change, now);
    for (const event of decision.events) {
      await this.history.addEvent(tx, id, { ...event, at: now, actorId: userId, workflowRunId: null });
    }
    const { status } = decision.change;
    if (status === 'resolved' || status === 'muted') await this.keeper.tellSettled(tx, incident, status);
  }

  /** Two unresolved incidents of one cause would split its occurrences. */
  private async refuseSuperseded(tx: Tx, incident: Incident): Promise<void> {
    const all = await this.store.lockAllOf(tx, incident.repository_connection_id, incident.fingerprint);
    const open = all.find(({ id, status }) => id !== incident.id && status !== 'resolved');
    if (open !== undefined) throw new AppError(IncidentErrors.superseded, { details: { incident_id: open.id } });
  }

  private async owned(userId: string, id: string): Promise<Incident> {
    const incident = await this.store.find(this.db.read, userId, id);
    if (incident === null) throw new AppError(CommonErrors.notFound);
    return incident;
  }

  private async repositoryNames(incidents: readonly Incident[]): Promise<(incident: Incident) => string> {
    const ids = [...new Set(incidents.map((incident) => incident.repository_connection_id))];
    const connections = await this.directory.connections(this.db.read, ids);
    return (incident) => {
      const connection = connections.get(incident.repository_connection_id);
      // Connections are kept for good, ended ones too.
      if (connection === undefined) throw new Error('an incident without its connection');
      return connection.fullName;
    };
  }
}
