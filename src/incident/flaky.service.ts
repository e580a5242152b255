import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Breaks } from '../common/breaks';
import { Clock } from '../common/clock';
import { pageRequest, toPage, type PageQuery } from '../common/http/paging';
import { KeptTables } from '../common/kept-tables';
import { DAY_MS } from '../common/time';
import { Database } from '../database/database';
import { inChunks } from '../database/in-chunks';
import type { Tx } from '../database/tx';
import { isFailure } from '../forge/forge.types';
import { ConnectionDirectory } from '../repository/connection.directory';
import { WorkflowService } from '../workflow/workflow.service';
import type { JobOutcome, TestResults, WorkflowJob, WorkflowRun } from '../workflow/workflow.public';
import { WINDOW_DAYS } from './domain/flaky';
import { countsOf, type Counted, type FiledResult } from './domain/flaky-counts';
import { endOf } from './domain/run-words';
import type { FlakyStatisticEntity } from './flaky-statistic.entity';
import { FlakyStore, type FlakyFilter } from './flaky.store';
import type { ReportedTests } from './flaky.types';
import type { TestResultEntity } from './test-result.entity';
import { VerdictStore } from './verdict.store';

/** Job outcomes and results read for one count: a busy workflow's 30 days; of more the newest count. */
const OUTCOMES_PER_JOB = 500;
const MAX_RESULTS = 20_000;
/** Rows one statement removes: a big suite's day is a million, and no statement may take 40 s. */
const FORGOTTEN_TOGETHER = 5_000;

/** A run that ended green or red, and what its test reports tell. */
interface Decided {
  readonly run: WorkflowRun;
  readonly reports: readonly TestResults[];
}

