import path from 'node:path';
import { Logger } from '@nestjs/common';
import { treeOf } from '../../test/support/fix-plan';
import { parseLog } from '../diagnosis/log/reader';
import { DEFAULT_PATCH_POLICY } from '../fix/domain/gates/gate.types';
import { FixRunner } from '../fix/fix-runner';
import { localDiagnosis, localPlan } from './local-plan';

const BROKEN = path.join(__dirname, '../../test/support/broken-fix-thread.js');
const ERROR = 'src/a.ts(3,7): error TS2322: Type string is not assignable to type number.';
const tree = treeOf({ files: { 'src/a.ts': 'let a = 1;\n', 'a.json': '{}' } });

beforeAll(() => {
  Logger.overrideLogger(false);
});

test('a fixer that hangs is left out when its time is over, and the command goes on', async () => {
  const question = { ...localDiagnosis(parseLog(ERROR), tree.paths), tree };
  const runner = FixRunner.with({ file: BROKEN, fixerMs: 1500 });

  const { plan } = await localPlan(
    { ...question, workflow: { name: 'hang', path: null, runnerOs: null } },
    DEFAULT_PATCH_POLICY,
    runner,
  );

  expect(plan).toMatchObject({ outcome: 'declined', refused: [{ fixer: 'first' }] });
});

test('of a log of many lines fixers get what speaks of the failure', () => {
  const log = parseLog(`${'fine\n'.repeat(150_000)}${ERROR}\n${'fine\n'.repeat(150_000)}`);

  const { logs } = localDiagnosis(log, tree.paths);

  const lines = logs.flatMap((each) => each.lines);
  expect(lines.find(({ text }) => text === ERROR)).toMatchObject({ number: 150_001 });
  expect(lines.length).toBeLessThan(150_000);
});
