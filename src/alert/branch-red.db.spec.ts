import { insertUser } from '../../test/support/test-user';
import { useDatabase } from '../../test/support/use-database';
import { newId } from '../common/ids';
import { AlertReadings } from './alert-readings.store';
import type { AlertRule } from './alert.store';

const NOW = new Date('2026-11-29T12:00:00Z');
const database = useDatabase();

/** A failure of the default branch: minutes before now at which it was seen, and at which its lane was green. */
interface Red {
  readonly seen: number;
  readonly green?: number;
  readonly status?: 'open' | 'resolved' | 'muted';
}

const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

/** How many minutes the default branch has been red, by the rule's reading. */
async function minutesRed(reds: readonly Red[]): Promise<number | undefined> {
  const userId = await insertUser(database.manager);
  const connectionId = newId();
  const into = (table: string, values: readonly object[]): Promise<unknown> =>
    database.manager.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [
      JSON.stringify(values),
    ]);
  await into('repository_connections', [
    {
      ...{
        id: connectionId,
        user_id: userId,
        provider: 'github',
        instance: 'default',
        repository_id: '1',
        owner_name: 'acme',
      },
      ...{ repository_full_name: 'acme/api', repository_name: 'api', default_branch: 'main', is_private: false },
      ...{ webhook_status: 'inactive', webhook_events: [], webhook_wanted: false, is_enabled: true },
      ...{ auto_pr_enabled: false, fix_policy: {}, created_at: NOW, updated_at: NOW, deployment_workflows: [] },
    },
  ]);
  for (const [number, { seen, green, status }] of reds.entries()) {
    const [incident, at] = [newId(), ago(seen)];
    const same = { repository_connection_id: connectionId, fingerprint: String(number), verdict: 'unknown' };
    await into('incidents', [
      {
        ...{ ...same, id: incident, user_id: userId, title: 'CI', severity: 'high', severity_is_chosen: false },
        status: status ?? (green === undefined ? 'open' : 'resolved'),
        ...{ source: 'github', class: 'test', workflow_name: `CI ${number}`, first_seen_at: at, last_seen_at: at },
        ...{ opened_at: at, occurrence_count: 1, reopened_count: 0, analysis: {}, created_at: at, updated_at: at },
      },
    ]);
    await into('incident_occurrences', [
      {
        ...{ ...same, id: newId(), incident_id: incident, workflow_run_id: newId(), lane: `lane ${number}` },
        ...{ run_number: 1, run_attempt: 1, on_default_branch: true, commit_sha: 'a'.repeat(40), occurred_at: at },
        ...{ created_at: at, severity: 'high', cause: {}, evidence: [], suspects: [], grouped_by: 'fingerprint' },
        ...{ grouped_because: '', green_at: green === undefined ? null : ago(green) },
      },
    ]);
  }
  const rule = { user_id: userId, repository_connection_id: connectionId, kind: 'branch_red' } as AlertRule;
  return (await new AlertReadings().of(database.manager, rule, NOW))[0]?.bad;
}

test.each<[string, readonly Red[], number]>([
  ['nothing is red', [{ seen: 50, green: 20 }], 0],
  ['one lane is red', [{ seen: 50 }], 50],
  ['another lane was red before and until then', [{ seen: 90, green: 40 }, { seen: 50 }], 90],
  [
    'three lanes hand it on',
    [{ seen: 300, green: 100 }, { seen: 200, green: 60 }, { seen: 70, green: 30 }, { seen: 45 }],
    300,
  ],
  ['the branch was green in between', [{ seen: 90, green: 60 }, { seen: 50 }], 50],
  ['what was red before is known and waited for', [{ seen: 90, status: 'muted' }, { seen: 50 }], 50],
])('a branch is red since it was last green in all its lanes: %s', async (_case, reds, minutes) => {
  expect(await minutesRed(reds)).toBe(minutes);
});