/** Counts how reliable jobs and tests are. */
@Injectable()
export class FlakyService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly workflow: WorkflowService,
    private readonly directory: ConnectionDirectory,
    private readonly store: FlakyStore,
    private readonly verdicts: VerdictStore,
    private readonly clock: Clock,
    private readonly tables: KeptTables,
  ) {}

  onModuleInit(): void {
    this.tables.register({ name: 'test_results', table: 'test_results', days: WINDOW_DAYS });
  }

  /**
   * Keeps what a job's report tells of its tests; telling it again changes nothing. Passes are kept of tests that have
   * failed before. The statistics follow in `observe`.
   */
  async record(tx: Tx, report: ReportedTests): Promise<void> {
    const { connectionId, workflow, runId, attempt, sha, branch, job, at } = report;
    const byName = new Map(report.tests.map((test) => [test.name, test]));
    await this.store.addResults(
      tx,
      [...byName.values()].map(({ name, file, outcome, durationMs }) => ({
        repository_connection_id: connectionId,
        workflow,
        run_id: runId,
        run_attempt: attempt,
        job,
        test: name.slice(0, 1000),
        file,
        branch,
        commit_sha: sha,
        outcome,
        duration_ms: durationMs,
        observed_at: at,
      })),
    );
  }

  /**
   * What the test reports of a decided run tell. Green runs are looked into only where tests are known to have failed: of
   * others nothing would be kept. Throws `ForgeError` for what may pass.
   */
  async readReports(run: WorkflowRun): Promise<readonly TestResults[]> {
    if (run.completedAt === null) return [];
    const jobs = (await this.workflow.jobs(this.db.read, run)).map(({ name }) => name);
    const known = (): Promise<boolean> =>
      this.store.hasResults(this.db.read, run.connectionId, this.workflow.workflowKey(run), jobs);
    return isFailure(run.conclusion) || (await known()) ? this.workflow.testResults(run, jobs) : [];
  }

  /**
   * Takes decided runs in: their reports, the failing tests their diagnoses named; then counts, once for runs of one
   * workflow on one branch. Again changes nothing.
   */
  async observe(tx: Tx, decided: readonly Decided[]): Promise<void> {
    for (const { run, reports } of decided) {
      for (const { job, tests } of reports) await this.recordOf(tx, run, { job, at: endOf(run), tests });
      if (isFailure(run.conclusion)) await this.recordDiagnosed(tx, run);
    }
    const jobs = await this.workflow.jobsOfEach(
      tx,
      decided.map(({ run }) => run),
    );
    const counts = new Map<string, { run: WorkflowRun; told: WorkflowJob[] }>();
    for (const { run } of decided) {
      const key = JSON.stringify([run.connectionId, this.workflow.workflowKey(run), run.branch]);
      const told = [...(counts.get(key)?.told ?? []), ...(jobs.get(run.id) ?? [])];
      if (told.length > 0) counts.set(key, { run, told });
    }
    // In one order for everybody: each locks its workflow.
    for (const [, { run, told }] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) await this.count(tx, run, told);
  }

  /** Counts anew for the jobs told and their tests: those that failed, and those with statistics already. */
  private async count(tx: Tx, run: WorkflowRun, told: readonly WorkflowJob[]): Promise<void> {
    const workflow = this.workflow.workflowKey(run);
    await this.store.lockWorkflow(tx, run.connectionId, workflow);
    const jobs = [...new Set(told.map(({ name }) => name))];
    const failed = told.filter(({ conclusion }) => isFailure(conclusion)).map(({ name }) => name);
    // Rows of other branches are as they were: they have observations of their own.
    const branches = ['', run.branch ?? ''];
    const known = await this.store.statisticsOf(tx, run.connectionId, workflow, branches, jobs);
    const counted = [...new Set([...failed, ...known.map(({ job }) => job)])];
    if (counted.length === 0) return;
    const since = new Date(this.clock.now().getTime() - WINDOW_DAYS * DAY_MS);
    const outcomes = await this.outcomes(tx, run, { workflow, names: counted }, since);
    const results = await this.store.results(tx, run.connectionId, workflow, counted, since, MAX_RESULTS);
    const excluded = await this.verdicts.infrastructureAmong(
      tx,
      outcomes.map((one) => one.workflowRunId),
    );
    const decided = outcomes.filter((one) => !excluded.has(one.workflowRunId));
    const now = this.clock.now();
    const counts: Counted[] = [];
    const breaks = new Breaks();
    for (const job of counted) {
      const facts = {
        outcomes: decided.filter((one) => one.job === job),
        results: results.filter((one) => one.job === job).map(toFiled),
        knownTests: known.filter((one) => one.job === job).map(({ test }) => test),
      };
      for (const one of countsOf(job, facts, run.branch, now)) {
        counts.push(one);
        await breaks.take();
      }
    }
    const { connectionId, userId, workflowName } = run;
    await this.store.save(tx, { connectionId, userId, workflow, workflowName }, counts, known, now);
  }

  /** Newest known first, with their repositories' names. Throws `common.invalid_cursor`. */
  async list(
    userId: string,
    filter: FlakyFilter,
    query: PageQuery,
  ): Promise<{
    items: readonly { row: FlakyStatisticEntity; repository: string }[];
    total: number;
    nextCursor: string | null;
  }> {
    const request = pageRequest(query);
    const [rows, total] = await Promise.all([
      this.store.list(this.db.read, userId, filter, request),
      this.store.count(this.db.read, userId, filter),
    ]);
    const { items, nextCursor } = toPage(rows, request.limit);
    const ids = [...new Set(items.map((row) => row.repository_connection_id))];
    const connections = await this.directory.connections(this.db.read, ids);
    const named = items.map((row) => ({
      row,
      repository: connections.get(row.repository_connection_id)?.fullName ?? '',
    }));
    return { items: named, total, nextCursor };
  }

  /** Forgets observations that no window reaches any more. */
  async forget(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - WINDOW_DAYS * DAY_MS);
    await inChunks(FORGOTTEN_TOGETHER, (limit) => this.store.forgetResults(this.db.read, before, limit));
    await this.store.forgetStatistics(this.db.read, before);
  }

  private async recordDiagnosed(tx: Tx, run: WorkflowRun): Promise<void> {
    for (const { cause, occurred_at: at } of await this.verdicts.ofRun(tx, run.id)) {
      const tests = cause.tests.map(({ name, file }) => ({ name, file, outcome: 'failed', durationMs: null }) as const);
      for (const job of tests.length === 0 ? [] : cause.jobs) {
        await this.recordOf(tx, run, { job, at, tests });
      }
    }
  }

  private async recordOf(tx: Tx, run: WorkflowRun, about: Pick<ReportedTests, 'job' | 'at' | 'tests'>): Promise<void> {
    await this.record(tx, {
      connectionId: run.connectionId,
      workflow: this.workflow.workflowKey(run),
      runId: run.externalId,
      attempt: run.attempt,
      sha: run.commitSha,
      branch: run.branch,
      ...about,
    });
  }

  private async outcomes(
    tx: Tx,
    run: WorkflowRun,
    jobs: { workflow: string; names: readonly string[] },
    since: Date,
  ): Promise<readonly JobOutcome[]> {
    const limit = OUTCOMES_PER_JOB * jobs.names.length;
    return this.workflow.jobOutcomes(tx, run.connectionId, jobs, since, limit);
  }
}

const toFiled = (row: TestResultEntity): FiledResult => ({
  test: row.test,
  file: row.file,
  job: row.job,
  runId: row.run_id,
  attempt: row.run_attempt,
  outcome: row.outcome,
  commitSha: row.commit_sha,
  branch: row.branch,
  at: row.observed_at,
});
