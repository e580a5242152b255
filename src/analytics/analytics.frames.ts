import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { AppError, CommonErrors } from '../common/errors';
import { DAY_MS } from '../common/time';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import { AnalyticsErrors } from './analytics.errors';
import { AnalyticsStore, type Bucket, type NamedConnection } from './analytics.store';
import type { Frame, Span } from './domain/figure';
import { RollupKeeper } from './rollup.keeper';

export const PERIODS = ['day', 'week', 'month'] as const;
export type Period = (typeof PERIODS)[number];

/** What a caller asks for; the rest has defaults. */
export interface Asked {
  readonly period?: Period;
  readonly since?: Date;
  readonly until?: Date;
  readonly repository_connection_id?: string;
  readonly tz?: string;
}

/** What an answer is about: whose repositories, which local days, in which buckets. */
export interface Scene {
  readonly period: Period;
  readonly zone: string;
  readonly connections: readonly NamedConnection[];
  readonly ids: readonly string[];
  readonly connectionId: string | null;
  readonly buckets: readonly Bucket[];
  /** Whole local days; both included. */
  readonly from: string;
  readonly to: string;
  /** The span of the same length before it. */
  readonly before: { readonly from: string; readonly to: string };
  readonly since: Date;
  readonly until: Date;
  readonly window: Span;
  /** False while changed runs wait to be added up. */
  readonly complete: boolean;
  /** Where the figures are read. */
  readonly tx: Tx;
}

/** What is looked at when nothing is said: about as many buckets as a chart shows. */
const DEFAULT_DAYS = { day: 30, week: 12 * 7, month: 365 } as const;
const MAX_BUCKETS = 400;

/** Makes ready what every answer needs: the caller's repositories, the window in whole local days, roll-ups up to date. */
@Injectable()
export class AnalyticsFrames {
  constructor(
    private readonly db: Database,
    private readonly store: AnalyticsStore,
    private readonly rollups: RollupKeeper,
    private readonly clock: Clock,
  ) {}

  /** Has `work` read the figures of one answer. Throws `analytics.window_too_long`, `common.not_found`. */
  async look<T>(userId: string, asked: Asked, work: (scene: Scene) => Promise<T>): Promise<T> {
    const scene = await this.sceneOf(userId, asked);
    // After what had to be added up was: the replica is asked for all that.
    return this.db.report((tx) => work({ ...scene, tx }));
  }

  private async sceneOf(userId: string, asked: Asked): Promise<Omit<Scene, 'tx'>> {
    const period = asked.period ?? 'day';
    const zone = asked.tz ?? 'UTC';
    const until = asked.until ?? this.clock.now();
    const since = asked.since ?? new Date(until.getTime() - (DEFAULT_DAYS[period] - 1) * DAY_MS);
    const days = (until.getTime() - since.getTime()) / DAY_MS;
    if (days <= 0 || days > MAX_BUCKETS * { day: 1, week: 7, month: 30 }[period])
      throw new AppError(AnalyticsErrors.windowTooLong);
    const connectionId = asked.repository_connection_id ?? null;
    const complete = await this.rollups.catchUp(zone);
    const [connections, buckets] = await Promise.all([
      this.store.connections(this.db.read, userId, connectionId),
      this.store.buckets(this.db.read, zone, period, since, until),
    ]);
    if (connectionId !== null && connections.length === 0) throw new AppError(CommonErrors.notFound);
    const [first, last] = [buckets[0], buckets.at(-1)];
    if (first === undefined || last === undefined) throw new AppError(AnalyticsErrors.windowTooLong);
    const { from, to } = first;
    return {
      ...{ period, zone, connections, connectionId, buckets, from, to, complete },
      ids: connections.map(({ id }) => id),
      before: { from: shift(from, -1 - daysBetween(from, to)), to: shift(from, -1) },
      since: first.start,
      until: last.end,
      window: { since: first.start.toISOString(), until: last.end.toISOString() },
    };
  }
}

/** A frame whose rows are in one of our lists. */
export function frameOf(
  { window, connectionId }: Pick<Scene, 'window' | 'connectionId'>,
  list: 'workflows/runs' | 'incidents' | 'prs' | 'workflows/flaky' | null,
  more: Readonly<Record<string, string>> = {},
): Frame {
  if (list === null) return { window, rows: null };
  const timed: Readonly<Record<string, string>> = list === 'prs' || list === 'workflows/flaky' ? {} : { ...window };
  const connection: Readonly<Record<string, string>> =
    connectionId === null ? {} : { repository_connection_id: connectionId };
  const query = new URLSearchParams({ ...timed, ...connection, ...more }).toString();
  return { window, rows: `/api/v2/${list}${query === '' ? '' : `?${query}`}` };
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

function shift(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
