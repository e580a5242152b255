import { MISSPELT, WRONG } from '../../test/support/misspelt';
import { planned } from '../../test/support/fix-plan';
import { judge } from '../fix/domain/gates/index';
import { painter } from './diagnosis-text';
import { fixText } from './fix-text';

test('at a terminal a diff is coloured as git colours it; elsewhere nothing is', async () => {
  const plan = await planned({ files: { 'src/a.ts': WRONG }, log: MISSPELT.log });
  const gates = plan.outcome === 'patch' ? judge(plan) : [];

  const coloured = fixText(plan, gates, false, painter(true));
  const plain = fixText(plan, gates, false, painter(false));

  expect(coloured).toContain('\u001b[31m-export const count = item.quantty;\u001b[39m');
  expect(coloured).toContain('\u001b[32m+export const count = item.quantity;\u001b[39m');
  expect(coloured).toContain('\u001b[36m@@ -1,2 +1,2 @@\u001b[39m');
  expect(plain).not.toContain('\u001b');
});

test('a gate that refuses is told apart from one that asks for a look', async () => {
  const plan = await planned({ files: { 'src/a.ts': WRONG }, log: MISSPELT.log });
  const failed = { gate: 'size', passed: false, reason: '9 files are more than 5' } as const;

  const refused = fixText(plan, [{ ...failed, severity: 'refuse' }], false, painter(false));
  const doubted = fixText(plan, [{ ...failed, severity: 'human' }], true, painter(false));

  expect(refused).toContain('✖ size: 9 files are more than 5\nRefused: nothing is written.');
  expect(doubted).toContain('! size: 9 files are more than 5; look whether it is meant\nWritten: src/a.ts');
});
