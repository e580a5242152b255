import fc from 'fast-check';
import { RollupKeeper } from '../../src/analytics/rollup.keeper';
import { newId } from '../../src/common/ids';
import { laneOf } from '../../src/workflow/domain/lane';
import { expected, localDay, type Expected, type HistoryRun } from '../support/analytics-oracle';
import { histories } from '../support/analytics-histories';
import type { ApiClient } from '../support/api-client';
import { hookedConnection, userIdOf, type HookedConnection } from '../support/deliveries';
import { startTestApp, type TestApp } from '../support/test-app';

interface FigureBody {
  readonly value: number | null;
  readonly n: number;
  readonly formula: string;
  readonly interval: { low: number; high: number } | null;
  readonly rows: string | null;
}
interface OverviewBody {
  readonly window: { since: string; until: string };
  readonly complete: boolean;
  readonly runs: Readonly<Record<string, FigureBody>>;
  readonly incidents: Readonly<Record<string, FigureBody>>;
  readonly fixes: Readonly<Record<string, FigureBody>>;
  readonly series: readonly {
    start: string;
    end: string;
    total: number;
    succeeded: number;
    failed: number;
    failure_rate: number | null;
    duration_p50: number | null;
  }[];
}

let app: TestApp;
let user: ApiClient;
let userId: string;

beforeAll(async () => {
  app = await startTestApp();
  user = await app.user();
  userId = await userIdOf(user);
});
afterAll(async () => {
  await app.close();
});

const WINDOW = { since: '2026-10-23T00:00:00Z', until: '2026-10-28T00:00:00Z' } as const;
type Told = Pick<HistoryRun, 'conclusion' | 'completedAt'> & { readonly status: string };

/** Rows of runs as the recorder would leave them. */
async function tell(connection: HookedConnection, pieces: readonly { run: HistoryRun; as?: Told }[]): Promise<void> {
  const rows = pieces.map(({ run, as }) => ({
    id: newId(),
    user_id: userId,
    repository_connection_id: connection.id,
    run_id: `${run.workflow}-${run.number}`,
    run_attempt: run.attempt,
    run_number: run.number,
    workflow_id: run.workflow,
    workflow_name: `CI ${run.workflow}`,
    event: run.event,
    status: as?.status ?? 'completed',
    conclusion: as === undefined ? run.conclusion : as.status === 'completed' ? as.conclusion : null,
    branch: run.branch,
    lane: laneOf({ ...run, workflowExternalId: run.workflow, workflowName: `CI ${run.workflow}` }),
    commit_sha: run.commit,
    pull_request_numbers: [],
    run_url: '',
    started_at: run.startedAt,
    completed_at: as === undefined ? run.completedAt : as.status === 'completed' ? as.completedAt : null,
    checked_at: run.startedAt,
    created_at: run.startedAt,
    updated_at: run.startedAt,
  }));
  await app.db.read.query(
    `insert into workflow_runs select * from json_populate_recordset(null::workflow_runs, $1)
     on conflict (repository_connection_id, run_id, run_attempt) do update
     set status = excluded.status, conclusion = excluded.conclusion, completed_at = excluded.completed_at`,
    [JSON.stringify(rows)],
  );
}

const OTHERWISE: readonly ((run: HistoryRun) => Told)[] = [
  (run) => ({ ...run, status: 'in_progress' }),
  (run) => ({ ...run, status: 'completed', completedAt: new Date(run.completedAt.getTime() + 3 * 3600_000) }),
  (run) => ({ ...run, status: 'completed', conclusion: run.conclusion === 'success' ? 'failure' : 'success' }),
];

async function overview(connection: HookedConnection, zone: string, more = ''): Promise<OverviewBody> {
  const query = `repository_connection_id=${connection.id}&tz=${zone}&since=${WINDOW.since}&until=${WINDOW.until}${more}`;
  const answer = await user.get<OverviewBody>(`/api/v2/analytics/overview?${query}`);
  expect(answer.status).toBe(200);
  return answer.body;
}

