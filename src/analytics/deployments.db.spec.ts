import fc from 'fast-check';
import { insertUser } from '../../test/support/test-user';
import { useDatabase } from '../../test/support/use-database';
import { newId } from '../common/ids';
import { DeploymentStore } from './deployment.store';
import { deploymentFigures } from './domain/deployments';

const HOUR = 3_600_000;
const BASE = Date.parse('2026-10-01T00:00:00Z');
/** The window: days 10 to 20. */
const [FIRST, LAST] = [10 * 24, 20 * 24];
const at = (hours: number): Date => new Date(BASE + hours * HOUR);

/** One run of a workflow; they follow each other by `gap` hours. */
const pasts = fc.array(
  fc.record({
    gap: fc.integer({ min: 1, max: 40 }),
    conclusion: fc.constantFrom('success', 'success', 'failure', 'timed_out', 'cancelled'),
    /** Which of three commits it deploys, and how long before its end the commit was first seen. */
    lead: fc.integer({ min: 1, max: 30 }),
    workflow: fc.constantFrom('Deploy', 'Release', 'CI'),
    kind: fc.constantFrom('push', 'push', 'push', 'pull_request', 'branch'),
    /** An earlier attempt that ended otherwise counts for nothing. */
    isRetried: fc.boolean(),
  }),
  { maxLength: 25 },
);
type Past = (typeof pasts extends fc.Arbitrary<infer T> ? T : never)[number] & { readonly end: number };

const database = useDatabase();
const store = new DeploymentStore();

async function into(table: string, values: readonly object[]): Promise<void> {
  const sql = `insert into ${table} select * from json_populate_recordset(null::${table}, $1)`;
  await database.manager.query(sql, [JSON.stringify(values)]);
}

/** A repository that deploys by `Deploy` and `.github/workflows/release.yml`, and its runs. */
async function tell(history: readonly Past[], marked: readonly string[]): Promise<string> {
  const userId = await insertUser(database.manager);
  const connection = newId();
  const same = { repository_connection_id: connection, user_id: userId };
  await into('repository_connections', [
    {
      ...{
        id: connection,
        user_id: userId,
        provider: 'github',
        instance: 'default',
        repository_id: '1',
        repository_full_name: 'acme/api',
      },
      ...{ repository_name: 'api', owner_name: 'acme', default_branch: 'main', is_private: false },
      ...{ webhook_status: 'inactive', webhook_events: [], webhook_wanted: false, is_enabled: true },
      ...{ auto_pr_enabled: true, fix_policy: {}, deployment_workflows: marked },
      ...{ created_at: at(0), updated_at: at(0) },
    },
  ]);
  const run = (
    past: Past,
    number: number,
    attempt: number,
    conclusion: string,
    workflow: string = past.workflow,
  ): object => ({
    ...{ ...same, id: newId(), run_id: `${workflow}-${number}`, run_attempt: attempt, run_number: number, conclusion },
    ...{ workflow_name: workflow, workflow_path: `.github/workflows/${workflow.toLowerCase()}.yml` },
    ...{ event: past.kind === 'pull_request' ? 'pull_request' : 'push', status: 'completed', lane: workflow },
    ...{ branch: past.kind === 'branch' ? 'topic' : 'main', commit_sha: `${number}`.padEnd(40, 'c') },
    ...{ pull_request_numbers: [], run_url: '', checked_at: at(past.end), created_at: at(past.end) },
    ...{ updated_at: at(past.end), started_at: at(past.end - 0.5), completed_at: at(past.end) },
  });
  await into(
    'workflow_runs',
    history.flatMap((past, number) => [
      ...(past.isRetried ? [{ ...run(past, number, 1, 'failure'), completed_at: at(past.end - 0.25) }] : []),
      run(past, number, past.isRetried ? 2 : 1, past.conclusion),
      // The first that saw the commit.
      { ...run(past, number, 1, 'success', 'Lint'), started_at: at(past.end - past.lead - 1) },
    ]),
  );
  return connection;
}

const FAILED = ['failure', 'timed_out'];
const median = (values: readonly number[]): number | null =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length / 2) - 1] ?? null;

/** Hours that red streaks lasted which turned green in the window, and how many had not at its end. */
function streaks(history: readonly Past[]): { readonly ended: readonly number[]; readonly open: number } {
  const ended: number[] = [];
  let open = 0;
  for (const workflow of ['Deploy', 'Release']) {
    let red: number | null = null;
    for (const past of history.filter((each) => each.workflow === workflow && each.kind === 'push')) {
      if (past.end < FIRST - 30 * 24 || past.end >= LAST) continue;
      if (FAILED.includes(past.conclusion)) red ??= past.end;
      if (past.conclusion !== 'success' || red === null) continue;
      if (past.end >= FIRST) ended.push(past.end - red);
      red = null;
    }
    if (red !== null) open += 1;
  }
  return { ended, open };
}

test('figures of deployments are what walking the history says', async () => {
  await fc.assert(
    fc.asyncProperty(pasts, async (gaps) => {
      let end = 0;
      const history = gaps.map((past): Past => ({ ...past, end: (end += past.gap) }));
      const connection = await tell(history, ['Deploy', '.github/workflows/release.yml']);
      const wanted = { connections: [connection], since: at(FIRST), until: at(LAST) };

      const sums = await store.sums(database.manager, wanted);
      const series = await store.series(database.manager, wanted, [at(FIRST), at(FIRST + 5 * 24)]);

      const mine = history.filter((past) => past.workflow !== 'CI' && past.kind === 'push');
      const inside = mine.filter((past) => past.end >= FIRST && past.end < LAST);
      const good = inside.filter(({ conclusion }) => conclusion === 'success');
      const bad = inside.filter(({ conclusion }) => FAILED.includes(conclusion));
      const { ended, open } = streaks(history);
      const lead = median(good.map(({ lead: hours }) => hours + 1));
      const recovery = median(ended);
      expect(sums).toEqual({
        ...{ succeeded: good.length, failed: bad.length, other: inside.length - good.length - bad.length },
        lead_median: lead === null ? null : lead * 3600,
        recovery_median: recovery === null ? null : recovery * 3600,
        ...{ recovered: ended.length, still_red: open },
      });
      expect(series.reduce((all, { succeeded }) => all + succeeded, 0)).toBe(good.length);
      expect(series.find((row) => row.at === 2)?.failed ?? 0).toBe(
        bad.filter((past) => past.end >= FIRST + 5 * 24).length,
      );
    }),
    { numRuns: 60 },
  );
});

test('without a marked workflow there is no figure; with one, none in the window is one', async () => {
  const [unmarked, marked] = [await tell([], []), await tell([], ['Deploy'])];
  const frame = { window: { since: '', until: '' }, rows: null };
  const figuresOf = async (connection: string) => {
    const wanted = { connections: [connection], since: at(FIRST), until: at(LAST) };
    const isMarked = await store.areMarked(database.manager, [connection]);
    return deploymentFigures(await store.sums(database.manager, wanted), 10, isMarked, frame);
  };

  const [none, nothing] = [await figuresOf(unmarked), await figuresOf(marked)];

  expect([none.total.value, none.frequency.value, none.failure_rate.value]).toEqual([null, null, null]);
  expect([nothing.total.value, nothing.frequency.value, nothing.failure_rate.value]).toEqual([0, 0, null]);
});
