import { fixed } from '../../../../test/support/fix-plan';
import { pythonFormat } from './python-format';

const BLACK = 'would reformat a.py\n\nOh no!\n1 file would be reformatted.\n';
const ISORT = 'ERROR: /home/runner/work/app/app/a.py Imports are incorrectly sorted and/or formatted.\n';

describe('files that black or isort would write otherwise', () => {
  it('are written as black does, with its settings', async () => {
    const files = {
      'a.py': "def f(a,b):\n    return call(a,'x')\n",
      'pyproject.toml': '[tool.black]\nline-length = 100\nskip-string-normalization = true\n',
    };

    expect(await fixed({ files, log: BLACK }, [pythonFormat])).toEqual({
      'a.py': "def f(a, b):\n    return call(a, 'x')\n",
    });
  });

  it('have their imports sorted, the project’s own last', async () => {
    const files = {
      'a.py': 'import b\nimport sys\nfrom os import sep, path\n\nprint(b, sys, sep, path)\n',
      'b.py': '',
    };

    expect(await fixed({ files, log: ISORT }, [pythonFormat])).toEqual({
      'a.py': 'import sys\nfrom os import path, sep\n\nimport b\n\nprint(b, sys, sep, path)\n',
    });
  });

  it.each([
    ['where ruff and black differ', { 'a.py': "x = ['a' 'b']\n" }, BLACK],
    ['with settings that ruff has not', { 'a.py': 'x=1\n', 'pyproject.toml': '[tool.black]\npreview = true\n' }, BLACK],
    ['when the log names not all of them', { 'a.py': 'x=1\n' }, BLACK.replace('1 file', '2 files')],
    [
      'that isort would wrap its own way',
      {
        'a.py': `import sys\nfrom os import a_long_name_of_one, a_long_name_of_two, another_name_of_three, a_name_of_four, five\n`,
      },
      ISORT,
    ],
    [
      'sorted by length',
      { 'a.py': 'import sys\nimport os\n', '.isort.cfg': '[settings]\nlength_sort = true\n' },
      ISORT,
    ],
  ])('are left alone %s', async (_name, files, log) => {
    expect(await fixed({ files, log }, [pythonFormat])).toEqual(expect.any(String));
  });
});
