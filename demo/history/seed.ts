import { Client } from 'pg';
import { newId } from '../../src/common/ids';
import { diceOf, HABITS, pastIncidents, pastRuns, type PastRun } from './made-up';
import { connectionRow, flakyRow, idAt, incidentRows, runRows, type Owner } from './rows';

/** What was written. */
export interface Seeded {
  readonly repositories: number;
  readonly runs: number;
  readonly incidents: number;
  readonly fixes: number;
}

/** In the order in which rows may name each other. */
const TABLES = [
  ...(['repository_connections', 'incidents', 'workflow_runs', 'workflow_jobs', 'incident_occurrences'] as const),
  ...(['incident_events', 'fix_attempts', 'pull_requests', 'flaky_statistics'] as const),
];
type Tables = Record<(typeof TABLES)[number], Readonly<Record<string, unknown>>[]>;

const FLAKY = [
  { repository: 'web', workflow: 'CI', test: 'checkout › pays by card', observations: 212, failures: 17 },
  { repository: 'web', workflow: 'CI', test: 'cart › keeps its items over a reload', observations: 212, failures: 9 },
  { repository: 'api', workflow: 'CI', test: 'queue › retries after a crash', observations: 300, failures: 5 },
  { repository: 'web', workflow: 'CI', test: '', observations: 300, failures: 27 },
  { repository: 'mobile', workflow: 'Build', test: '', observations: 120, failures: 7 },
] as const;

/** Ninety made-up days for one user, apart from everything real: repositories of their own, named so that it shows. */
export function madeUpRows(userId: string, now: Date): Tables {
  const rows = Object.fromEntries(TABLES.map((name) => [name, []])) as unknown as Tables;
  const dice = diceOf(20_260_101);
  const owners = new Map(
    [...new Set(HABITS.map(({ repository }) => repository))].map((repository): readonly [string, Owner] => [
      repository,
      { userId, connectionId: newId(), repository },
    ]),
  );
  for (const owner of owners.values()) rows.repository_connections.push(connectionRow(owner, now));
  let number = 0;
  for (const habit of HABITS) {
    const owner = ownerOf(owners, habit.repository);
    const runs = pastRuns(habit, now, dice);
    const runIds = new Map(runs.map((run) => [run, idAt(run.startedAt)]));
    const incidentIds = new Map<PastRun, string>();
    for (const past of pastIncidents(runs, now, dice)) {
      const id = idAt(past.first.completedAt);
      for (const run of past.runs) incidentIds.set(run, id);
      const made = incidentRows(owner, past, { id, number: (number += 1), runIds });
      for (const [name, more] of Object.entries(made)) rows[name as keyof typeof made].push(...more);
    }
    const made = runRows(owner, runs, runIds, incidentIds);
    rows.workflow_runs.push(...made.runs);
    rows.workflow_jobs.push(...made.jobs);
  }
  for (const each of FLAKY) rows.flaky_statistics.push(flakyRow(ownerOf(owners, each.repository), each, now));
  return rows;
}

function ownerOf(owners: ReadonlyMap<string, Owner>, repository: string): Owner {
  const owner = owners.get(repository);
  if (owner === undefined) throw new Error(`no habit names the repository ${repository}`);
  return owner;
}

/** Writes it in one transaction, a statement a table. The figures follow by the same triggers as real runs'. */
export async function seedHistory(databaseUrl: string, email: string, now = new Date()): Promise<Seeded> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const found = await client.query<{ id: string }>('select id from users where email = $1', [email]);
    const user = found.rows[0];
    if (user === undefined) throw new Error(`nobody is registered as ${email}`);
    const rows = madeUpRows(user.id, now);
    await client.query('begin');
    for (const name of TABLES) {
      await client.query(`insert into ${name} select * from json_populate_recordset(null::${name}, $1)`, [
        JSON.stringify(rows[name]),
      ]);
    }
    await client.query('commit');
    const { repository_connections: repositories, workflow_runs: runs, incidents, pull_requests: fixes } = rows;
    return {
      ...{ repositories: repositories.length, runs: runs.length, incidents: incidents.length, fixes: fixes.length },
    };
  } finally {
    await client.end();
  }
}
