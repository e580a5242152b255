import { fixed } from '../../../../test/support/fix-plan';
import { printedDiff } from './printed-diff';

const NOTHING = 'no fixer knows a safe change for this failure';
const fix = (files: Record<string, string>, log: string) => fixed({ files, log: `${log}\n` }, [printedDiff]);

const diff =
  '--- a.py\t2026-01-01 00:00:00.000000+00:00\n+++ a.py\t2026-01-01 00:00:00.000000+00:00\n@@ -1,2 +1,2 @@\n-x  = 1\n+x = 1\n y = 2\nwould reformat a.py\n\n1 file would be reformatted.';

describe('a diff that a formatter printed', () => {
  it('is made', async () => {
    expect(await fix({ 'a.py': 'x  = 1\ny = 2\n' }, diff)).toEqual({ 'a.py': 'x = 1\ny = 2\n' });
  });

  it.each([
    ['the file is another', { 'a.py': 'x  = 1\ny = 3\n' }, diff],
    ['the tree has no such file', { 'b.py': 'x  = 1\ny = 2\n' }, diff],
    [
      'no formatter says that it printed it',
      { 'a.py': 'x  = 1\ny = 2\n' },
      '--- a.py\n+++ a.py\n@@ -1,2 +1,2 @@\n-x  = 1\n+x = 1\n y = 2\nAssertionError: not the text expected',
    ],
  ])('is left where %s', async (_why, files: Record<string, string>, log) => {
    expect(await fix(files, log)).toBe(NOTHING);
  });
});