/** Equal, but for quantiles, which are read from classes 12 % wide. */
function expectRuns(body: OverviewBody, health: number | null, wanted: Expected): void {
  const value = (name: string): number | null => body.runs[name]?.value ?? null;
  const close = (got: number | null, want: number | null): void => {
    if (want === null || got === null) expect(got).toBe(want);
    else expect(got).toBeCloseTo(want, 6);
  };
  expect(value('total')).toBe(wanted.total);
  close(value('failure_rate'), wanted.failureRate);
  close(value('flip_rate'), wanted.flipRate);
  close(value('time_to_recovery'), wanted.timeToRecovery);
  close(value('time_to_green'), wanted.timeToGreen);
  close(value('ci_minutes'), wanted.ciMinutes);
  close(value('minutes_lost'), wanted.minutesLost);
  close(health, wanted.health);
  for (const [got, want] of [
    [value('duration_p50'), wanted.p50],
    [value('duration_p95'), wanted.p95],
  ] as const) {
    if (want === null || got === null) expect(got).toBe(want);
    else expect(Math.abs(Math.max(got, 1) / Math.max(want, 1) - 1)).toBeLessThan(0.061);
  }
}

async function tables(connection: HookedConnection): Promise<unknown> {
  const of = (table: string): Promise<unknown> =>
    app.db.read.query(`select t.* from ${table} t where repository_connection_id = $1 order by t`, [connection.id]);
  return { quarters: await of('analytics_quarters'), days: await of('analytics_days') };
}

test('figures of runs are what an independent reckoning says, whatever came late, twice or otherwise, in any time zone', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async ({ history, order, zone }) => {
      const connection = await hookedConnection(app, userId);
      await tell(
        connection,
        order.flatMap(({ run, otherwise }) => {
          const as = OTHERWISE[otherwise]?.(run);
          return as === undefined ? [] : [{ run, as }];
        }),
      );
      await overview(connection, zone);
      const half = Math.floor(order.length / 2);
      await tell(connection, order.slice(0, half));
      await overview(connection, zone);
      await tell(connection, order.slice(half));
      // Told twice.
      await tell(connection, order.slice(0, 3));

      const body = await overview(connection, zone);

      const from = localDay(new Date(WINDOW.since), zone);
      const to = localDay(new Date(Date.parse(WINDOW.until) - 1), zone);
      const wanted = expected(history, { zone, from, to }, 'main');
      const repositories = await user.get<{ repositories: { health: FigureBody }[] }>(
        `/api/v2/analytics/repositories?repository_connection_id=${connection.id}&tz=${zone}&since=${WINDOW.since}&until=${WINDOW.until}`,
      );
      expect(body.complete).toBe(true);
      expectRuns(body, repositories.body.repositories[0]?.health.value ?? null, wanted);
      for (const bucket of body.series) {
        const day = localDay(new Date(bucket.start), zone);
        const own = expected(history, { zone, from: day, to: day }, 'main');
        expect([bucket.total, bucket.succeeded, bucket.failed]).toEqual([own.total, own.succeeded, own.failed]);
        expect(bucket.failure_rate === null).toBe(own.failureRate === null);
        expect(bucket.duration_p50 === null).toBe(own.p50 === null);
      }
      const rolled = await tables(connection);
      await app.nest.get(RollupKeeper).rebuildOne(connection.id);
      expect(await tables(connection)).toEqual(rolled);
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 15), endOnFailure: true },
  );
}, 120_000);

test('buckets are calendar days of the zone, the 25-hour one too, and empty ones are there', async () => {
  const connection = await hookedConnection(app, userId);

  const { series, window, runs: figures } = await overview(connection, 'Europe/Berlin');

  expect(series.map(({ start }) => start)).toEqual([
    ...['2026-10-22T22:00:00.000Z', '2026-10-23T22:00:00.000Z', '2026-10-24T22:00:00.000Z'],
    ...['2026-10-25T23:00:00.000Z', '2026-10-26T23:00:00.000Z', '2026-10-27T23:00:00.000Z'],
  ]);
  expect(window).toEqual({ since: series[0]?.start, until: '2026-10-28T23:00:00.000Z' });
  expect(series.every(({ total, failure_rate }) => total === 0 && failure_rate === null)).toBe(true);
  expect(figures.failure_rate).toMatchObject({ value: null, n: 0, interval: null, formula: 'runs.failure_rate' });
  expect(figures.total?.value).toBe(0);
});

