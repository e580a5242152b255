import { fixed } from '../../../../test/support/fix-plan';
import { composeCommand } from './compose-command';

const LOG =
  '##[group]Run docker-compose up -d db\ndocker-compose up -d db\nshell: /usr/bin/bash -e {0}\n##[endgroup]\n' +
  '/home/runner/work/_temp/0a1b2c3d.sh: line 1: docker-compose: command not found\n##[error]Process completed with exit code 127.\n';
const CI = '.github/workflows/ci.yml';
const workflow = (run: string): string =>
  `on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: ${run}\n`;

describe('docker-compose on an image that has it no more', () => {
  it('is called as docker compose, wherever the workflow calls it', async () => {
    const before = `${workflow('docker-compose up -d db')}      - run: docker-compose -f docker-compose.yml down\n`;

    expect(
      await fixed({ files: { [CI]: before, 'docker-compose.yml': 'services: {}\n' }, log: LOG }, [composeCommand]),
    ).toEqual({
      [CI]: `${workflow('docker compose up -d db')}      - run: docker compose -f docker-compose.yml down\n`,
    });
  });

  it('is called so in what the workflow runs, and nowhere else', async () => {
    const files = {
      [CI]: workflow('make test'),
      Makefile: '# docker-compose is needed\ntest:\n\tdocker-compose run app\n',
      'scripts/local.sh': 'docker-compose up\n',
    };
    const log = 'make: docker-compose: No such file or directory\nmake: *** [Makefile:3: test] Error 127\n';

    expect(await fixed({ files, log }, [composeCommand])).toEqual({
      Makefile: '# docker-compose is needed\ntest:\n\tdocker compose run app\n',
    });
  });

  it.each([
    [
      'the repository installs it',
      { [CI]: `${workflow('docker-compose up')}      - run: pip install docker-compose\n` },
      LOG,
    ],
    ['no workflow is there', { 'up.sh': 'docker-compose up\n', '.gitlab-ci.yml': 'test:\n  script: ./up.sh\n' }, LOG],
    [
      'two workflows call it',
      { [CI]: workflow('docker-compose up'), '.github/workflows/b.yml': workflow('docker-compose up') },
      LOG,
    ],
    [
      'another command was not found',
      { [CI]: workflow('docker-compose up') },
      'x.sh: line 1: docker: command not found\n',
    ],
  ])('stays where %s', async (_, files, log) => {
    expect(typeof (await fixed({ files, log }, [composeCommand]))).toBe('string');
  });
});
