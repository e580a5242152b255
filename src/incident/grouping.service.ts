import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { AppError, CommonErrors } from '../common/errors';
import type { Fields } from '../common/fields';
import { newId } from '../common/ids';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import { splitKey, type Rerouting } from './domain/grouping';
import { mergedWord } from './domain/row-state';
import { GroupingChangeDto, type GroupingResultDto } from './dto/grouping.dto';
import { GroupingUndo } from './grouping-undo';
import { GroupingWriter } from './grouping-writer';
import { GroupingStore, type GroupingChange } from './grouping.store';
import { IncidentErrors } from './incident.errors';
import { IncidentStore, type IncidentChange } from './incident.store';
import type { Incident, Occurrence } from './incident.types';
import { VerdictService } from './verdict.service';

type Result = Fields<GroupingResultDto>;

const FOLLOW = 'Future failures with the moved fingerprints follow the occurrences.';
const SHARED =
  'The moved occurrences have the fingerprints of those that stay, so future failures cannot be told apart: they keep going to the original incident.';
const PARTLY =
  'Future failures follow the occurrences where their fingerprint is theirs alone; those with a fingerprint that also stays keep going to the original incident.';
const HISTORY =
  'A newer incident of the same cause stands beside the one merged away, so future failures keep going there.';
const RECENT_CHANGES = 100;

/** Merges, splits and undoes: a person's word on which failures have one cause. */
@Injectable()
export class GroupingService {
  constructor(
    private readonly db: Database,
    private readonly store: IncidentStore,
    private readonly groups: GroupingStore,
    private readonly writer: GroupingWriter,
    private readonly undoing: GroupingUndo,
    private readonly verdicts: VerdictService,
    private readonly clock: Clock,
  ) {}

  /** Exactly one of `into` and `incident_ids`; throws the `incident.*` errors of its route. */
  async merge(userId: string, id: string, wish: { into?: string; incident_ids?: string[] }): Promise<Result> {
    if ((await this.store.find(this.db.read, userId, id)) === null) throw new AppError(CommonErrors.notFound);
    const { into, incident_ids: ids } = wish;
    if ((into === undefined) === (ids === undefined)) {
      const errors = [{ pointer: '/into', message: 'give either into or incident_ids' }];
      throw new AppError(CommonErrors.invalidInput, { errors });
    }
    const target = into ?? id;
    const sources = ids ?? [id];
    if (sources.includes(target)) throw new AppError(IncidentErrors.mergeWithItself);
    return this.db.transaction((tx) => this.mergeIn(tx, userId, target, sources));
  }

  private async mergeIn(tx: Tx, userId: string, target: string, sources: readonly string[]): Promise<Result> {
    const [into, ...others] = await this.locked(tx, userId, [target, ...sources]);
    if (into === undefined) throw new AppError(CommonErrors.notFound);
    refuseMerged(into);
    const left = others.filter(({ merged_into }) => merged_into !== into.id);
    if (left.length === 0) return this.sameAgain(tx, into, sources);
    left.forEach(refuseMerged);
    await this.refuseSecondOpen(tx, into, left);
    const changeId = newId();
    const reroutings: Rerouting[] = [];
    for (const other of left) reroutings.push(...(await this.routesOf(tx, other, into)));
    const moves: { occurrence: Occurrence; to: string; reason: ReturnType<typeof mergedBecause> }[] = [];
    for (const other of left) {
      const reason = mergedBecause(userId, other);
      const occurrences = await this.groups.occurrencesOf(tx, other.id);
      moves.push(...occurrences.map((occurrence) => ({ occurrence, to: into.id, reason })));
    }
    const now = this.clock.now();
    const latest = [into, ...left].reduce(
      (at, { resolved_at }) => (resolved_at && resolved_at > at ? resolved_at : at),
      new Date(0),
    );
    const away = { status: 'resolved', resolution: 'merged', resolved_at: now, merged_into: into.id } as const;
    const change = await this.writer.carryOut(tx, {
      id: changeId,
      kind: 'merge',
      actorId: userId,
      incident: into,
      others: left,
      made: null,
      moves,
      reroutings,
      rows: new Map<string, IncidentChange>([
        ...left.map(({ id }) => [id, { ...away, resolution_time_seconds: null }] as const),
        [into.id, { persons_word: mergedWord(into, left, changeId, latest) }] as const,
      ]),
      messages: new Map([
        ...left.map(({ id }) => [id, `Merged into “${into.title}”.`] as const),
        [into.id, `Received ${moves.length} occurrences of ${left.map(({ title }) => `“${title}”`).join(', ')}.`],
      ]),
    });
    return this.told(tx, change, into.id, futureOfMerge(change));
  }