test('weeks begin on Monday and are cut to the window', async () => {
  const connection = await hookedConnection(app, userId);

  const { series } = await overview(connection, 'UTC', '&period=week');

  expect(series.map(({ start, end }) => [start, end])).toEqual([
    ['2026-10-23T00:00:00.000Z', '2026-10-26T00:00:00.000Z'],
    ['2026-10-26T00:00:00.000Z', '2026-10-28T00:00:00.000Z'],
  ]);
});

test.each([
  [
    'a window that ends before it begins',
    `since=2026-10-02T00:00:00Z&until=2026-10-01T00:00:00Z`,
    'analytics.window_too_long',
  ],
  ['a thousand days', `since=2024-01-01T00:00:00Z&until=2026-10-01T00:00:00Z`, 'analytics.window_too_long'],
  ['a zone nobody knows', `tz=Mars/Olympus`, 'common.invalid_input'],
  ['an offset, whose sign two programs read differently', `tz=%2B02:00`, 'common.invalid_input'],
  ['a table that is none', `table=users`, 'analytics.no_such_table'],
])('%s is refused', async (_, query, code) => {
  const answer = await user.get<{ code: string }>(`/api/v2/analytics/overview?${query}`);

  expect(answer.status).toBe(422);
  expect(answer.body.code).toBe(code);
});

test("another's repository has no figures", async () => {
  const stranger = await app.user();
  const connection = await hookedConnection(app, userId);
  const query = `repository_connection_id=${connection.id}`;

  const { status } = await stranger.get(`/api/v2/analytics/overview?${query}`);

  expect(status).toBe(404);
});

test('every table comes as CSV that a spreadsheet does not run', async () => {
  const connection = await hookedConnection(app, userId, { name: 'csv' });
  await tell(connection, [
    {
      run: {
        ...{ workflow: '1', branch: 'main', event: 'push', number: 1, attempt: 1, commit: 'a'.repeat(40) },
        conclusion: 'failure',
        startedAt: new Date('2026-10-24T10:00:00Z'),
        completedAt: new Date('2026-10-24T10:02:00Z'),
      },
    },
  ]);
  const change = { deployment_workflows: ['CI 1'], ci_minute_price: 0.5 };
  await user.patch(`/api/v2/repositories/connections/${connection.id}`, change);
  const query = `repository_connection_id=${connection.id}&since=${WINDOW.since}&until=${WINDOW.until}`;
  const csv = (path: string): Promise<{ headers: Headers; body: string }> =>
    user.get<string>(`/api/v2/analytics/${path}`, { headers: { accept: 'text/csv' } });

  const deployed = await user.get(`/api/v2/analytics/deployments?${query}`);
  const cost = await user.get(`/api/v2/analytics/overview?${query}`);
  await app.db.read.query(
    `update workflow_runs set workflow_name = '=HYPERLINK("x")', completed_at = completed_at + interval '1 second'
    where repository_connection_id = $1`,
    [connection.id],
  );
  const workflows = await csv(`workflows?${query}`);
  const answers = await Promise.all(
    [
      'overview',
      'overview?table=figures',
      'repositories',
      'incidents',
      'pr-effectiveness',
      'failures',
      'deployments',
    ].map((path) => csv(`${path}${path.includes('?') ? '&' : '?'}${query}`)),
  );

  expect(deployed.body).toMatchObject({ is_marked: true, figures: { failure_rate: { value: 1, n: 1 } } });
  expect(cost.body).toMatchObject({ ci_cost: { value: 1, n: 1 } });
  expect(workflows.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  const [head = '', row = ''] = workflows.body.split('\r\n');
  expect(head).toContain('workflow_name,total,total_n,failure_rate,failure_rate_n,failure_rate_low,failure_rate_high');
  expect(row).toContain(`"'=HYPERLINK(""x"")",1,1,1,1,`);
  for (const { headers } of answers) expect(headers.get('content-type')).toContain('text/csv');
  expect(answers[1]?.body).toContain('runs.failure_rate,1,1,runs.failure_rate,');
});
