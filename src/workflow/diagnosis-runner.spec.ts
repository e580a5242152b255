import path from 'node:path';
import { Logger } from '@nestjs/common';
import { causesOf } from '../diagnosis/causes';
import type { Diagnosis } from '../diagnosis/diagnosis.types';
import type { ShelvedInput } from '../diagnosis/shelf';
import { DiagnosisRunner, type ThreadOptions } from './diagnosis-runner';

const BROKEN = path.join(__dirname, '../../test/support/broken-thread.js');
const LOG = "src/a.ts(3,7): error TS2322: Type 'a' is not 'b'.";
/** Far more than a thread needs to answer at once on a busy machine; the start of a thread does not count. */
const HANG_MS = 1500;
const failed = { name: 'build', conclusion: 'failure', failedSteps: [] };

/** A log as a forge sends it. */
async function* bytesOf(text: string, size = 1000): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

/** The causes of a run whose one failed job has this log, beside the last green one. */
function causes(
  runner: DiagnosisRunner,
  workflowName: string,
  log = LOG,
  green?: string,
): Promise<readonly Diagnosis[]> {
  return runner.withLogs(async (logs) => {
    const keys = {
      log: await logs.add(bytesOf(log)),
      ...(green === undefined ? {} : { green: await logs.add(bytesOf(green)) }),
    };
    const input: ShelvedInput = { repositoryPath: '1', workflowName, jobs: [{ ...failed, ...keys }] };
    return logs.causes(input);
  });
}

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

  it('say what the engine says, of logs that come in pieces', async () => {
    const log = `${'copied a file to its place\n'.repeat(40_000)}${LOG}\n`;

    const found = await causes(runnerWith(), 'CI', log);

    expect(found).toEqual(
      causesOf({ repositoryPath: '1', workflowName: 'CI', jobs: [{ ...failed, log, truncated: false }] }),
    );
    expect(found.map((cause) => cause.class)).toEqual(['type-check']);
  });

  it('take what a green log of the same job said too for no cause', async () => {
    const green = 'warning: tests timed out waiting for the cache, going on\n';

    const [cause] = await causes(runnerWith(), 'CI', `${green}ERROR: disk quota exceeded\n`, green);

    expect(cause?.evidence.map(({ firstLine }) => firstLine)).not.toContain(1);
  });

  it('show no secret', async () => {
    const secret = ['ghp', 'a1B2'.repeat(9)].join('_');

    const found = await causes(runnerWith(), 'CI', `error: token ${secret} was refused`);

    expect(JSON.stringify(found)).toContain('[redacted]');
    expect(JSON.stringify(found)).not.toContain(secret);
  });

  it('find what stands at the end of a log beyond the cap', async () => {
    const log = `${'copied a file to its place\n'.repeat(300_000)}${LOG}\n`;

    const [cause] = await causes(runnerWith({ maxLogBytes: 100_000 }), 'CI', log);

    expect(cause).toMatchObject({ class: 'type-check', requiresHumanReview: true });
    expect(cause?.issues.map(({ evidence }) => evidence.firstLine)).toEqual([300_001]);
  });

  it('take a log no faster than they read it', async () => {
    let given = 0;
    const seen: number[] = [];
    const bytes = (async function* () {
      for (; given < 40; given += 1) yield await Promise.resolve(Buffer.alloc(256 * 1024, 'copied a file\n'));
    })();

    await runnerWith().withLogs(async (logs) => {
      const reading = logs.add(bytes);
      // One turn of the loop: a reader without back-pressure would have taken all by then.
      await new Promise(setImmediate);
      seen.push(given);
      await reading;
    });

    expect(seen[0]).toBeLessThan(3);
    expect(given).toBe(40);
  });

  it('read the logs of several runs side by side', async () => {
    const runner = runnerWith();
    const runs = ['1', '2', '3', '4', '5', '6'].map((name) =>
      causes(runner, name, `a.ts(${name},1): error TS2322: no`),
    );

    const lines = (await Promise.all(runs)).map(([cause]) => cause?.issues[0]?.line);

    expect(lines).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('throw on what broke a log off', async () => {
    const broken = (async function* () {
      yield await Promise.resolve(Buffer.from('start'));
      throw new Error('the network is gone');
    })();

    const work = runnerWith().withLogs((logs) => logs.add(broken));

    await expect(work).rejects.toThrow('the network is gone');
  });

  it('leave the event loop free while a large log is read', async () => {
    const done = causes(runnerWith(), 'CI', 'src/a.ts:3:5: something is odd here\n'.repeat(50_000));
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);

    await done;
    clearInterval(timer);

    expect(turns).toBeGreaterThan(20);
  });

  it.each(['hang', 'crash', 'exhaust'])(
    'survive a log that makes a thread %s: it is unknown, the next is read',
    async (name) => {
      const runner = runnerWith({ file: BROKEN, timeoutMs: name === 'hang' ? HANG_MS : 50_000, memoryMb: 16 });

      const asked = await causes(runner, name, 'a log');
      const reading = await causes(runner, 'CI', name);

      expect(asked).toMatchObject([{ class: 'unknown', failedJobs: ['build'] }]);
      expect(reading).toMatchObject([{ class: 'unknown', failedJobs: ['build'] }]);
      expect(await causes(runner, 'fine', 'a log')).toEqual([]);
    },
  );

  it('let the runs beside one that ended a thread try again', async () => {
    const runner = runnerWith({ file: BROKEN, timeoutMs: HANG_MS });
    const beside = runner.withLogs(async (logs) => {
      await causes(runner, 'hang', 'a log');
      return logs.add(bytesOf('mine'));
    });

    await expect(beside).rejects.toMatchObject({ code: 'workflow.diagnosis_unavailable' });
  });

  it('refuse work when too much is waiting', async () => {
    const runner = runnerWith({ file: BROKEN, timeoutMs: HANG_MS, maxWaiting: 1 });
    const busy = Array.from({ length: 20 }, () => causes(runner, 'hang'));

    const refused = causes(runner, 'fine');

    await expect(refused).rejects.toMatchObject({ code: 'workflow.diagnosis_unavailable' });
    await Promise.allSettled(busy);
  });

  it('let go of what they were doing at a stop and take nothing more', async () => {
    const runner = runnerWith({ file: BROKEN, timeoutMs: 60_000 });
    const cutOff = expect(causes(runner, 'hang')).rejects.toMatchObject({ kind: 'unavailable' });

    await runner.onApplicationShutdown();

    await cutOff;
    await expect(causes(runner, 'fine')).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