  /** Throws the `incident.*` errors of its route. */
  async split(userId: string, id: string, occurrenceIds: readonly string[]): Promise<Result> {
    return this.db.transaction((tx) => this.splitIn(tx, userId, id, new Set(occurrenceIds)));
  }

  private async splitIn(tx: Tx, userId: string, id: string, wanted: ReadonlySet<string>): Promise<Result> {
    const [incident] = await this.locked(tx, userId, [id]);
    if (incident === undefined) throw new AppError(CommonErrors.notFound);
    refuseMerged(incident);
    const done = await this.splitBefore(tx, incident, wanted);
    if (done !== null) return resultOf(done, done.other_ids[0] ?? id, futureOfSplit(done));
    const all = await this.groups.occurrencesOf(tx, id);
    const picked = all.filter((occurrence) => wanted.has(occurrence.id));
    const stay = all.filter((occurrence) => !wanted.has(occurrence.id));
    if (picked.length < wanted.size) {
      const foreign = [...wanted].filter((each) => !all.some((occurrence) => occurrence.id === each));
      throw new AppError(IncidentErrors.foreignOccurrence, { details: { occurrence_ids: foreign } });
    }
    if (stay.length === 0) throw new AppError(IncidentErrors.splitLeavesNothing);
    const changeId = newId();
    const made = this.splitOff(incident, newId());
    const staying = new Set(stay.map(({ fingerprint }) => fingerprint));
    const reroutings: Rerouting[] = [];
    for (const fingerprint of new Set(picked.map((occurrence) => occurrence.fingerprint))) {
      if (staying.has(fingerprint)) continue;
      const before = (await this.groups.alias(tx, incident.repository_connection_id, fingerprint))?.cause_key ?? null;
      reroutings.push({ fingerprint, before, after: made.fingerprint });
    }
    const reason = {
      grouped_by: 'split',
      grouped_because: `Split off by hand from “${incident.title}” (${incident.id}).`,
      grouped_by_user: userId,
    } as const;
    const change = await this.writer.carryOut(tx, {
      id: changeId,
      kind: 'split',
      actorId: userId,
      incident,
      others: [made],
      made,
      moves: picked.map((occurrence) => ({ occurrence, to: made.id, reason })),
      reroutings,
      rows: new Map(),
      messages: new Map([
        [incident.id, `${picked.length} occurrences were split off into ${made.id}.`],
        [made.id, `Split off from “${incident.title}” (${incident.id}).`],
      ]),
    });
    return this.told(tx, change, made.id, futureOfSplit(change));
  }

  /** Undoes a change, or the newest one of the incident. Throws `common.not_found`, `incident.cannot_undo`. */
  async undo(userId: string, id: string, changeId: string | null): Promise<Result> {
    return this.db.transaction(async (tx) => {
      const [incident] = await this.locked(tx, userId, [id]);
      if (incident === undefined) throw new AppError(CommonErrors.notFound);
      const change = await this.undoing.undo(tx, incident, changeId, userId);
      return this.told(tx, change, change.incident_id, 'Failures go where they went before.');
    });
  }

  /** Whose a failure is depends on what else failed of its cause: both sides are judged anew. */
  private async told(tx: Tx, change: GroupingChange, incidentId: string, future: string): Promise<Result> {
    await this.verdicts.ask(tx, change.repository_connection_id, [change.incident_id, ...change.other_ids]);
    return resultOf(change, incidentId, future);
  }

  /** The caller's incidents in the given order, locked under the grouping's lock. Another user's are as good as none. */
  private async locked(tx: Tx, userId: string, ids: readonly string[]): Promise<Incident[]> {
    const seen: Incident[] = [];
    for (const id of ids) {
      const incident = await this.store.find(tx, userId, id);
      if (incident === null) throw new AppError(CommonErrors.notFound);
      seen.push(incident);
    }
    const connections = new Set(seen.map((incident) => incident.repository_connection_id));
    if (connections.size > 1) throw new AppError(IncidentErrors.otherRepository);
    for (const connection of connections) await this.groups.lockAlone(tx, connection);
    const rows = new Map<string, Incident>();
    for (const id of [...ids].sort()) {
      const row = await this.store.lock(tx, id);
      if (row !== null) rows.set(id, row);
    }
    return ids.flatMap((id) => rows.get(id) ?? []);
  }

