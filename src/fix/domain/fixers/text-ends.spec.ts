import { fixed } from '../../../../test/support/fix-plan';
import { ruffFormatter } from './ruff-format';
import { textEnds } from './text-ends';

const NOTHING = 'no fixer knows a safe change for this failure';

describe('blanks that git finds', () => {
  const log = 'a.md:1: trailing whitespace.\n+# Till \nb.txt:2: new blank line at EOF.\n';

  it('go from the lines it tells alone', async () => {
    const result = await fixed({ files: { 'a.md': '# Till \nkept \n', 'b.txt': 'one\n\n\n' }, log }, [textEnds]);

    expect(result).toEqual({ 'a.md': '# Till\nkept \n', 'b.txt': 'one\n' });
  });

  it('stay where the file is another', async () => {
    expect(await fixed({ files: { 'a.md': '# Till\n', 'b.txt': 'one\n\n' }, log }, [textEnds])).not.toMatchObject({
      'a.md': expect.anything() as string,
    });
  });
});

describe('a script whose lines end with carriage returns', () => {
  const log = 'bash: line 1: ./scripts/run.sh: cannot execute: required file not found\n';

  it('has line feeds alone', async () => {
    expect(await fixed({ files: { 'scripts/run.sh': '#!/bin/sh\r\necho\r\n' }, log }, [textEnds])).toEqual({
      'scripts/run.sh': '#!/bin/sh\necho\n',
    });
  });

  it.each([
    ['has none, so its interpreter is missing', '#!/opt/no\necho\n'],
    ['names no interpreter', 'echo\r\n'],
  ])('is left alone where it %s', async (_why, text) => {
    expect(await fixed({ files: { 'scripts/run.sh': text }, log }, [textEnds])).toBe(NOTHING);
  });
});

describe('ruff format --check', () => {
  const text = 'a = {"b":1}\n';
  const old = 'Would reformat: a.py\n1 file would be reformatted\n';

  it('has its files as ruff writes them, with the settings of the repository', async () => {
    expect(await fixed({ files: { 'a.py': text }, log: old }, [ruffFormatter])).toEqual({ 'a.py': 'a = {"b": 1}\n' });
    expect(
      await fixed({ files: { 'a.py': text, 'ruff.toml': '[format]\nquote-style = "single"\n' }, log: old }, [
        ruffFormatter,
      ]),
    ).toEqual({ 'a.py': "a = {'b': 1}\n" });
  });

  it.each([
    ['it does not parse', { 'a.py': 'a = {\n' }, old],
    ['its settings are elsewhere', { 'a.py': text, 'ruff.toml': 'extend = "../ruff.toml"\n' }, old],
    ['ruff counts more files than it names', { 'a.py': text }, old.replace('1 file', '2 files')],
    [
      'the log has another result',
      { 'a.py': text },
      'unformatted: File would be reformatted\n --> a.py:1:1\n  |\n  - a = {"b":1}\n1 + a = { "b": 1 }\n  |\n\n1 file would be reformatted\n',
    ],
  ])('leaves a file where %s', async (_why, files, log) => {
    expect(await fixed({ files, log }, [ruffFormatter])).toBe(NOTHING);
  });
});
