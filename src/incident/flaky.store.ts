import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Fields } from '../common/fields';
import type { PageRequest } from '../common/http/paging';
import { newId } from '../common/ids';
import { storableJson } from '../common/storable';
import type { Tx } from '../database/tx';
import { MIN_OBSERVATIONS, type FlakyState, type Statistics } from './domain/flaky';
import type { Counted } from './domain/flaky-counts';
import type { TestResult } from './flaky.types';
import { FlakyStatisticEntity } from './flaky-statistic.entity';
import { TestResultEntity } from './test-result.entity';

/** The workflow that rows of statistics are about. */
export interface CountedWorkflow {
  readonly connectionId: string;
  readonly userId: string;
  readonly workflow: string;
  readonly workflowName: string;
}

/** Which of a user's statistics to list; null means any. */
export interface FlakyFilter {
  readonly connectionId: string | null;
  /** Empty: over all branches. */
  readonly branch: string;
  readonly state: FlakyState | null;
  /** Name or key of a workflow. */
  readonly workflow: string | null;
}

const LISTED = `user_id = $1 and branch = $2
  and ($3::uuid is null or repository_connection_id = $3)
  and ($4::text is null or state = $4)
  and ($5::text is null or $5 in (workflow, workflow_name))`;

function listed(userId: string, filter: FlakyFilter): unknown[] {
  return [userId, filter.branch, filter.connectionId, filter.state, filter.workflow];
}

/** Rows of test results and of the statistics made from them. */
@Injectable()
export class FlakyStore {
  /** Makes the transaction wait for every other one that counts in the same workflow. */
  async lockWorkflow(tx: Tx, connectionId: string, workflow: string): Promise<void> {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`flaky:${connectionId}:${workflow}`]);
  }

  /**
   * Keeps results; one of the same attempt replaces nothing. Of `known` tests all are kept, of others only failures: a
   * suite of 5,000 tests that always pass would make 5,000 rows a run that say nothing.
   */
  async addResults(tx: Tx, results: readonly TestResult[]): Promise<void> {
    if (results.length === 0) return;
    const rows = results.map((result) => ({ id: newId(), ...storableJson(result) }));
    await tx.query(
      `insert into test_results
       select r.* from json_populate_recordset(null::test_results, $1) r
       where r.outcome = 'failed' or exists (
         select from test_results k
         where k.repository_connection_id = r.repository_connection_id and k.workflow = r.workflow
           and k.job = r.job and k.test = r.test)
       on conflict do nothing`,
      [JSON.stringify(rows)],
    );
  }

  /** True when a test of one of these jobs is known to have failed. */
  async hasResults(tx: Tx, connectionId: string, workflow: string, jobs: readonly string[]): Promise<boolean> {
    return tx.existsBy(TestResultEntity, { repository_connection_id: connectionId, workflow, job: In([...jobs]) });
  }

  /** Results of some jobs' tests since a time, newest first, at most `limit`. */
  async results(
    tx: Tx,
    connectionId: string,
    workflow: string,
    jobs: readonly string[],
    since: Date,
    limit: number,
  ): Promise<TestResultEntity[]> {
    return tx.query<TestResultEntity[]>(
      `select * from test_results
       where repository_connection_id = $1 and workflow = $2 and job = any($3) and observed_at >= $4
       order by observed_at desc limit $5`,
      [connectionId, workflow, jobs, since, limit],
    );
  }

  /** Statistics there are of some jobs and their tests on some branches. */
  async statisticsOf(
    tx: Tx,
    connectionId: string,
    workflow: string,
    branches: readonly string[],
    jobs: readonly string[],
  ): Promise<FlakyStatisticEntity[]> {
    return tx.findBy(FlakyStatisticEntity, {
      repository_connection_id: connectionId,
      workflow,
      branch: In([...branches]),
      job: In([...jobs]),
    });
  }

  /**
   * Writes what was counted of a workflow's jobs, whose rows are `known` (under the workflow's lock), in two statements at
   * most however many tests there are: rows that say something new; and those of what has not failed within the window go.
   */
  async save(
    tx: Tx,
    about: CountedWorkflow,
    counted: readonly Counted[],
    known: readonly FlakyStatisticEntity[],
    now: Date,
  ): Promise<void> {
    const before = new Map(known.map((row) => [keyOf(row), row]));
    const changed: Fields<FlakyStatisticEntity>[] = [];
    const gone: string[] = [];
    for (const one of counted) {
      const old = before.get(keyOf(one));
      const row = one.statistics === null ? null : rowOf(about, one, one.statistics, old, now);
      if (row === null) gone.push(...(old === undefined ? [] : [old.id]));
      else if (old === undefined || !saysTheSame(row, old)) changed.push(row);
    }
    if (gone.length > 0) await tx.query('delete from flaky_statistics where id = any($1::uuid[])', [gone]);
    if (changed.length === 0) return;
    await tx.query(
      `insert into flaky_statistics select * from json_populate_recordset(null::flaky_statistics, $1)
       on conflict on constraint uq_flaky_statistics_key do update set
         workflow_name = excluded.workflow_name, file = coalesce(excluded.file, flaky_statistics.file),
         state = excluded.state, observations = excluded.observations, failures = excluded.failures,
         failure_rate = excluded.failure_rate, failure_rate_low = excluded.failure_rate_low,
         failure_rate_high = excluded.failure_rate_high, flips = excluded.flips,
         flaky_commits = excluded.flaky_commits, clean_passes = excluded.clean_passes,
         last_failed_at = excluded.last_failed_at, last_flaked_at = excluded.last_flaked_at,
         observed_at = excluded.observed_at, updated_at = excluded.updated_at`,
      [JSON.stringify(storableJson(changed))],
    );
  }

  /** Those of the tests (or, with `''`, jobs) that are flaky by enough observations, over all branches. */
  async knownFlaky(
    tx: Tx,
    wanted: { connectionId: string; workflow: string; jobs: readonly string[]; tests: readonly string[] },
  ): Promise<FlakyStatisticEntity[]> {
    return tx.query<FlakyStatisticEntity[]>(
      `select * from flaky_statistics
       where repository_connection_id = $1 and workflow = $2 and branch = '' and job = any($3) and test = any($4)
         and state = 'flaky' and observations >= $5
       order by job, test`,
      [wanted.connectionId, wanted.workflow, wanted.jobs, wanted.tests, MIN_OBSERVATIONS],
    );
  }

  /** One more than `page.limit`, the newest known first. */
  async list(tx: Tx, userId: string, filter: FlakyFilter, page: PageRequest): Promise<FlakyStatisticEntity[]> {
    return tx.query<FlakyStatisticEntity[]>(
      `select * from flaky_statistics where ${LISTED} and ($6::uuid is null or id < $6) order by id desc limit $7`,
      [...listed(userId, filter), page.before, page.limit + 1],
    );
  }

  async count(tx: Tx, userId: string, filter: FlakyFilter): Promise<number> {
    const rows = await tx.query<{ count: string }[]>(
      `select count(*) from flaky_statistics where ${LISTED}`,
      listed(userId, filter),
    );
    return Number(rows[0]?.count ?? 0);
  }

  /** Forgets up to `limit` results observed before a time; returns how many. */
  async forgetResults(tx: Tx, before: Date, limit: number): Promise<number> {
    const [, count] = (await tx.query(
      `delete from test_results where id in (select id from test_results where observed_at < $1 order by observed_at limit $2)`,
      [before, limit],
    )) as unknown as [unknown, number];
    return count;
  }

  /** Forgets statistics of tests not observed since a time. */
  async forgetStatistics(tx: Tx, before: Date): Promise<void> {
    await tx.query('delete from flaky_statistics where observed_at < $1', [before]);
  }
}

