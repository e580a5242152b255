import { causesOf } from './causes';
import type { JobInput } from './diagnosis.types';

const job = (name: string, log: string): JobInput => ({
  name,
  conclusion: 'failure',
  failedSteps: [],
  log: `${log}\n##[error]Process completed with exit code 1.\n`,
  truncated: false,
});
const causes = (...jobs: JobInput[]) => causesOf({ repositoryPath: 'acme/shop', workflowName: 'ci', jobs });

const BUILD = job('build', "src/a.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.");
const LINT = job('lint', 'src/b.ts:4:1: error: unused name total [unused]');

describe('the causes of a run', () => {
  it.each([
    ['gate', '##[error]One or more of the required jobs failed: build=failure'],
    ['gate', 'Error: required job build did not succeed'],
    ['deploy', '##[error]Unable to download artifact(s): Artifact not found for name: dist'],
    ['deploy', 'ERROR: This job depends on other jobs with expired/erased artifacts: build'],
  ])('are told without a job (%s) that is red because another is: %s', (name, log) => {
    const found = causes(job(name, log), BUILD);

    expect(found.map(({ class: kind, failedJobs }) => [kind, failedJobs])).toEqual([['type-check', ['build']]]);
  });

  it('are all told where each job has its own', () => {
    expect(
      causes(LINT, BUILD)
        .flatMap(({ failedJobs }) => failedJobs)
        .sort(),
    ).toEqual(['build', 'lint']);
  });

  it('come in the order in which their jobs ended, the surest first where nobody knows it', () => {
    const orderOf = (...jobs: JobInput[]): string[] => causes(...jobs).flatMap(({ failedJobs }) => failedJobs);
    const [surest, other] = [orderOf(LINT, BUILD), orderOf(BUILD, LINT)];
    const late = { ...BUILD, endedAt: 2000 };

    expect(surest).toEqual(other);
    expect(orderOf(late, { ...LINT, endedAt: 1000 })).toEqual(['lint', 'build']);
    expect(orderOf(late, { ...LINT, endedAt: 3000 })).toEqual(['build', 'lint']);
    expect(orderOf(LINT, late)).toEqual(['build', 'lint']);
  });

  it('keep a job that names another where nothing else is red', () => {
    const found = causes(job('a', 'Error: required job build did not succeed'), job('b', 'bye'));

    expect(found).toHaveLength(1);
    expect(found[0]?.failedJobs).toContain('a');
  });

  it('keep one with a finding of its own, whatever else it says', () => {
    const both = job('build', `${LINT.log ?? ''}\nNo artifacts found`);

    expect(
      causes(both, BUILD)
        .flatMap(({ issues }) => issues.map(({ file }) => file))
        .sort(),
    ).toEqual(['src/a.ts', 'src/b.ts']);
  });
});
