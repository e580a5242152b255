import path from 'node:path';
import { Logger } from '@nestjs/common';
import { treeOf } from '../../test/support/fix-plan';
import { diagnose } from '../diagnosis/diagnose';
import { DEFAULT_PATCH_POLICY } from './domain/gates/gate.types';
import { logsOf } from './domain/logs-of';
import type { PlanInput } from './domain/plan';
import { FixRunner, type FixThreadOptions } from './fix-runner';

const BROKEN = path.join(__dirname, '../../test/support/broken-fix-thread.js');
const files = { 'conf.json': '{\n  "a": 1,\n}\n', 'a.json': '{}' };
const log = `Run python3 -m json.tool conf.json
Expecting property name enclosed in double quotes: line 3 column 1 (char 12)
`;

function input(name: string, tree = treeOf({ files })): PlanInput {
  const job = { name: 'lint', conclusion: 'failure', failedSteps: [], log, truncated: false };
  const diagnosis = diagnose({ repositoryPath: '1', workflowName: name, jobs: [job], files: tree.paths });
  return { diagnosis, logs: logsOf(diagnosis), tree, workflow: { name, path: null, runnerOs: 'linux' } };
}

describe('the threads that look for fixes', () => {
  const runners: FixRunner[] = [];
  // jest takes a worker that prints `heap out of memory` for one that died of it, and gives the file up.
  beforeAll(() => {
    Logger.overrideLogger(false);
  });
  const runnerWith = (options: Partial<FixThreadOptions> = {}): FixRunner => {
    const runner = FixRunner.with(options);
    runners.push(runner);
    return runner;
  };

  afterEach(async () => {
    for (const runner of runners.splice(0)) await runner.onApplicationShutdown();
  });

  it('plan as the planner does, with what the gates say, reading the tree through the service', async () => {
    const { plan, gates } = await runnerWith().plan(input('CI'), DEFAULT_PATCH_POLICY);

    expect(plan).toMatchObject({
      outcome: 'patch',
      parts: [{ fixer: 'data-syntax' }],
      changes: [{ path: 'conf.json', after: { text: '{\n  "a": 1\n}\n' } }],
    });
    expect(gates.map(({ passed }) => passed)).not.toContain(false);
    expect(gates.length).toBeGreaterThan(10);
  });

  it.each(['hang', 'crash', 'exhaust'])('leave out a fixer that makes a thread %s, say so, and go on', async (name) => {
    const fixerMs = name === 'hang' ? 1500 : 50_000;
    const runner = runnerWith({ file: BROKEN, fixerMs, memoryMb: 16 });

    const { plan } = await runner.plan(input(name), DEFAULT_PATCH_POLICY);

    expect(plan).toMatchObject({
      outcome: 'declined',
      why: '{}',
      refused: [{ fixer: 'first', declined: { why: expect.stringMatching(/^first took too long/) as string } }],
    });
  });

  it('know which fixer it was, also where its end comes to a busy process together with its name', async () => {
    const runner = runnerWith({ file: BROKEN });
    await runner.plan(input('fine'), DEFAULT_PATCH_POLICY);

    const planned = runner.plan(input('crash'), DEFAULT_PATCH_POLICY);
    // The thread does all it does meanwhile, and this one hears of it at once.
    await new Promise<void>((resolve) => {
      setImmediate(() => {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
        resolve();
      });
    });
    const { plan } = await planned;

    expect(plan).toMatchObject({ why: '{}', refused: [{ fixer: 'first' }] });
  });

  it('reject with what reading the tree rejected with', async () => {
    const tree = { ...treeOf({ files }), load: () => Promise.reject(new Error('the forge is away')) };

    const asked = runnerWith({ file: BROKEN }).plan(input('fine', tree), DEFAULT_PATCH_POLICY);

    await expect(asked).rejects.toThrow('the forge is away');
  });

  it('take nothing more after a stop', async () => {
    const runner = runnerWith({ file: BROKEN });
    await runner.onApplicationShutdown();

    const asked = runner.plan(input('fine'), DEFAULT_PATCH_POLICY);

    await expect(asked).rejects.toMatchObject({ code: 'fix.unavailable' });
  });
});
