import { fixed } from '../../../test/support/fix-plan';
import { MISSPELT, WRONG } from '../../../test/support/misspelt';

test.each([
  ['not UTF-8 text', Buffer.from(WRONG.replace('quantity', 'quantit\u00ff'), 'latin1')],
  ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n'],
  ['binary', Buffer.from([0, 1, 2])],
  ['larger than a megabyte', Buffer.alloc(1_000_001, ' ')],
])('a failure in a file that is %s is declined for that', async (words, content) => {
  const plan = await fixed({ files: { 'src/a.ts': content }, log: MISSPELT.log });

  expect(plan).toBe(`src/a.ts is ${words}, which no fix touches`);
});

test('a failure in a file that may be edited, and that no fixer knows, is declined for that', async () => {
  const log = "src/a.ts(2,27): error TS2322: Type 'string' is not assignable to type 'number'.\n";

  const plan = await fixed({ files: { 'src/a.ts': WRONG }, log });

  expect(plan).toBe('no fixer knows a safe change for this failure');
});