/** Names a row among those of one workflow. */
function keyOf({ branch, job, test }: Pick<Counted, 'branch' | 'job' | 'test'>): string {
  return JSON.stringify([branch, job, test]);
}

function rowOf(
  about: CountedWorkflow,
  { job, test, branch, file }: Counted,
  statistics: Statistics,
  old: FlakyStatisticEntity | undefined,
  now: Date,
): Fields<FlakyStatisticEntity> {
  return {
    id: old?.id ?? newId(),
    repository_connection_id: about.connectionId,
    user_id: about.userId,
    workflow: about.workflow,
    workflow_name: about.workflowName,
    branch,
    job,
    test,
    file: file ?? old?.file ?? null,
    state: statistics.state,
    observations: statistics.observations,
    failures: statistics.failures,
    failure_rate: statistics.failureRate,
    failure_rate_low: statistics.low,
    failure_rate_high: statistics.high,
    flips: statistics.flips,
    flaky_commits: statistics.flakyCommits,
    clean_passes: statistics.cleanPasses,
    last_failed_at: statistics.lastFailedAt,
    last_flaked_at: statistics.lastFlakedAt,
    observed_at: statistics.observedAt,
    updated_at: now,
  };
}

/** By value, but for when it was written. */
function saysTheSame(row: Fields<FlakyStatisticEntity>, old: FlakyStatisticEntity): boolean {
  return isDeepStrictEqual(row, Object.assign({}, old, { updated_at: row.updated_at }));
}
