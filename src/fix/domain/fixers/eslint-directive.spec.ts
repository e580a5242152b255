import { fixed } from '../../../../test/support/fix-plan';
import { eslintDirective } from './eslint-directive';

const NOTHING = 'no fixer knows a safe change for this failure';
const fix = (files: Record<string, string>, log: string) => fixed({ files, log: `${log}\n` }, [eslintDirective]);

const said = (line: number, rules: string): string =>
  `/home/runner/work/app/app/src/a.js\n  ${line}:1  error  Unused eslint-disable directive (no problems were reported from ${rules})\n\n✖ 1 problem (1 error, 0 warnings)\n`;

describe('a directive of ESLint that nothing needs', () => {
  it('is taken out, its line with it', async () => {
    expect(
      await fix({ 'src/a.js': '// eslint-disable-next-line no-var\nexport const a = 1;\n' }, said(1, "'no-var'")),
    ).toEqual({ 'src/a.js': 'export const a = 1;\n' });
  });

  it.each([
    ['no directive stands there', 'export const a = 1;\n'],
    ['it is of another rule', '// eslint-disable-next-line no-console\nexport const a = 1;\n'],
    ['it is a text', "export const a = '// eslint-disable-line no-var';\n"],
  ])('is left where %s', async (_why, text) => {
    expect(await fix({ 'src/a.js': text }, said(1, "'no-var'"))).toBe(NOTHING);
  });
});
