import { fixed } from '../../../../test/support/fix-plan';
import { unusedCode } from './unused-code';

const NOTHING = 'no fixer knows a safe change for this failure';
const fix = (files: Record<string, string>, log: string) => fixed({ files, log: `${log}\n` }, [unusedCode]);

describe('what a compiler or linter calls unused', () => {
  it('is taken out, and what it does is kept', async () => {
    const files = {
      'src/a.ts':
        "import { b, c } from './b.js';\n\nexport function f(o: { x: number; y: number }): number {\n  const { x, y } = o;\n  const done = c();\n  return x;\n}\n",
    };
    const log = [
      "src/a.ts(1,10): error TS6133: 'b' is declared but its value is never read.",
      "src/a.ts(4,14): error TS6133: 'y' is declared but its value is never read.",
      "src/a.ts(5,9): error TS6133: 'done' is declared but its value is never read.",
    ].join('\n');

    expect(await fix(files, log)).toEqual({
      'src/a.ts':
        "import { c } from './b.js';\n\nexport function f(o: { x: number; y: number }): number {\n  const { x } = o;\n  c();\n  return x;\n}\n",
    });
  });

  it('is taken out on ESLint’s word, too', async () => {
    const log =
      "/home/runner/work/app/app/src/a.js\n  1:10  error  'b' is defined but never used  no-unused-vars\n\n✖ 1 problem (1 error, 0 warnings)";
    expect(await fix({ 'src/a.js': "import { b } from './b.js';\nexport const n = 1;\n" }, log)).toEqual({
      'src/a.js': 'export const n = 1;\n',
    });
  });

  it.each([
    ['it is not on that line', 'export const n = 1;\n'],
    ['taking it out leaves another unused', 'const a = 1;\nconst b = a;\nexport {};\n'],
  ])('is left where %s', async (_why, text) => {
    const log = "src/a.ts(2,7): error TS6133: 'b' is declared but its value is never read.";
    expect(await fix({ 'src/a.ts': text }, log)).toBe(NOTHING);
  });
});
