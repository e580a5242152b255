import { fixed } from '../../../../test/support/fix-plan';
import { biomeFixes } from './biome';

const NOTHING = 'no fixer knows a safe change for this failure';
const fix = (files: Record<string, string>, log: string) => fixed({ files, log: `${log}\n` }, [biomeFixes]);

const said = (file: string, rule: string, line: string): string =>
  `${file}:1:1 ${rule}  FIXABLE  ━━━━━━━━━━━━━━━━━━━━━━━━\n\n  × This let declares a variable that is only assigned once.\n  \n  > 1 │ ${line}\n      │ ^^^\n  \nChecked 1 file in 2ms. No fixes applied.\nFound 1 error.`;

describe('what Biome mends safely', () => {
  it('is mended with the repository’s settings', async () => {
    const files = {
      'biome.json': '{"linter":{"rules":{"style":{"useConst":"error"}}}}\n',
      'a.ts': 'let a = 1;\nexport { a };\n',
    };
    expect(await fix(files, said('a.ts', 'lint/style/useConst', 'let a = 1;'))).toEqual({
      'a.ts': 'const a = 1;\nexport { a };\n',
    });
  });

  it.each([
    ['the rule has nothing to say of the file', 'lint/style/useConst', 'export let a = 1;\na = 2;\n'],
    ['its fix is not a safe one', 'lint/suspicious/noExplicitAny', 'export const a: any = 1;\n'],
    ['another tool’s rule is called alike', 'style/useConst', 'let a = 1;\nexport { a };\n'],
  ])('is left where %s', async (_why, rule, text) => {
    expect(await fix({ 'biome.json': '{}\n', 'a.ts': text }, said('a.ts', rule, text))).toBe(NOTHING);
  });
});
