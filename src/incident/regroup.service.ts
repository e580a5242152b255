import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { newId } from '../common/ids';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import { TaskQueue } from '../queue/task.queue';
import { ConnectionDirectory } from '../repository/connection.directory';
import { fingerprintOf } from './domain/basis';
import type { GroupedBy } from './domain/grouping';
import { episodeFor, homesOf, type Named } from './domain/regroup';
import { GroupingStore } from './grouping.store';
import { GroupingWriter } from './grouping-writer';
import { regroupIncidents, type RegroupIncidents } from './incident.tasks';
import { IncidentStore, type IncidentChange } from './incident.store';
import type { Incident } from './incident.types';
import { RegroupStore, type Based } from './regroup.store';
import { VerdictService } from './verdict.service';

/** What a rule decided; the rest a person did, and it stays. */
const BY_RULE: readonly GroupedBy[] = ['fingerprint', 'new_rule'];

/** What a regrouping came to. */
export interface Regrouped {
  /** Failures whose fingerprint the present rule gives another value. */
  readonly renamed: number;
  /** Failures that changed their incident. */
  readonly moved: number;
  /** Recorded changes, each of which can be undone. */
  readonly changes: number;
}

/** Failures that go to one incident; `made` when it is one to be made of `fingerprint`. */
interface Journey {
  readonly to: string;
  readonly made: string | null;
  readonly because: string;
  readonly failures: Named[];
}

/** Groups a repository's history anew, by the present rule. */
@Injectable()
export class RegroupService {
  constructor(
    private readonly db: Database,
    private readonly directory: ConnectionDirectory,
    private readonly store: RegroupStore,
    private readonly incidents: IncidentStore,
    private readonly groups: GroupingStore,
    private readonly writer: GroupingWriter,
    private readonly verdicts: VerdictService,
    private readonly queue: TaskQueue,
    private readonly clock: Clock,
  ) {}

  /** The id of the task that does it. Throws `common.not_found`. */
  async ask(userId: string, connectionId: string): Promise<string> {
    const { id } = await this.directory.owned(this.db.read, userId, connectionId);
    const payload: RegroupIncidents = { connection_id: id };
    return this.db.transaction((tx) => this.queue.enqueueTracked(tx, regroupIncidents, payload, { userId }));
  }

  /**
   * Gives every failure the present rule's fingerprint and moves those that a rule had placed to where it says. What
   * people merged or split stays, and their word holds for the new values too. Doing so again changes nothing.
   */
  async regroup(connectionId: string): Promise<Regrouped> {
    return this.db.transaction(async (tx) => {
      await this.groups.lockAlone(tx, connectionId);
      const { named, renamed, reasons } = await this.named(tx, connectionId);
      const journeys = await this.journeys(tx, connectionId, named, reasons);
      const moving = journeys.flatMap(({ failures }) => failures);
      // All rows it will write, in everybody's order: the incidents' first.
      const incidentIds = [...journeys.map(({ to }) => to), ...moving.map(({ incidentId }) => incidentId)];
      await this.incidents.lockEach(tx, [...new Set(incidentIds)]);
      await this.incidents.lockOccurrences(tx, [...new Set([...renamed.keys(), ...moving.map(({ id }) => id)])]);
      await this.groups.refingerprint(tx, renamed);
      for (const journey of journeys) await this.travel(tx, journey);
      // Last: whoever holds the rows of tasks waits for nothing else.
      await this.verdicts.ask(tx, connectionId, incidentIds);
      return { renamed: renamed.size, moved: moving.length, changes: journeys.length };
    });
  }

  /** Failures by the present rule, and those whose value is another now; only their ways are written yet. */
  private async named(
    tx: Tx,
    connectionId: string,
  ): Promise<{
    named: Named[];
    renamed: ReadonlyMap<string, string>;
    reasons: ReadonlyMap<string, string>;
  }> {
    const routes = new Map((await this.store.aliases(tx, connectionId)).map((alias) => [alias.fingerprint, alias]));
    const named: Named[] = [];
    const reasons = new Map<string, string>();
    const told = new Set<string>();
    const renamed = new Map<string, string>();
    for await (const page of this.store.failures(tx, connectionId)) {
      for (const failure of page) {
        const now = failure.basis === null ? null : fingerprintOf(failure.basis);
        const value = now?.value ?? failure.fingerprint;
        // Two causes of one run that are one cause now: the second keeps its old name and its place.
        if (told.has(`${failure.workflow_run_id} ${value}`)) continue;
        told.add(`${failure.workflow_run_id} ${value}`);
        if (now !== null) reasons.set(value, now.explanation);
        if (value !== failure.fingerprint) {
          renamed.set(failure.id, value);
          const old = routes.get(failure.fingerprint);
          if (typeof old?.change_id === 'string' && !routes.has(value)) {
            routes.set(value, old);
            await this.groups.route(tx, connectionId, value, old.cause_key, old.change_id);
          }
        }
        if (BY_RULE.includes(failure.grouped_by)) named.push(toNamed(failure, value));
      }
    }
    return { named, renamed, reasons };
  }

