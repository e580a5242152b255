import { fixed } from '../../../../test/support/fix-plan';
import { artifactClash } from './artifact-clash';

const CI = '.github/workflows/ci.yml';
const NOTHING = 'no fixer knows a safe change for this failure';
const log = (name = 'cover'): string =>
  `##[group]Run actions/upload-artifact@v4\nwith:\n  name: ${name}\n  path: out\n##[endgroup]\n##[error]Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists on the workflow run\n`;
const upload = (name: string): string =>
  `      - uses: actions/upload-artifact@v4\n        with:\n          name: ${name}\n          path: out\n`;
const job = (id: string, matrix: string, steps: string): string =>
  `  ${id}:\n    runs-on: ubuntu-latest\n${matrix === '' ? '' : `    strategy:\n      matrix:\n${matrix}`}    steps:\n${steps}`;
const workflow = (...jobs: string[]): string => `on: push\njobs:\n${jobs.join('')}`;
const NODE = '        node: [20, 22]\n';
const download = (name: string): string =>
  `      - uses: actions/download-artifact@v4\n        with:\n          ${name}\n          path: all\n`;
const fix = (text: string, words = log()) => fixed({ files: { [CI]: text }, log: words }, [artifactClash]);

describe('an artifact that each job of a matrix uploads', () => {
  it.each([
    ['by its axis', NODE, 'cover', 'cover-${{ matrix.node }}'],
    [
      'by the axis that its name lacks',
      `${NODE}        os: [a, b]\n`,
      'cover-${{ matrix.os }}',
      'cover-${{ matrix.os }}-${{ matrix.node }}',
    ],
    [
      'by its number where an axis has what no name may have',
      '        image: ["a/b", c]\n',
      'cover',
      'cover-${{ strategy.job-index }}',
    ],
    [
      'by its number where the matrix is a list of cases',
      '        include:\n          - a: 1\n',
      'cover',
      'cover-${{ strategy.job-index }}',
    ],
    ['within quotes', NODE, '"cover"', '"cover-${{ matrix.node }}"'],
  ])('is told apart %s', async (_how, matrix, before, after) => {
    const text = workflow(job('test', matrix, upload(before)));

    const result = await fix(text, log(before.includes('os') ? 'cover-a' : 'cover'));

    expect(result).toEqual({ [CI]: text.replace(`name: ${before}\n`, `name: ${after}\n`) });
  });

  it('is put together again where a later job takes it by its name', async () => {
    const text = workflow(job('test', NODE, upload('cover')), job('report', '', download('name: cover')));

    const result = await fix(text);

    expect(result).toEqual({
      [CI]: workflow(
        job('test', NODE, upload('cover-${{ matrix.node }}')),
        job('report', '', download('pattern: cover-*\n          merge-multiple: true')),
      ),
    });
  });

  it.each([
    ['two jobs upload it', workflow(job('a', NODE, upload('cover')), job('b', '', upload('cover')))],
    ['no matrix tells its jobs apart', workflow(job('a', '', upload('cover')))],
    ['its name has all axes', workflow(job('a', NODE, upload('cover-${{ matrix.node }}')))],
    ['no step has the name', workflow(job('a', NODE, upload('other')))],
    [
      'a script takes it by its name',
      workflow(job('a', NODE, upload('cover')), job('b', '', '      - run: gh run download -n cover\n')),
    ],
  ])('is left alone where %s', async (_why, text) => {
    expect(await fix(text, text.includes('cover-$') ? log('cover-20') : log())).toBe(NOTHING);
  });

  it('is left alone where the log is of another failure', async () => {
    const text = workflow(job('test', NODE, upload('cover')));

    expect(await fix(text, '##[error]Failed to CreateArtifact: Unable to make request: ECONNRESET\n')).toBe(NOTHING);
  });
});
