import { causesOf, type JobWithGreen } from '../../diagnosis/causes';
import { rootCauseOf, toAnalysis } from './analysis';

const job = (name: string, log: string | null): JobWithGreen => ({
  name,
  conclusion: 'failure',
  failedSteps: [{ number: 2, name: 'Run' }],
  log,
  truncated: false,
});
const TYPE_ERROR = "src/a.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.";
const DISK_FULL = 'tar: write error: No space left on device';
const SILENT = 'exit 1';

const causes = (...jobs: JobWithGreen[]) => causesOf({ repositoryPath: '1', workflowName: 'CI', jobs });

describe('the causes of a failed run', () => {
  it('are one for a matrix that fails in every cell alike', () => {
    const found = causes(job('build (20)', TYPE_ERROR), job('build (22)', TYPE_ERROR));

    expect(found.map(({ failedJobs }) => failedJobs)).toEqual([['build (20)', 'build (22)']]);
  });

  it('are two for two jobs that fail for their own reasons', () => {
    const found = causes(job('build', TYPE_ERROR), job('docs', DISK_FULL));

    expect(found.map(({ failedJobs }) => failedJobs[0]).sort()).toEqual(['build', 'docs']);
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  it('do not count a gate that is red because another job is', () => {
    const found = causes(job('gate', SILENT), job('build', TYPE_ERROR));

    expect(found.map(({ failedJobs }) => failedJobs)).toEqual([['build']]);
    expect(found[0]?.fingerprint).toBe(causes(job('build', TYPE_ERROR))[0]?.fingerprint);
  });

  it('are one where no log says anything', () => {
    const found = causes(job('a', SILENT), job('b', null));

    expect(found.map((cause) => [cause.class, cause.failedJobs.length])).toEqual([['unknown', 2]]);
  });
});

describe('an analysis', () => {
  it('shows the tail of a log that says nothing, and no confidence', () => {
    const [cause] = causes(job('build', `first\n${SILENT}`));
    if (cause === undefined) throw new Error('no cause');

    const analysis = toAnalysis(cause);

    expect(analysis).toMatchObject({ class: 'unknown', confidence: null });
    expect(analysis.log_excerpts.map(({ text }) => text).join('\n')).toContain(SILENT);
    expect(rootCauseOf(cause)).toBeNull();
  });

  it('holds no text the database cannot', () => {
    const [cause] = causes(job('build', `${TYPE_ERROR} \u0000 \ud83d`));
    if (cause === undefined) throw new Error('no cause');

    const text = JSON.stringify([toAnalysis(cause), rootCauseOf(cause)]);

    expect(text).toContain('TS2322');
    expect(text).not.toMatch(/\\u0000|\\ud83d/);
  });

  it('names file, line and rule as the root cause', () => {
    const [cause] = causes(job('build', TYPE_ERROR));
    if (cause === undefined) throw new Error('no cause');

    expect(rootCauseOf(cause)).toBe("src/a.ts:3: Type 'string' is not assignable to type 'number'. (TS2322)");
  });
});
