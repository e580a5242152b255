import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { DAY_MS } from '../common/time';
import { AnalyticsStore, type NamedConnection } from './analytics.store';
import { AnalyticsFrames, frameOf, type Asked, type Scene } from './analytics.frames';
import { health, type Figure } from './domain/figure';
import { DeploymentStore } from './deployment.store';
import { deploymentFigures } from './domain/deployments';
import { fixFigures, type FixFigures, type FixSums } from './domain/fixes';
import { incidentFigures, type IncidentFigures } from './domain/incidents';
import { addUp, ciCost, ofScopes, runFigures, trend, type RunFigures, type Sums } from './domain/sums';
import { RollupStore, type Group } from './rollup.store';

/** A fix must have lasted this long to have survived. */
export const RIPE_MS = 14 * 24 * 3600 * 1000;
const WORST = 50;

/** Runs that ended in one bucket. */
export interface RunBucket {
  readonly start: Date;
  readonly end: Date;
  readonly sums: Sums;
}

/** A workflow and its figures. */
export interface WorkflowRow {
  readonly connection: NamedConnection;
  readonly workflow: string;
  readonly name: string;
  readonly figures: RunFigures;
  readonly trend: Figure;
}

/** A repository's health beside what it is made of. */
export interface RepositoryRow {
  readonly connection: NamedConnection;
  readonly health: Figure;
  readonly figures: RunFigures;
  readonly trend: Figure;
  readonly cost: Figure;
  readonly incidents: IncidentFigures;
}

/** Figures from the roll-ups and the other features' tables. */
@Injectable()
export class AnalyticsService {
  constructor(
    private readonly frames: AnalyticsFrames,
    private readonly store: AnalyticsStore,
    private readonly rollups: RollupStore,
    private readonly deployed: DeploymentStore,
    private readonly clock: Clock,
  ) {}

  async overview(userId: string, asked: Asked) {
    return this.frames.look(userId, asked, async (scene) => {
      const [series, each, before, incidents, fixes, red] = await Promise.all([
        this.days(scene, 'bucket'),
        this.days(scene, 'connection', false),
        this.days({ ...scene, ...scene.before }, 'all'),
        this.incidentFigures(scene),
        this.fixFigures(scene),
        this.store.redNow(scene.tx, scene.ids),
      ]);
      return {
        scene,
        runs: runFigures(series, frameOf(scene, 'workflows/runs')),
        trend: trend(addUp(series), addUp(before), frameOf(scene, 'workflows/runs')),
        cost: ciCost(
          each.map((sums) => ({ sums, price: connectionOf(scene, sums.connection_id ?? '').minute_price })),
          frameOf(scene, 'workflows/runs'),
        ),
        incidents,
        fixes: fixes.figures,
        red: red.map((row) => ({ ...row, repository: nameOf(scene, row.repository_connection_id) })),
        series: inBuckets(scene, series),
      };
    });
  }

  async workflows(userId: string, asked: Asked) {
    return this.frames.look(userId, asked, async (scene) => {
      const [series, now, before] = await Promise.all([
        this.days(scene, 'bucket'),
        this.days(scene, 'workflow'),
        this.days({ ...scene, ...scene.before }, 'workflow'),
      ]);
      const key = ({ connection_id, workflow }: Group): string => JSON.stringify([connection_id, workflow]);
      const earlier = grouped(before, key);
      const rows = [...grouped(now, key)].map(([id, groups]): WorkflowRow => {
        const [first] = groups;
        const connection = connectionOf(scene, first?.connection_id ?? '');
        const frame = frameOf({ ...scene, connectionId: connection.id }, 'workflows/runs', {
          workflow: first?.workflow ?? '',
        });
        return {
          connection,
          workflow: first?.workflow ?? '',
          name: groups.map((group) => group.workflow_name ?? '').reduce((a, b) => (a > b ? a : b), ''),
          figures: runFigures(groups, frame),
          trend: trend(addUp(groups), addUp(earlier.get(id) ?? []), frame),
        };
      });
      rows.sort((a, b) => (b.figures.total.value ?? 0) - (a.figures.total.value ?? 0) || compare(a.name, b.name));
      return {
        scene,
        rows,
        series: inBuckets(scene, series),
        figures: runFigures(series, frameOf(scene, 'workflows/runs')),
      };
    });
  }

  async repositories(userId: string, asked: Asked) {
    return this.frames.look(userId, asked, async (scene) => {
      const [now, before, incidents] = await Promise.all([
        this.days(scene, 'connection'),
        this.days({ ...scene, ...scene.before }, 'connection'),
        this.store.incidents(scene.tx, wanted(scene), 'connection'),
      ]);
      const key = ({ connection_id }: Group): string => connection_id ?? '';
      const [current, earlier] = [grouped(now, key), grouped(before, key)];
      const found = new Map(incidents.map((sums) => [sums.connection_id, sums]));
      const rows = scene.connections.map((connection): RepositoryRow => {
        const groups = current.get(connection.id) ?? [];
        const own = { ...scene, connectionId: connection.id };
        const frame = frameOf(own, 'workflows/runs');
        return {
          connection,
          health: health(ofScopes(groups, 'default'), frame),
          figures: runFigures(groups, frame),
          trend: trend(addUp(groups), addUp(earlier.get(connection.id) ?? []), frame),
          cost: ciCost([{ sums: addUp(groups), price: connection.minute_price }], frame),
          incidents: incidentFigures(found.get(connection.id) ?? null, frameOf(own, 'incidents')),
        };
      });
      return { scene, rows };
    });
  }