  /** An incident that another of its cause has followed is history; the follower keeps the failures to come. */
  private async routesOf(tx: Tx, other: Incident, into: Incident): Promise<Rerouting[]> {
    const { repository_connection_id: connectionId, fingerprint: key } = other;
    if (key === into.fingerprint) return [];
    const siblings = await this.store.lockAllOf(tx, connectionId, key);
    if (siblings[0]?.id !== other.id) return [];
    const aliases = await this.groups.aliasesOf(tx, connectionId, key);
    const own = (await this.groups.alias(tx, connectionId, key)) === null && !key.startsWith('split:') ? [key] : [];
    return [
      ...own.map((fingerprint) => ({ fingerprint, before: null, after: into.fingerprint })),
      ...aliases.map((fingerprint) => ({
        fingerprint,
        before: key,
        after: fingerprint === into.fingerprint ? null : into.fingerprint,
      })),
    ];
  }

  /** Merging an unresolved incident into an old one would make two unresolved ones of that cause. */
  private async refuseSecondOpen(tx: Tx, into: Incident, others: readonly Incident[]): Promise<void> {
    const all = await this.store.lockAllOf(tx, into.repository_connection_id, into.fingerprint);
    const open = all.find(
      ({ id, status }) => id !== into.id && status !== 'resolved' && others.every((o) => o.id !== id),
    );
    if (open !== undefined) throw new AppError(IncidentErrors.superseded, { details: { incident_id: open.id } });
  }

  private async sameAgain(tx: Tx, into: Incident, sources: readonly string[]): Promise<Result> {
    const changes = await this.groups.changesOf(tx, into.id, RECENT_CHANGES);
    const done = changes.find(
      ({ kind, undone_at, other_ids }) =>
        kind === 'merge' && undone_at === null && sources.some((id) => other_ids.includes(id)),
    );
    if (done === undefined) throw new Error('an incident merged away without a record of it');
    return resultOf(done, into.id, futureOfMerge(done));
  }

  private async splitBefore(tx: Tx, incident: Incident, wanted: ReadonlySet<string>): Promise<GroupingChange | null> {
    const changes = await this.groups.changesOf(tx, incident.id, RECENT_CHANGES);
    const isSame = ({ kind, undone_at, incident_id, detail }: GroupingChange): boolean =>
      kind === 'split' &&
      undone_at === null &&
      incident_id === incident.id &&
      detail.moves.length === wanted.size &&
      detail.moves.every(({ occurrence_id }) => wanted.has(occurrence_id));
    return changes.find(isSame) ?? null;
  }

  private splitOff(incident: Incident, id: string): Incident {
    const now = this.clock.now();
    return {
      ...incident,
      id,
      fingerprint: splitKey(id),
      assignee: null,
      severity_is_chosen: false,
      created_at: now,
      updated_at: now,
    };
  }
}

function mergedBecause(userId: string, from: Incident) {
  return {
    grouped_by: 'merge',
    grouped_because: `Merged by hand from “${from.title}” (${from.id}).`,
    grouped_by_user: userId,
  } as const;
}

function refuseMerged(incident: Incident): void {
  if (incident.merged_into === null) return;
  throw new AppError(IncidentErrors.mergedAway, { details: { merged_into: incident.merged_into } });
}

function futureOfMerge({ detail, other_ids }: GroupingChange): string {
  return detail.reroutings.length === 0 && other_ids.length > 0 ? HISTORY : FOLLOW;
}

function futureOfSplit({ detail }: GroupingChange): string {
  const moved = new Set(detail.moves.map(({ fingerprint }) => fingerprint));
  if (detail.reroutings.length === 0) return SHARED;
  return detail.reroutings.length < moved.size ? PARTLY : FOLLOW;
}

function resultOf(change: GroupingChange, incidentId: string, future: string): Result {
  return { change: GroupingChangeDto.of(change), incident_id: incidentId, future };
}
