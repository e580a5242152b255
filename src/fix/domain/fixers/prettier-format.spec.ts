import { fixed } from '../../../../test/support/fix-plan';
import { prettierFormat } from './prettier-format';

const NOTHING = 'no fixer knows a safe change for this failure';
const fix = (files: Record<string, string>, log: string) => fixed({ files, log: `${log}\n` }, [prettierFormat]);

const log =
  'Checking formatting...\n[warn] src/a.js\n[warn] Code style issues found in the above file. Run Prettier with --write to fix.';

describe('files that Prettier would write otherwise', () => {
  it('are written with the repository’s options', async () => {
    const files = { '.prettierrc': 'singleQuote: true\nsemi: false\n', 'src/a.js': 'const  a = "x";\n' };
    expect(await fix(files, log)).toEqual({ 'src/a.js': "const a = 'x'\n" });
  });

  it.each([
    [
      'a plugin would change how they are written',
      { '.prettierrc': '{"plugins":["prettier-plugin-x"]}\n' },
      'const  a = 1;\n',
    ],
    ['they do not parse', {}, 'const = 1;\n'],
    ['they are as Prettier writes them', {}, 'const a = 1;\n'],
  ])('are left where %s', async (_why, more: Record<string, string>, text) => {
    expect(await fix({ ...more, 'src/a.js': text }, log)).toBe(NOTHING);
  });
});
