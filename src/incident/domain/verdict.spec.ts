import { judge, type VerdictFacts } from './verdict';

const PASSED = { runId: 'base', outcome: 'passed', alike: false, isExact: true, branch: 'main' } as const;
const ALIKE = { ...PASSED, outcome: 'failed', alike: true } as const;
const OTHERWISE = { ...PASSED, outcome: 'failed', alike: false } as const;
const ELSEWHERE = { ...ALIKE, isExact: false } as const;
const OTHERS = ['one', 'two'].map((branch) => ({ branch, runId: branch }));
const GREEN_AGAIN = [{ runId: 'again', outcome: 'passed', alike: false }] as const;
const RED_AGAIN = [{ runId: 'again', outcome: 'failed', alike: true }] as const;
const KNOWN = [{ name: 'adds the tax', observations: 12, flakyCommits: 3 }];

const changed = (...files: string[]): VerdictFacts['change'] => ({ files, isComplete: true });

/** A pull request's failing test, its base green, its change elsewhere. */
const FACTS: VerdictFacts = {
  class: 'test',
  confidence: 0.9,
  onDefaultBranch: false,
  sameCommit: [],
  base: PASSED,
  others: [],
  change: changed('src/other.ts'),
  blamedFiles: ['src/a.ts'],
  knownFlaky: [],
};

type Case = [name: string, facts: Partial<VerdictFacts>, verdict: string, confidence: number | null];

