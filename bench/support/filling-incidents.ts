import { FINGERPRINT_VERSION } from '../../src/diagnosis/fingerprint';
import { ANALYSIS, CAUSE, DATED, ID, INCIDENT, OWNED, STORM, type Filling } from './filling-words';

/** A fingerprint of today's rule: those of an older one would be looked at anew with each failure. */
const fingerprintOf = (n: string): string => `'${FINGERPRINT_VERSION}:' || md5(${n}::text)`;

/** What failures lead to. */
export function incidentTables(rows: number): readonly Filling[] {
  const words = { title: `'TS2551 in file ' || n`, class: `'build'`, workflow_name: `'CI ' || n % 5` };
  const failure = { workflow_run_id: ID, repository_connection_id: 'connection_id' };
  return [
    {
      table: 'incidents',
      rows,
      given: {
        ...OWNED,
        ...words,
        status: `case when n % 201 = 0 then 'open' else 'resolved' end`,
        severity: `case when n % 9 = 0 then 'high' else 'medium' end`,
        source: `'github'`,
        verdict: `'unknown'`,
        branch: `'main'`,
        fingerprint: fingerprintOf('n'),
        first_seen_at: 'at',
        last_seen_at: 'at',
        opened_at: 'at',
        occurrence_count: `case when n = ${STORM} then ${rows} / ${STORM} else 1 end`,
        resolved_at: `case when n % 201 > 0 then at + interval '1 hour' end`,
        resolution: `case when n % 201 > 0 then 'green_run' end`,
        resolution_time_seconds: 'case when n % 201 > 0 then 3600 end',
        analysis: `'${ANALYSIS}'`,
        ...DATED,
      },
    },
    {
      table: 'incident_occurrences',
      rows,
      given: {
        ...failure,
        id: ID,
        incident_id: INCIDENT,
        lane: `(n % 5) || 'main'`,
        run_number: 'n / 20',
        run_attempt: '1',
        branch: `'main'`,
        on_default_branch: 'true',
        commit_sha: 'md5((n / 3)::text)',
        occurred_at: 'at',
        created_at: 'at',
        severity: `'medium'`,
        cause: `'${CAUSE}'`,
        verdict: `'unknown'`,
        evidence: `'[]'`,
        suspects: `'[]'`,
        judged_at: 'at',
        fingerprint: fingerprintOf(`(case when n % ${STORM} = 0 then ${STORM} else n end)`),
        grouped_by: `'fingerprint'`,
        green_number: `case when n % 201 > 0 then n / 20 + 1 end`,
        green_attempt: `case when n % 201 > 0 then 1 end`,
        green_at: `case when n % 201 > 0 then at + interval '1 hour' end`,
      },
    },
    { table: 'incident_tellings', rows, given: { ...words, occurrence_id: ID, analysis: `'${ANALYSIS}'` } },
    {
      table: 'incident_events',
      rows,
      given: { id: ID, incident_id: INCIDENT, type: `'opened'`, message: `'opened'`, workflow_run_id: ID },
    },
    {
      table: 'incident_aliases',
      rows: Math.round(rows / 4),
      given: {
        repository_connection_id: 'connection_id',
        fingerprint: fingerprintOf('n'),
        cause_key: fingerprintOf('n'),
      },
    },
    {
      table: 'incident_grouping_changes',
      rows: Math.round(rows / 100),
      given: { ...OWNED, kind: `'merge'`, incident_id: ID, detail: `'{"moves":[],"reroutings":[]}'` },
    },
    {
      table: 'auto_reruns',
      rows: Math.round(rows / 20),
      given: { ...failure, id: ID, run_id: 'n::text', run_attempt: '1', reason: `'flaky'`, status: `'finished'` },
    },
    {
      table: 'test_results',
      rows,
      given: {
        id: ID,
        repository_connection_id: 'connection_id',
        workflow: `(n % 5)::text`,
        run_id: 'n::text',
        run_attempt: '1',
        job: `'build'`,
        test: `'test ' || n / 200 % 1000`,
        branch: `'main'`,
        commit_sha: 'md5((n / 3)::text)',
        outcome: `case when n % 50 = 0 then 'failed' else 'passed' end`,
      },
    },
    {
      table: 'flaky_statistics',
      rows: Math.round(rows / 10),
      given: {
        ...OWNED,
        workflow: `(n % 5)::text`,
        workflow_name: `'CI ' || n % 5`,
        branch: `'main'`,
        job: `'build'`,
        test: `'test ' || n`,
        state: `case when n % 10 = 0 then 'flaky' else 'stable' end`,
        observations: '20',
      },
    },
  ];
}
