import { fixed } from '../../../../test/support/fix-plan';
import { importOrder } from './import-order';

const NOTHING = 'no fixer knows a safe change for this failure';
const fix = (files: Record<string, string>, log: string) => fixed({ files, log: `${log}\n` }, [importOrder]);

const text = "import { b } from './b.js';\nimport path from 'path';\nexport const a = path.join('a', b);\n";
const log = `/home/runner/work/app/app/src/a.js
  1:1  error  \`./b.js\` import should occur after import of \`path\`                          import-x/order
  2:1  error  Expected 1 empty line after import statement not followed by another import  import-x/newline-after-import

✖ 2 problems (2 errors, 0 warnings)`;

describe('the order of imports, as the plugin tells it', () => {
  it('is made, with the empty line after the last', async () => {
    expect(await fix({ 'src/a.js': text }, log)).toEqual({
      'src/a.js': "import path from 'path';\nimport { b } from './b.js';\n\nexport const a = path.join('a', b);\n",
    });
  });

  it.each([
    ['a comment stands above one that moves', text.replace('import path', '// of Node\nimport path')],
    ['the imports are others', text.replace("'path'", "'node:path'")],
    ['nothing is imported', 'export const a = 1;\n'],
  ])('is left where %s', async (_why, other) => {
    expect(await fix({ 'src/a.js': other }, log)).toBe(NOTHING);
  });
});
