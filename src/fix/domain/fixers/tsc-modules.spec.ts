import { fixed } from '../../../../test/support/fix-plan';
import { tscModules } from './tsc-modules';

const NOTHING = 'no fixer knows a safe change for this failure';
const fix = (files: Record<string, string>, log: string) => fixed({ files, log: `${log}\n` }, [tscModules]);

describe('what tsc says of how a module is spoken to', () => {
  it('is done: a name for a default, an ending, a directive that nothing needs', async () => {
    const files = {
      'src/a.ts':
        "import total, { tax } from './b.js';\nimport { c } from './c';\n// @ts-expect-error it was wrong\nexport const n = total + tax + c;\n",
      'src/b.ts': 'export const total = 1;\nexport const tax = 2;\n',
      'src/c.ts': 'export const c = 1;\n',
    };
    const log = [
      `src/a.ts(1,8): error TS2613: Module '"./b.js"' has no default export. Did you mean to use 'import { total } from "./b.js"' instead?`,
      "src/a.ts(2,19): error TS2834: Relative import paths need explicit file extensions in ECMAScript imports when '--moduleResolution' is 'node16' or 'nodenext'. Consider adding an extension to the import path.",
      "src/a.ts(3,1): error TS2578: Unused '@ts-expect-error' directive.",
    ].join('\n');

    expect(await fix(files, log)).toEqual({
      'src/a.ts':
        "import { total, tax } from './b.js';\nimport { c } from './c.js';\nexport const n = total + tax + c;\n",
    });
  });

  const ending =
    "src/a.ts(1,19): error TS2834: Relative import paths need explicit file extensions in ECMAScript imports when '--moduleResolution' is 'node16' or 'nodenext'. Consider adding an extension to the import path.";

  it.each([
    [
      'two files can be meant',
      { 'src/a.ts': "import { b } from './b';\n", 'src/b.ts': '', 'src/b/index.ts': '' },
      ending,
    ],
    ['no file can', { 'src/a.ts': "import { b } from './b';\n" }, ending],
    [
      'the directive shares its line with code',
      { 'src/a.ts': 'export const n = 1; // @ts-expect-error\n' },
      "src/a.ts(1,21): error TS2578: Unused '@ts-expect-error' directive.",
    ],
  ])('is left where %s', async (_why, files: Record<string, string>, log) => {
    expect(await fix(files, log)).toBe(NOTHING);
  });
});
