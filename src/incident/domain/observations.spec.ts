import { historyOf, ofTest, type KnownResult } from './observations';

const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 22, hour));
const job = (run: string, outcome: 'passed' | 'failed', hour: number, commitSha = run) => ({
  job: 'test',
  outcome,
  runExternalId: run,
  attempt: 1,
  workflowRunId: `id-${run}`,
  branch: 'main',
  commitSha,
  sameness: commitSha,
  at: at(hour),
});
const result = (runId: string, outcome: KnownResult['outcome'], hour: number): KnownResult => ({
  test: 'adds',
  job: 'test',
  runId,
  attempt: 1,
  outcome,
  commitSha: runId,
  branch: 'main',
  at: at(hour),
});
const told = (observations: ReturnType<typeof ofTest>): string[] =>
  observations.map(({ outcome, commitSha }) => `${commitSha} ${outcome}`);

describe('the outcomes of a test', () => {
  it('follow from green jobs since it was first reported, and say nothing where its job is red without it', () => {
    const jobs = [
      job('old', 'passed', 1),
      job('red', 'failed', 2),
      job('green', 'passed', 3),
      job('other', 'failed', 4),
    ];

    expect(told(ofTest(historyOf(jobs), [result('red', 'failed', 2)]))).toEqual(['red failed', 'green passed']);
  });

  it('follow from an earlier green job of the same commit', () => {
    const jobs = [job('first', 'passed', 1, 'sha'), job('second', 'failed', 2, 'sha')];

    expect(told(ofTest(historyOf(jobs), [result('second', 'failed', 2)])).sort()).toEqual([
      'second failed',
      'sha passed',
    ]);
  });

  it('are what was reported where something was, skipped ones left out', () => {
    const jobs = [job('one', 'passed', 1), job('two', 'passed', 2)];

    expect(told(ofTest(historyOf(jobs), [result('one', 'failed', 1), result('two', 'skipped', 2)]))).toEqual([
      'one failed',
    ]);
  });
});