  private async journeys(
    tx: Tx,
    connectionId: string,
    named: readonly Named[],
    reasons: ReadonlyMap<string, string>,
  ): Promise<Journey[]> {
    const episodes = (await this.store.incidents(tx, connectionId)).map(toEpisode);
    const keys = new Map(episodes.map(({ id, key }) => [id, key]));
    const aliases = await this.store.aliases(tx, connectionId);
    const routes = new Map(aliases.map(({ fingerprint, cause_key }) => [fingerprint, cause_key]));
    const homes = homesOf(named, episodes, routes);
    for (const [value, key] of homes) {
      if (key !== null && key !== value && !routes.has(value)) {
        await this.groups.route(tx, connectionId, value, key, null);
      }
    }
    const journeys = new Map<string, Journey>();
    const made = new Map<string, string>();
    for (const failure of named) {
      const { fingerprint: value } = failure;
      const home = homes.get(value) ?? null;
      if (home !== null && keys.get(failure.incidentId) === home) continue;
      const family = episodes.filter(({ key }) => key === home);
      const to = home === null ? (made.get(value) ?? newId()) : (episodeFor(failure, family) ?? failure.incidentId);
      if (home === null) made.set(value, to);
      const because = `${reasons.get(value) ?? ''} History was regrouped by this rule.`.trim();
      const journey = journeys.get(to) ?? { to, made: home === null ? value : null, because, failures: [] };
      journey.failures.push(failure);
      journeys.set(to, journey);
    }
    return [...journeys.values()];
  }

  private async travel(tx: Tx, { to, made, because, failures }: Journey): Promise<void> {
    const rows = new Map<string, Incident>();
    for (const id of [...new Set([to, ...failures.map(({ incidentId }) => incidentId)])].sort()) {
      const row = await this.incidents.lock(tx, id);
      if (row !== null) rows.set(id, row);
    }
    const sources = [...new Set(failures.map(({ incidentId }) => incidentId))].flatMap((id) => rows.get(id) ?? []);
    const first = sources[0];
    if (first === undefined) return;
    const now = this.clock.now();
    const fresh: Incident | null =
      made === null
        ? null
        : {
            ...first,
            id: to,
            fingerprint: made,
            assignee: null,
            severity_is_chosen: false,
            created_at: now,
            updated_at: now,
          };
    const incident = rows.get(to) ?? first;
    const others = [...sources, ...(fresh === null ? [] : [fresh])].filter(({ id }) => id !== incident.id);
    const leaving = new Map<string, number>();
    for (const { incidentId } of failures) leaving.set(incidentId, (leaving.get(incidentId) ?? 0) + 1);
    const away = { status: 'resolved', resolution: 'merged', resolved_at: now, merged_into: to } as const;
    const emptied: (readonly [string, IncidentChange])[] = [];
    for (const [id, count] of leaving) {
      const isEmpty = (await this.store.count(tx, id)) === count;
      if (isEmpty) emptied.push([id, { ...away, resolution_time_seconds: null }]);
    }
    const reason = { grouped_by: 'new_rule', grouped_because: because, grouped_by_user: null } as const;
    const moving = await this.store.occurrences(
      tx,
      failures.map(({ id }) => id),
    );
    const told = (count: number, way: string): string =>
      `${count} occurrences ${way}: the rule of grouping is a new one.`;
    await this.writer.carryOut(tx, {
      id: newId(),
      kind: 'regroup',
      actorId: null,
      incident,
      others,
      made: fresh,
      moves: moving.map((occurrence) => ({ occurrence, to, reason })),
      reroutings: [],
      rows: new Map(emptied),
      messages: new Map([
        ...[...leaving].map(([id, count]) => [id, told(count, `went to ${to}`)] as const),
        [to, told(failures.length, 'came')] as const,
      ]),
    });
  }
}

const toNamed = ({ id, incident_id, occurred_at, green_at }: Based, fingerprint: string): Named => ({
  id,
  incidentId: incident_id,
  fingerprint,
  at: occurred_at,
  greenAt: green_at,
});

const toEpisode = ({ id, fingerprint: key, first_seen_at, resolved_at, status }: Incident) => ({
  id,
  key,
  firstSeenAt: first_seen_at,
  resolvedAt: status === 'resolved' ? resolved_at : null,
});
