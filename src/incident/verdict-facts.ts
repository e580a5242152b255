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

/** A failure and the run that failed. */
export interface Failure {
  readonly occurrence: Occurrence;
  readonly run: WorkflowRun;
}

/** Gathers what occurrences are judged by, from what we know already; the forge was asked before. */
@Injectable()
export class VerdictFactsReader {
  constructor(
    private readonly workflow: WorkflowService,
    private readonly history: IncidentHistoryStore,
    private readonly verdicts: VerdictStore,
    private readonly flaky: FlakyStore,
  ) {}

  /** The facts of each of some failures of one incident, in their order. */
  async factsOf(
    tx: Tx,
    incidentId: string,
    failures: readonly Failure[],
    connection: Connection,
  ): Promise<readonly VerdictFacts[]> {
    const sameCommit = await this.sameCommit(tx, failures);
    const bases = await this.bases(tx, incidentId, failures, connection);
    const others = await this.verdicts.otherBranches(
      tx,
      failures.map(({ occurrence, run }) => ({ occurrence, baseBranch: run.baseBranch })),
      AT_ONCE_MS,
    );
    const facts: VerdictFacts[] = [];
    for (const [index, { occurrence, run }] of failures.entries()) {
      facts.push({
        class: occurrence.cause.class,
        confidence: occurrence.cause.confidence,
        onDefaultBranch: occurrence.on_default_branch,
        sameCommit: sameCommit[index] ?? [],
        base: bases[index] ?? null,
        others: others.get(occurrence.id) ?? [],
        change: occurrence.change,
        blamedFiles: occurrence.cause.files,
        knownFlaky: await this.knownFlaky(tx, occurrence, run),
      });
    }
    return facts;
  }

  /** A red attempt in which the jobs of this cause were green did not fail for it. */
  private async sameCommit(tx: Tx, failures: readonly Failure[]): Promise<readonly OtherRun[][]> {
    const beside = await this.workflow.atSameCommits(
      tx,
      failures.map(({ run }) => run),
    );
    const red = [...beside.values()].flat().filter(({ conclusion }) => conclusion !== 'success');
    const jobs = await this.workflow.jobsOfEach(tx, red);
    return failures.map(({ occurrence, run }) =>
      (beside.get(run.id) ?? []).flatMap((other): OtherRun[] => {
        if (other.conclusion === 'success') return [{ runId: other.id, outcome: 'passed', alike: false }];
        const own = (jobs.get(other.id) ?? []).filter(({ name }) => occurrence.cause.jobs.includes(name));
        if (own.some(({ conclusion }) => isFailure(conclusion))) {
          return [{ runId: other.id, outcome: 'failed', alike: true }];
        }
        const isGreen = own.length > 0 && own.every(({ conclusion }) => conclusion === 'success');
        return isGreen ? [{ runId: other.id, outcome: 'passed', alike: false }] : [];
      }),
    );
  }

  /**
   * The base is the branch the run's pull request goes into; without a pull request the default branch.
   *
   * A pull request's run is of the change merged with its base as it was just then, a branch's own run of the branch
   * alone: there only the merge base counts, where its run is known.
   */
  private async bases(
    tx: Tx,
    incidentId: string,
    failures: readonly Failure[],
    { id: connectionId, defaultBranch }: Connection,
  ): Promise<readonly VerdictFacts['base'][]> {
    const ofMain = failures.filter(({ occurrence }) => occurrence.on_default_branch);
    const before = await this.workflow.decidedBeforeEach(
      tx,
      connectionId,
      ofMain.map(({ run }) => run),
    );
    const aside = failures
      .filter(({ occurrence }) => !occurrence.on_default_branch)
      .map((failure) => {
        const branch = failure.run.baseBranch ?? defaultBranch;
        return { ...failure, branch, lane: this.workflow.branchLane(failure.run, branch) };
      });
    const current = await this.workflow.decidedByEach(
      tx,
      connectionId,
      aside.map(({ lane, run, occurrence }) => ({ lane, by: run.startedAt ?? occurrence.occurred_at })),
    );
    const withMergeBase = aside.flatMap(({ lane, occurrence: { id, merge_base_sha: commitSha } }) =>
      commitSha === null ? [] : [{ id, lane, commitSha }],
    );
    const exact = await this.workflow.decidedAtEach(tx, connectionId, withMergeBase);
    const found = [...before, ...current, ...exact].flatMap((run) => (run === null ? [] : [run.id]));
    const alike = await this.history.occurrencesAmong(tx, incidentId, found);
    const known = (run: WorkflowRun | null | undefined, isExact: boolean, branch: string): VerdictFacts['base'] =>
      run === null || run === undefined
        ? null
        : {
            runId: run.id,
            outcome: run.conclusion === 'success' ? 'passed' : 'failed',
            alike: alike.has(run.id),
            isExact,
            branch,
          };
    const bases = new Map<string, VerdictFacts['base']>();
    for (const [index, { occurrence }] of ofMain.entries()) {
      bases.set(occurrence.id, known(before[index], true, defaultBranch));
    }
    for (const [index, { occurrence, run, branch }] of aside.entries()) {
      const at = withMergeBase.findIndex(({ id }) => id === occurrence.id);
      bases.set(occurrence.id, nearer(known(exact[at], true, branch), known(current[index], false, branch), run));
    }
    return failures.map(({ occurrence }) => bases.get(occurrence.id) ?? null);
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

/** Which of two runs of the base a run is held against: the one at the merge base, and the newest when it began. */
function nearer(
  exact: VerdictFacts['base'],
  current: VerdictFacts['base'],
  { isPullRequest }: WorkflowRun,
): VerdictFacts['base'] {
  if (exact !== null && (exact.alike || !isPullRequest)) return exact;
  return current !== null && (current.alike || exact === null) ? current : exact;
}
