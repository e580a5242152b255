import { fixed } from '../../../../test/support/fix-plan';
import { workingDirectory } from './working-directory';

const FILE = '.github/workflows/ci.yml';
const log = (folder: string): string =>
  `##[error]An error occurred trying to start process '/usr/bin/bash' with working directory '/home/runner/work/app/app/${folder}'. No such file or directory\n`;
const workflow = (folder: string): string =>
  `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n        working-directory: ${folder}\n`;

describe('a step that runs in a folder which is not there', () => {
  it.each([
    ['frontned', 'frontend', 'frontend/package.json'],
    ['./frontned', './frontend', 'frontend/package.json'],
    ['api', 'services/api', 'services/api/go.mod'],
  ])('runs in the only one that fits: %s → %s', async (wrong, right, file) => {
    const files = { [FILE]: workflow(wrong), [file]: '', 'docs/a.md': '' };

    expect(await fixed({ files, log: log(wrong) }, [workingDirectory])).toEqual({ [FILE]: workflow(right) });
  });

  it.each([
    ['two folders fit', 'api', ['a/api/x', 'b/api/x'], 'api'],
    ['none fits', 'backend', ['web/x', 'docs/y'], 'backend'],
    ['the folder is there: something else took it away', 'web', ['web/x'], 'web'],
    ['the workflow says it in another way', 'frontned', ['frontend/x'], '${{ matrix.folder }}'],
  ])('is left alone where %s', async (_what, wrong, paths, said) => {
    const files = { [FILE]: workflow(said), ...Object.fromEntries(paths.map((path) => [path, ''])) };

    expect(await fixed({ files, log: log(wrong) }, [workingDirectory])).toEqual(expect.any(String));
  });
});
