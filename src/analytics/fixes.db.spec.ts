import fc from 'fast-check';
import { insertUser } from '../../test/support/test-user';
import { useDatabase } from '../../test/support/use-database';
import { newId } from '../common/ids';
import { AnalyticsStore } from './analytics.store';
import { fixFigures } from './domain/fixes';

const HOUR = 3_600_000;
const BASE = Date.parse('2026-10-01T00:00:00Z');
const SINCE = new Date(BASE + 10 * 24 * HOUR);
const UNTIL = new Date(BASE + 40 * 24 * HOUR);
/** Merges before it had their 14 days. */
const RIPE = new Date(BASE + 26 * 24 * HOUR);
const OPEN = ['verifying', 'unproven', 'verified', 'retrying', 'handed_over'] as const;
const HARMS = ['seen_again', 'new_failure', 'reverted'] as const;

/** One incident's fix as it stands at the end. */
const lives = fc.record({
  phase: fc.constantFrom(...OPEN, ...(['merged', 'merged', 'merged', 'closed', 'failed', 'withdrawn'] as const)),
  openedAt: fc.integer({ min: 0, max: 50 * 24 }),
  verified: fc.boolean(),
  mergedAfter: fc.integer({ min: 1, max: 10 * 24 }),
  harm: fc.option(fc.constantFrom(...HARMS)),
});
type Life = typeof lives extends fc.Arbitrary<infer T> ? T : never;

const within = (hours: number): boolean =>
  BASE + hours * HOUR >= SINCE.getTime() && BASE + hours * HOUR < UNTIL.getTime();
const isVerified = ({ phase, verified }: Life): boolean =>
  phase === 'verified' || (verified && !['verifying', 'unproven', 'failed'].includes(phase));

const database = useDatabase();
const store = new AnalyticsStore();

/** Incidents with a fix each, as the pull request's room would have left them. */
async function tell(histories: readonly Life[]): Promise<string> {
  const userId = await insertUser(database.manager);
  const connectionId = newId();
  const same = { user_id: userId, repository_connection_id: connectionId };
  const at = (hours: number): Date => new Date(BASE + hours * HOUR);
  const rows = histories.map((life, number) => {
    const incident = newId();
    const opened = at(life.openedAt);
    const merged = life.phase === 'merged' ? at(life.openedAt + life.mergedAfter) : null;
    const pull = {
      ...{ ...same, id: newId(), incident_id: incident, pr_number: number + 1, title: 'fix', body: '', checks: [] },
      ...{
        branch_name: `devflowfix/${number}`,
        base_branch: 'main',
        source_branch: 'main',
        source_sha: 'a'.repeat(40),
      },
      ...{ phase: life.phase, draft: false, wants_draft: false, additions: 1, deletions: 1, changed_files: 1 },
      ...{ commits: 1, comments: 0 },
      ...{ fix_kind: 'rule', confidence: 0.9, attempt: 1, attempt_id: newId(), tries: [] },
      ...{ created_at: opened, updated_at: opened, verified_at: isVerified(life) ? opened : null, merged_at: merged },
      ...(merged === null || life.harm === null ? {} : { harmed_at: merged, harm: life.harm }),
    };
    const broke = {
      ...{ ...same, id: incident, title: 'CI', status: 'open', severity: 'high', severity_is_chosen: false },
      ...{ source: 'github', class: 'test', verdict: 'unknown', workflow_name: 'CI', fingerprint: `${number}` },
      ...{ first_seen_at: opened, last_seen_at: opened, opened_at: opened, occurrence_count: 1, reopened_count: 0 },
      ...{ analysis: {}, created_at: opened, updated_at: opened },
    };
    return { pull, broke };
  });
  const into = (table: string, values: readonly object[]): Promise<unknown> =>
    database.manager.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [
      JSON.stringify(values),
    ]);
  const connection = {
    ...{
      id: connectionId,
      user_id: userId,
      provider: 'github',
      instance: 'default',
      repository_id: '1',
      repository_full_name: 'acme/api',
    },
    ...{
      repository_name: 'api',
      owner_name: 'acme',
      default_branch: 'main',
      is_private: false,
      webhook_status: 'inactive',
    },
    ...{ webhook_events: [], webhook_wanted: false, is_enabled: true, auto_pr_enabled: true, fix_policy: {} },
    deployment_workflows: [],
    ...{ created_at: SINCE, updated_at: SINCE },
  };
  await into('repository_connections', [connection]);
  await into(
    'incidents',
    rows.map(({ broke }) => broke),
  );
  await into(
    'pull_requests',
    rows.map(({ pull }) => pull),
  );
  return connectionId;
}

const count = (histories: readonly Life[], of: (life: Life) => boolean): number => histories.filter(of).length;
const share = (hits: number, n: number): number | null => (n === 0 ? null : hits / n);

test('figures of fixes are what counting each fix by itself says: unproven ones decide nothing, every way of harm counts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(lives, { maxLength: 30 }), async (histories) => {
      const connection = await tell(histories);
      const wanted = { connections: [connection], since: SINCE, until: UNTIL };

      const sums = await store.fixes(database.manager, wanted, RIPE);
      const harms = await store.harms(database.manager, wanted);

      const figures = fixFigures(sums, { window: { since: '', until: '' }, rows: null });
      const fresh = histories.filter(({ openedAt }) => within(openedAt));
      const landed = histories.filter(
        ({ phase, openedAt, mergedAfter }) => phase === 'merged' && within(openedAt + mergedAfter),
      );
      const ripe = landed.filter(
        ({ openedAt, mergedAfter }) => BASE + (openedAt + mergedAfter) * HOUR <= RIPE.getTime(),
      );
      const decided = count(fresh, (life) => isVerified(life) || ['merged', 'closed', 'failed'].includes(life.phase));
      const unproven = count(fresh, ({ phase }) => phase === 'unproven');
      expect(figures.verified_rate).toMatchObject({ value: share(count(fresh, isVerified), decided), n: decided });
      expect(figures.verified_rate.excluded.find(({ what }) => what === 'proven by no CI')?.n ?? 0).toBe(unproven);
      expect(figures.verified_rate.excluded.reduce((sum, { n }) => sum + n, 0)).toBe(fresh.length - decided);
      expect(figures.harm_rate.value).toBe(
        share(
          count(landed, ({ harm }) => harm !== null),
          landed.length,
        ),
      );
      expect(figures.survival_rate.value).toBe(
        share(
          count(ripe, ({ harm }) => harm === null),
          ripe.length,
        ),
      );
      expect(sums.unproven).toBe(unproven);
      expect(new Map(harms.map(({ kind, fixes }) => [kind, fixes]))).toEqual(
        new Map(
          HARMS.map((kind) => [kind, count(landed, ({ harm }) => harm === kind)] as const).filter(([, n]) => n > 0),
        ),
      );
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 25), endOnFailure: true },
  );
});
