import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx';
import { isFailure } from '../forge/forge.types';
import { ConnectionDirectory } from '../repository/connection.directory';
import { WorkflowService } from '../workflow/workflow.service';
import type { WorkflowRun } from '../workflow/workflow.public';
import { filesAmong } from './domain/paths';
import type { OtherRun, VerdictFacts } from './domain/verdict';
import { FlakyStore } from './flaky.store';
import { IncidentHistoryStore } from './incident-history.store';
import type { Occurrence } from './incident.types';
import { VerdictStore } from './verdict.store';

export type Connection = NonNullable<Awaited<ReturnType<ConnectionDirectory['connection']>>>;

/** Failures this near to each other are failures at once: two working days, or a weekend. */
const AT_ONCE_MS = 48 * 3600 * 1000;
/** Where a job's history stands for its tests: a compiler's error is no flake because the job has flaked before. */
const FLAKY_CLASSES = ['test', 'timeout', 'unknown'];

/** Gathers what an occurrence is judged by, from what we know already; the forge was asked before. */
@Injectable()
export class VerdictFactsReader {
  constructor(
    private readonly workflow: WorkflowService,
    private readonly history: IncidentHistoryStore,
    private readonly verdicts: VerdictStore,
    private readonly flaky: FlakyStore,
  ) {}

  async factsOf(tx: Tx, occurrence: Occurrence, run: WorkflowRun, connection: Connection): Promise<VerdictFacts> {
    const { cause, change } = occurrence;
    return {
      class: cause.class,
      confidence: cause.confidence,
      onDefaultBranch: occurrence.on_default_branch,
      sameCommit: await this.sameCommit(tx, occurrence, run),
      base: await this.base(tx, occurrence, run, connection),
      others: await this.verdicts.otherBranches(tx, occurrence, run.baseBranch, AT_ONCE_MS),
      change,
      blamedFiles: cause.files,
      knownFlaky: await this.knownFlaky(tx, occurrence, run),
    };
  }

  /** A red attempt in which the jobs of this cause were green did not fail for it. */
  private async sameCommit(tx: Tx, occurrence: Occurrence, run: WorkflowRun): Promise<OtherRun[]> {
    const others: OtherRun[] = [];
    for (const other of await this.workflow.atSameCommit(tx, run)) {
      if (other.conclusion === 'success') {
        others.push({ runId: other.id, outcome: 'passed', alike: false });
        continue;
      }
      const jobs = await this.workflow.jobs(tx, other);
      const own = jobs.filter(({ name }) => occurrence.cause.jobs.includes(name));
      if (own.some(({ conclusion }) => isFailure(conclusion))) {
        others.push({ runId: other.id, outcome: 'failed', alike: true });
      } else if (own.length > 0 && own.every(({ conclusion }) => conclusion === 'success')) {
        others.push({ runId: other.id, outcome: 'passed', alike: false });
      }
    }
    return others;
  }

  /**
   * The base is the branch the run's pull request goes into; without a pull request the default branch.
   *
   * A pull request's run is of the change merged with its base as it was just then, a branch's own run of the branch
   * alone: there only the merge base counts, where its run is known.
   */
  private async base(
    tx: Tx,
    occurrence: Occurrence,
    run: WorkflowRun,
    connection: Connection,
  ): Promise<VerdictFacts['base']> {
    const { id: connectionId, defaultBranch } = connection;
    const branch = occurrence.on_default_branch ? defaultBranch : (run.baseBranch ?? defaultBranch);
    const known = async (found: WorkflowRun | null, isExact: boolean): Promise<VerdictFacts['base']> => {
      if (found === null) return null;
      const alike = (await this.history.occurrencesAmong(tx, occurrence.incident_id, [found.id])).size > 0;
      return { runId: found.id, outcome: found.conclusion === 'success' ? 'passed' : 'failed', alike, isExact, branch };
    };
    if (occurrence.on_default_branch) {
      return known(await this.workflow.decided(tx, connectionId, run.lane, { before: run.number }), true);
    }
    const lane = this.workflow.branchLane(run, branch);
    const at = { by: run.startedAt ?? occurrence.occurred_at };
    const exact =
      occurrence.merge_base_sha === null
        ? null
        : await known(
            await this.workflow.decided(tx, connectionId, lane, { commitSha: occurrence.merge_base_sha }),
            true,
          );
    if (exact !== null && (exact.alike || !run.isPullRequest)) return exact;
    const current = await known(await this.workflow.decided(tx, connectionId, lane, at), false);
    return current !== null && (current.alike || exact === null) ? current : exact;
  }

  /** Every failing test must be known, and none of what failed may be touched: the statistics speak of chance alone. */
  private async knownFlaky(tx: Tx, occurrence: Occurrence, run: WorkflowRun): Promise<VerdictFacts['knownFlaky']> {
    const { cause, change } = occurrence;
    if (change?.isComplete !== true || !FLAKY_CLASSES.includes(cause.class)) return [];
    if (filesAmong(change.files, cause.files).length > 0) return [];
    const tests = cause.tests.map(({ name }) => name);
    const rows = await this.flaky.knownFlaky(tx, {
      connectionId: run.connectionId,
      workflow: this.workflow.workflowKey(run),
      jobs: cause.jobs,
      tests: tests.length === 0 ? [''] : tests,
    });
    const wanted = tests.length === 0 ? cause.jobs : tests;
    const nameOf = (row: (typeof rows)[number]): string => (tests.length === 0 ? row.job : row.test);
    const isKnown = (name: string): boolean => rows.some((row) => nameOf(row) === name);
    if (wanted.length === 0 || !wanted.every(isKnown)) return [];
    return rows.map((row) => ({
      name: nameOf(row),
      observations: row.observations,
      flakyCommits: row.flaky_commits,
    }));
  }
}
