import type { JobOutcome } from '../../workflow/workflow.public';
import { countsOf, type Counted, type FiledResult } from './flaky-counts';

const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 22, hour));
const job = (run: string, outcome: 'passed' | 'failed', hour: number, branch: string): JobOutcome => ({
  job: 'test',
  outcome,
  runExternalId: run,
  attempt: 1,
  workflowRunId: `id-${run}`,
  branch,
  commitSha: run,
  sameness: run,
  at: at(hour),
});
const failed = (test: string, runId: string, hour: number): FiledResult => ({
  test,
  file: 'src/tax.spec.ts',
  job: 'test',
  runId,
  attempt: 1,
  outcome: 'failed',
  commitSha: runId,
  branch: 'main',
  at: at(hour),
});
const shown = (counts: Iterable<Counted>): string[] =>
  [...counts].map(({ test, branch, file, statistics }) => {
    const told = statistics === null ? 'none' : `${statistics.failures} of ${statistics.observations}`;
    return `${test || 'the job'} on ${branch || 'all'}: ${told}, ${file ?? '-'}`;
  });

const FACTS = {
  outcomes: [job('green', 'passed', 3, 'topic'), job('red', 'failed', 2, 'main')],
  results: [failed('adds', 'red', 2)],
  knownTests: ['', 'gone'],
};

test('a job and its tests are counted over all branches and on one; what has not failed has no statistics', () => {
  expect(shown(countsOf('test', FACTS, 'main', at(4)))).toEqual([
    'the job on all: 1 of 2, -',
    'the job on main: 1 of 1, -',
    'adds on all: 1 of 2, src/tax.spec.ts',
    'adds on main: 1 of 1, src/tax.spec.ts',
    'gone on all: none, -',
    'gone on main: none, -',
  ]);
  expect(shown(countsOf('test', FACTS, 'topic', at(4))).filter((line) => line.includes('on topic'))).toEqual([
    'the job on topic: none, -',
    'adds on topic: none, src/tax.spec.ts',
    'gone on topic: none, -',
  ]);
});

test('without a branch each is counted once, and a test without a name is not taken for its job', () => {
  const results = [...FACTS.results, failed('', 'red', 2)];

  expect(shown(countsOf('test', { ...FACTS, results }, null, at(4)))).toEqual([
    'the job on all: 1 of 2, -',
    'adds on all: 1 of 2, src/tax.spec.ts',
    'gone on all: none, -',
  ]);
});