  async incidents(userId: string, asked: Asked) {
    return this.frames.look(userId, asked, async (scene) => {
      const starts = scene.buckets.map(({ start }) => start);
      const [figures, series] = await Promise.all([
        this.incidentFigures(scene),
        this.store.incidentSeries(scene.tx, wanted(scene), starts),
      ]);
      const at = new Map(series.map((row) => [row.at, row]));
      return {
        scene,
        figures,
        series: scene.buckets.map(({ start, end }, index) => ({
          ...{ start, end },
          opened: at.get(index + 1)?.opened ?? 0,
          resolved: at.get(index + 1)?.resolved ?? 0,
        })),
      };
    });
  }

  async deployments(userId: string, asked: Asked) {
    return this.frames.look(userId, asked, async (scene) => {
      const starts = scene.buckets.map(({ start }) => start);
      const [isMarked, sums, series] = await Promise.all([
        this.deployed.areMarked(scene.tx, scene.ids),
        this.deployed.sums(scene.tx, wanted(scene)),
        this.deployed.series(scene.tx, wanted(scene), starts),
      ]);
      const at = new Map(series.map((row) => [row.at, row]));
      const days = (scene.until.getTime() - scene.since.getTime()) / DAY_MS;
      return {
        ...{ scene, isMarked },
        figures: deploymentFigures(sums, days, isMarked, frameOf(scene, null)),
        series: scene.buckets.map(({ start, end }, index) => ({
          ...{ start, end },
          succeeded: at.get(index + 1)?.succeeded ?? 0,
          failed: at.get(index + 1)?.failed ?? 0,
        })),
      };
    });
  }

  async failures(userId: string, asked: Asked) {
    return this.frames.look(userId, asked, async (scene) => {
      const [types, jobs, tests] = await Promise.all([
        this.store.failureTypes(scene.tx, wanted(scene)),
        this.store.unreliable(scene.tx, wanted(scene), 'job', WORST),
        this.store.unreliable(scene.tx, wanted(scene), 'test', WORST),
      ]);
      const named = <T extends { readonly repository_connection_id: string }>(row: T) => ({
        ...row,
        repository: nameOf(scene, row.repository_connection_id),
      });
      return { scene, types, jobs: jobs.map(named), tests: tests.map(named) };
    });
  }

  async fixes(userId: string, asked: Asked) {
    return this.frames.look(userId, asked, async (scene) => {
      const starts = scene.buckets.map(({ start }) => start);
      const [{ figures, counts }, harms, series] = await Promise.all([
        this.fixFigures(scene),
        this.store.harms(scene.tx, wanted(scene)),
        this.store.fixSeries(scene.tx, wanted(scene), starts),
      ]);
      const at = new Map(series.map((row) => [row.at, row]));
      return {
        ...{ scene, figures, counts, harms },
        series: scene.buckets.map(({ start, end }, index) => ({
          ...{ start, end },
          opened: at.get(index + 1)?.opened ?? 0,
          merged: at.get(index + 1)?.merged ?? 0,
        })),
      };
    });
  }

  private days(
    scene: Pick<Scene, 'tx' | 'zone' | 'ids' | 'from' | 'to' | 'period'>,
    by: 'all' | 'bucket' | 'connection' | 'workflow',
    durations = true,
  ) {
    const { zone, ids, from, to, period } = scene;
    return this.rollups.sums(scene.tx, { zone, connections: ids, from, to, by, period, durations });
  }

  private async incidentFigures(scene: Scene): Promise<IncidentFigures> {
    const [sums] = await this.store.incidents(scene.tx, wanted(scene), 'all');
    return incidentFigures(sums ?? null, frameOf(scene, 'incidents'));
  }

  private async fixFigures(scene: Scene): Promise<{ readonly figures: FixFigures; readonly counts: FixSums }> {
    const ripeBefore = new Date(this.clock.now().getTime() - RIPE_MS);
    const counts = await this.store.fixes(scene.tx, wanted(scene), ripeBefore);
    return { figures: fixFigures(counts, frameOf(scene, 'prs')), counts };
  }
}

const wanted = ({ ids, since, until }: Scene) => ({ connections: ids, since, until });
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function connectionOf({ connections }: Scene, id: string): NamedConnection {
  return connections.find((connection) => connection.id === id) ?? { id, name: '', minute_price: null };
}

function nameOf(scene: Scene, id: string): string {
  return connectionOf(scene, id).name;
}

function grouped(rows: readonly Group[], key: (row: Group) => string): Map<string, Group[]> {
  const found = new Map<string, Group[]>();
  for (const row of rows) found.set(key(row), [...(found.get(key(row)) ?? []), row]);
  return found;
}

/** One row a bucket, empty ones too. */
function inBuckets(scene: Scene, series: readonly Group[]): readonly RunBucket[] {
  const found = grouped(series, ({ bucket }) => bucket);
  return scene.buckets.map(({ bucket, start, end }) => ({ start, end, sums: addUp(found.get(bucket) ?? []) }));
}
