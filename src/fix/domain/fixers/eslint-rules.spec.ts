import { fixed } from '../../../../test/support/fix-plan';
import { eslintFixes } from './eslint-rules';

const NOTHING = 'no fixer knows a safe change for this failure';
const fix = (files: Record<string, string>, log: string) => fixed({ files, log: `${log}\n` }, [eslintFixes]);

const said = (...lines: string[]): string =>
  ['/home/runner/work/app/app/src/a.js', ...lines.map((each) => `  ${each}`), '', `✖ ${lines.length} problems`].join(
    '\n',
  );
const config = (rules: string): string => `export default [{ rules: { ${rules} } }];\n`;

describe('rules of ESLint that have a fix of their own', () => {
  it('are run with the options of the repository', async () => {
    const files = { 'eslint.config.js': config("quotes: ['error', 'double']"), 'src/a.js': "export const a = 'x';\n" };
    expect(await fix(files, said('1:18  error  Strings must use doublequote  quotes'))).toEqual({
      'src/a.js': 'export const a = "x";\n',
    });
  });

  it('are run with those of a shared configuration that say the same', async () => {
    const files = {
      'eslint.config.js':
        "import stylistic from '@stylistic/eslint-plugin';\nexport default [stylistic.configs.customize({ semi: true })];\n",
      'src/a.js': 'export function f (a){\n  return a;\n}\n',
    };
    const log = said(
      '1:18  error  Unexpected space before function parentheses  @stylistic/space-before-function-paren',
      '1:22  error  Missing space before opening brace            @stylistic/space-before-blocks',
    );
    expect(await fix(files, log)).toEqual({ 'src/a.js': 'export function f(a) {\n  return a;\n}\n' });
  });

  it.each([
    [
      'the rule says something else of the file',
      'export const a = "x";\n',
      '1:18  error  Strings must use doublequote  quotes',
    ],
    [
      'the rule has no fix',
      'export const f = (a) => a == null;\n',
      "1:27  error  Expected '===' and instead saw '=='  eqeqeq",
    ],
    ['a plugin’s rule is only called alike', 'export const a = 1\n', '1:19  error  Missing semicolon  other/semi'],
  ])('are left where %s', async (_why, text, line) => {
    expect(await fix({ 'eslint.config.js': config(''), 'src/a.js': text }, said(line))).toBe(NOTHING);
  });
});
