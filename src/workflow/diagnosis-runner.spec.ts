import path from 'node:path';
import { Logger } from '@nestjs/common';
import { causesOf, type CausesInput } from '../diagnosis/causes';
import { DiagnosisRunner, type ThreadOptions } from './diagnosis-runner';

const BROKEN = path.join(__dirname, '../../test/support/broken-thread.js');

const failedRun = (workflowName: string, log = "src/a.ts(3,7): error TS2322: Type 'a' is not 'b'."): CausesInput => ({
  repositoryPath: '1',
  workflowName,
  jobs: [{ name: 'build', conclusion: 'failure', failedSteps: [], log, truncated: false }],
});

describe('the threads that diagnose', () => {
  const runners: DiagnosisRunner[] = [];
  // jest takes a worker that prints `heap out of memory` for one that died of it, and gives the file up.
  beforeAll(() => {
    Logger.overrideLogger(false);
  });
  const runnerWith = (options: Partial<ThreadOptions> = {}): DiagnosisRunner => {
    const runner = DiagnosisRunner.with(options);
    runners.push(runner);
    return runner;
  };

  afterEach(async () => {
    for (const runner of runners.splice(0)) await runner.onApplicationShutdown();
  });

  it('say what the engine says', async () => {
    const input = failedRun('CI');

    const found = await runnerWith().causes(input);

    expect(found).toEqual(causesOf(input));
    expect(found.map((cause) => cause.class)).toEqual(['type-check']);
  });

  it('take what a green log of the same job said too for no cause', async () => {
    const green = 'warning: tests timed out waiting for the cache, going on\n';
    const red = `${green}ERROR: disk quota exceeded\n`;
    const { jobs, ...run } = failedRun('CI', red);

    const [cause] = await runnerWith().causes({ ...run, jobs: jobs.map((job) => ({ ...job, green })) });

    expect(cause?.evidence.map(({ firstLine }) => firstLine)).not.toContain(1);
  });

  it('remove secrets', async () => {
    const text = ['token ghp', 'a1B2'.repeat(9)].join('_');

    expect(await runnerWith().redact(text)).toBe('token [redacted]');
  });

  it('do one piece of work after another', async () => {
    const runner = runnerWith();

    const answers = [await runner.redact('one'), await runner.redact('two'), await runner.redact('three')];

    expect(answers).toEqual(['one', 'two', 'three']);
  });

  it('leave the event loop free while a large log is read', async () => {
    const log = 'src/a.ts:3:5: something is odd here\n'.repeat(50_000);
    const done = runnerWith().causes(failedRun('CI', log));
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);

    await done;
    clearInterval(timer);

    // On the loop it would be none: the work has no await in it.
    expect(turns).toBeGreaterThan(20);
  });

  it.each(['hang', 'crash', 'exhaust'])(
    'survive a log that makes a thread %s: it is unknown, the next is read',
    async (name) => {
      const runner = runnerWith({ file: BROKEN, timeoutMs: name === 'hang' ? 300 : 50_000, memoryMb: 16 });

      const [cause] = await runner.causes(failedRun(name));

      expect(cause).toMatchObject({ class: 'unknown', failedJobs: ['build'] });
      expect(await runner.causes(failedRun('fine'))).toEqual([]);
    },
  );

  it('refuse work when too much is waiting', async () => {
    const runner = runnerWith({ file: BROKEN, timeoutMs: 500, maxWaiting: 1 });
    const busy = Array.from({ length: 5 }, () => runner.causes(failedRun('hang')));

    const refused = runner.causes(failedRun('fine'));

    await expect(refused).rejects.toMatchObject({ code: 'workflow.diagnosis_unavailable' });
    await Promise.allSettled(busy);
  });

  it('let go of what they were doing at a stop and take nothing more', async () => {
    const runner = runnerWith({ file: BROKEN, timeoutMs: 60_000 });
    const cutOff = expect(runner.causes(failedRun('hang'))).rejects.toMatchObject({ kind: 'unavailable' });

    await runner.onApplicationShutdown();

    await cutOff;
    await expect(runner.causes(failedRun('fine'))).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
