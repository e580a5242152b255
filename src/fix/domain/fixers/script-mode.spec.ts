import { planned } from '../../../../test/support/fix-plan';
import { scriptMode } from './script-mode';

const SCRIPT = '#!/usr/bin/env bash\necho built\n';
const plan = (log: string, text = SCRIPT, executable: string[] = []) =>
  planned({ files: { 'scripts/build.sh': text }, log, executable }, [scriptMode]);
const RUNNER =
  '/home/runner/work/_temp/2f0c.sh: line 1: ./scripts/build.sh: Permission denied\n##[error]Process completed with exit code 126.\n';

describe('script-mode', () => {
  it.each([
    ['a step', RUNNER],
    ['bash', 'bash: line 1: ./scripts/build.sh: Permission denied\n'],
    ['sh', 'sh: 1: ./scripts/build.sh: Permission denied\n'],
    ['make', 'make: ./scripts/build.sh: Permission denied\nmake: *** [Makefile:2: all] Error 127\n'],
  ])('makes a script executable that %s could not run', async (_who, log) => {
    const result = await plan(log);

    expect(result).toMatchObject({
      outcome: 'patch',
      safety: 'safe',
      changes: [{ path: 'scripts/build.sh', after: { mode: '100755', text: SCRIPT } }],
    });
  });

  it.each([
    ['the script may be run already', RUNNER, SCRIPT, ['scripts/build.sh']],
    ['the file is no program', RUNNER, 'text\n', []],
    ['a folder may not be written', 'mkdir: cannot create directory ‘scripts’: Permission denied\n', SCRIPT, []],
    ['a key is refused', 'git@github.com: Permission denied (publickey).\n', SCRIPT, []],
    ['a file may not be read', 'cat: scripts/build.sh: Permission denied\n', SCRIPT, []],
  ])('offers nothing when %s', async (_why, log, text, executable) => {
    const result = await plan(log, text, executable);

    expect(result.outcome).toBe('declined');
  });
});
