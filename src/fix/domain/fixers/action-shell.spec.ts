import { fixed } from '../../../../test/support/fix-plan';
import { actionShell } from './action-shell';

const FILE = '.github/actions/say/action.yml';
const LOG = (line: number): string =>
  `##[error]/home/runner/work/app/app/./.github/actions/say/action.yml (Line: ${line}, Col: 7): Required property is missing: shell\n`;
const action = (steps: string): string => `name: Say\nruns:\n  using: composite\n  steps:\n${steps}`;

describe('a composite action whose scripts name no shell', () => {
  it('names bash for each', async () => {
    const text = action('    - run: echo hi\n    - name: two\n      run: |\n        echo a\n        echo b\n');

    expect(await fixed({ files: { [FILE]: text }, log: LOG(5) }, [actionShell])).toEqual({
      [FILE]: action(
        '    - shell: bash\n      run: echo hi\n    - name: two\n      shell: bash\n      run: |\n        echo a\n        echo b\n',
      ),
    });
  });

  it('names the shell that its other steps have', async () => {
    const text = action('    - run: dir\n      shell: pwsh\n    - run: dir\n');

    expect(await fixed({ files: { [FILE]: text }, log: LOG(7) }, [actionShell])).toEqual({
      [FILE]: action('    - run: dir\n      shell: pwsh\n    - shell: pwsh\n      run: dir\n'),
    });
  });

  it.each([
    ['has several', action('    - run: a\n      shell: pwsh\n    - run: b\n      shell: bash\n    - run: c\n'), LOG(9)],
    ['is written in flow style', action('    - { run: a }\n'), LOG(5)],
    ['is no action', action('    - run: a\n'), 'other.yml (Line: 5, Col: 7): Required property is missing: shell\n'],
    ['misses something else', action('    - run: a\n'), LOG(5).replace('shell', 'value')],
  ])('is left alone where it %s', async (_what, text, log) => {
    expect(await fixed({ files: { [FILE]: text, 'other.yml': text }, log }, [actionShell])).toEqual(expect.any(String));
  });
});