describe('judge', () => {
  it.each<Case>([
    ['the same commit passed', { sameCommit: GREEN_AGAIN }, 'flaky', 0.95],
    ['the same commit passed, though the base fails alike', { sameCommit: GREEN_AGAIN, base: ALIKE }, 'flaky', 0.95],
    ['the same commit passed, though the platform failed', { sameCommit: GREEN_AGAIN, class: 'infra' }, 'flaky', 0.95],
    ['the same commit failed again', { sameCommit: RED_AGAIN }, 'introduced_by_change', 0.6],
    ['the platform failed', { class: 'infra', confidence: 0.8 }, 'infrastructure', 0.8],
    ['the platform failed, on the base too', { class: 'infra', base: ALIKE }, 'infrastructure', 0.9],
    [
      'the platform perhaps failed, and nothing else is known',
      { class: 'infra', confidence: 0.3, base: null },
      'unknown',
      null,
    ],
    ['a permission is refused in a change of code', { class: 'permission' }, 'infrastructure', 0.6],
    ['a permission is refused on other branches too', { class: 'permission', others: OTHERS }, 'infrastructure', 0.8],
    [
      'a permission is refused in a change of CI',
      { class: 'permission', change: changed('.github/workflows/ci.yml') },
      'introduced_by_change',
      0.6,
    ],
    [
      'a permission is refused on a file of the change',
      { class: 'permission', change: changed('src/a.ts') },
      'introduced_by_change',
      0.9,
    ],
    [
      'a permission is refused, the change not known',
      { class: 'permission', change: null, base: null },
      'unknown',
      null,
    ],
    ['time ran out here alone', { class: 'timeout' }, 'introduced_by_change', 0.6],
    ['time ran out on another branch too', { class: 'timeout', others: OTHERS.slice(0, 1) }, 'infrastructure', 0.6],
    ['time ran out on the base too', { class: 'timeout', base: ALIKE }, 'infrastructure', 0.6],
    ['the merge base fails alike', { base: ALIKE }, 'base_broken', 0.9],
    ['the newest base fails alike', { base: ELSEWHERE }, 'base_broken', 0.8],
    [
      'the base fails alike and the change touches what is blamed',
      { base: ALIKE, change: changed('src/a.ts') },
      'base_broken',
      0.9,
    ],
    ['the base fails alike, and others', { base: ALIKE, others: OTHERS }, 'base_broken', 0.9],
    ['main failed alike before', { base: ALIKE, onDefaultBranch: true }, 'base_broken', 0.9],
    ['others fail alike, the base green', { others: OTHERS }, 'several_pull_requests', 0.85],
    ['others fail alike, the base not known', { others: OTHERS, base: null }, 'several_pull_requests', 0.6],
    ['others fail alike, the base red for another cause', { others: OTHERS, base: OTHERWISE }, 'unknown', null],
    ['one other fails alike', { others: OTHERS.slice(0, 1) }, 'introduced_by_change', 0.6],
    ['others fail alike, but this is main', { others: OTHERS, onDefaultBranch: true }, 'introduced_by_change', 0.6],
    ['the change touches what is blamed', { change: changed('src/a.ts') }, 'introduced_by_change', 0.9],
    ['the log names the file from a folder', { change: changed('packages/api/src/a.ts') }, 'introduced_by_change', 0.9],
    [
      'a file only ends like the blamed one',
      { change: changed('src/extra.ts'), blamedFiles: ['a.ts'], base: null },
      'unknown',
      null,
    ],
    [
      'the change touches what is blamed, the base not known',
      { change: changed('src/a.ts'), base: null },
      'introduced_by_change',
      0.75,
    ],
    [
      'the change touches what is blamed, and the test is known flaky',
      { change: changed('src/a.ts'), knownFlaky: KNOWN },
      'introduced_by_change',
      0.9,
    ],
    ['the test is known flaky', { knownFlaky: KNOWN }, 'unknown', null],
    ['the change is documentation alone', { change: changed('README.md', 'docs/guide.html') }, 'unknown', null],
    [
      'the change may be more than documentation',
      { change: { files: ['README.md'], isComplete: false } },
      'introduced_by_change',
      0.6,
    ],
    ['the base is green and nothing is blamed', { blamedFiles: [] }, 'introduced_by_change', 0.7],
    ['the base is green and the change not known', { change: null }, 'introduced_by_change', 0.7],
    ['the base is red for another cause', { base: OTHERWISE }, 'unknown', null],
    ['the base is not known', { base: null }, 'unknown', null],
    [
      'nothing is known',
      { class: 'unknown', confidence: null, base: null, change: null, blamedFiles: [] },
      'unknown',
      null,
    ],
  ])('%s', (_name, facts, verdict, confidence) => {
    const judgement = judge({ ...FACTS, ...facts });

    expect([judgement.verdict, judgement.confidence]).toEqual([verdict, confidence]);
  });

  it('tells what it saw, for and against', () => {
    const { evidence } = judge({ ...FACTS, sameCommit: RED_AGAIN, others: OTHERS, knownFlaky: KNOWN });

    expect(evidence).toEqual([
      {
        code: 'same_commit_failed_again',
        message: 'The same commit failed in 1 other attempt too.',
        run_ids: ['again'],
        branches: [],
        files: [],
      },
      {
        code: 'base_passed',
        message: 'main at the merge base was green.',
        run_ids: ['base'],
        branches: ['main'],
        files: [],
      },
      {
        code: 'other_branches_fail_alike',
        message: '2 other branches failed for the same cause at the time.',
        run_ids: ['one', 'two'],
        branches: ['one', 'two'],
        files: [],
      },
      {
        code: 'change_misses_blamed_files',
        message: 'The change touches none of the files the log blames.',
        run_ids: [],
        branches: [],
        files: ['src/a.ts'],
      },
      {
        code: 'known_flaky',
        message: 'adds the tax both passed and failed on 3 commits of late (12 observations).',
        run_ids: [],
        branches: [],
        files: [],
      },
    ]);
  });

  it('points at ten things at most', () => {
    const others = Array.from({ length: 30 }, (_, at) => ({ branch: `b${at}`, runId: `r${at}` }));

    const { evidence } = judge({ ...FACTS, others });

    expect(evidence.map(({ run_ids: ids }) => ids.length)).toEqual([1, 10, 0]);
  });
});
