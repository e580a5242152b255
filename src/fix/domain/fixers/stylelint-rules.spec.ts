import { fixed } from '../../../../test/support/fix-plan';
import { stylelintFixes } from './stylelint-rules';

const NOTHING = 'no fixer knows a safe change for this failure';
const fix = (files: Record<string, string>, log: string) => fixed({ files, log: `${log}\n` }, [stylelintFixes]);

const log = `a.css
  2:10  ✖  Expected "#ffffff" to be "#fff"  color-hex-length
  4:1   ✖  Expected empty line before rule  rule-empty-line-before

✖ 2 problems (2 errors, 0 warnings)`;
const css = 'a {\n  color: #ffffff;\n}\nb {\n  top: 0;\n}\n';

describe('rules of Stylelint that have a fix of their own', () => {
  it.each([
    ['the repository’s settings', '{"rules":{"color-hex-length":"short","rule-empty-line-before":"always"}}\n'],
    ['those of a shared configuration', '{"extends":"stylelint-config-standard"}\n'],
  ])('are run with %s', async (_what, settings) => {
    expect(await fix({ '.stylelintrc.json': settings, 'a.css': css }, log)).toEqual({
      'a.css': 'a {\n  color: #fff;\n}\n\nb {\n  top: 0;\n}\n',
    });
  });

  it.each([
    ['the settings say otherwise', '{"rules":{"color-hex-length":"long","rule-empty-line-before":"never"}}\n', css],
    ['the file is another', '{}\n', 'a {\n  color: #fff;\n}\n'],
    ['it does not parse', '{}\n', 'a {\n  color: #ffffff;\n'],
  ])('are left where %s', async (_why, settings, text) => {
    expect(await fix({ '.stylelintrc.json': settings, 'a.css': text }, log)).toBe(NOTHING);
  });
});
