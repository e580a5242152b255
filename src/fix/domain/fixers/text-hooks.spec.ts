import { fixed } from '../../../../test/support/fix-plan';
import { FIXERS } from './index';

const NOTHING = 'no fixer knows a safe change for this failure';

/** What pre-commit 4 prints of a hook that changed files. */
const hook = (title: string, id: string, ...fixing: string[]): string =>
  [
    `${title.padEnd(73, '.')}Failed`,
    `- hook id: ${id}`,
    '- exit code: 1',
    '- files were modified by this hook',
    '',
    ...fixing.map((file) => `Fixing ${file}`),
    '',
  ].join('\n');
const TRAILING = (...files: string[]): string => hook('trim trailing whitespace', 'trailing-whitespace', ...files);
const ENDS = (...files: string[]): string => hook('fix end of files', 'end-of-file-fixer', ...files);
const PASSED = `${'check yaml'.padEnd(73, '.')}Passed\n`;

describe('text hooks', () => {
  it('does what pre-commit’s own hooks did, in every file they name', async () => {
    const files = { 'docs/a.md': 'one\n\n\n', 'src/b.py': 'x = 1  \ny = 2\t', 'src/c.py': 'z = 3  \n' };

    const result = await fixed({ files, log: PASSED + ENDS('docs/a.md', 'src/b.py') + TRAILING('src/b.py') }, FIXERS);

    expect(result).toEqual({ 'docs/a.md': 'one\n', 'src/b.py': 'x = 1\ny = 2\n' });
  });

  it('keeps carriage returns where they are', async () => {
    expect(await fixed({ files: { 'a.txt': 'one \r\ntwo' }, log: ENDS('a.txt') + TRAILING('a.txt') }, FIXERS)).toEqual({
      // What fixers see of a text has line feeds; its own ends come back when it is written.
      'a.txt': 'one\ntwo\n',
    });
  });

  it('takes out blanks and ends a file as editorconfig-checker says', async () => {
    const log = 'src/a.js:\n\t1: Trailing whitespace\n\tWrong line endings or no final newline\n\n2 errors found\n';
    expect(await fixed({ files: { 'src/a.js': 'let a;  \nlet b;' }, log }, FIXERS)).toEqual({
      'src/a.js': 'let a;\nlet b;\n',
    });
  });

  it.each([
    ['another hook failed beside', TRAILING('a.py') + hook('mypy', 'mypy'), { 'a.py': 'x = 1 \n' }],
    ['a file is not there', TRAILING('a.py', 'gone.py'), { 'a.py': 'x = 1 \n' }],
    ['a file is tidy already', TRAILING('a.py', 'b.py'), { 'a.py': 'x = 1 \n', 'b.py': 'y = 2\n' }],
    ['the hook is another one', hook('black', 'black', 'a.py'), { 'a.py': 'x = 1 \n' }],
    ['the log only speaks of fixing', 'Fixing a.py\n', { 'a.py': 'x = 1 \n' }],
  ])('does nothing where %s', async (_why, log, files) => {
    expect(typeof (await fixed({ files, log }, FIXERS))).toBe('string');
  });

  it('leaves a line of another complaint to others', async () => {
    const log =
      'a.js:\n\t1: Trailing whitespace\n\t2: Wrong indentation type(spaces instead of tabs)\n\n2 errors found\n';
    expect(typeof (await fixed({ files: { 'a.js': 'let a; \n    let b;\n' }, log }, FIXERS))).toBe('string');
  });
});

describe('spelling', () => {
  it('corrects what codespell names, in prose as a safe change', async () => {
    const log = './docs/guide.md:2: teh ==> the\n./docs/guide.md:3: recieve ==> receive\n';
    expect(
      await fixed({ files: { 'docs/guide.md': '# A\nteh end of teh road\nYou recieve it.\n' }, log }, FIXERS),
    ).toEqual({ 'docs/guide.md': '# A\nthe end of the road\nYou receive it.\n' });
  });

  it('corrects what typos names', async () => {
    const log =
      'error: `recieve` should be `receive`\n  --> ./src/a.py:1:3\n  |\n1 | # recieve it\n  |   ^^^^^^^\n  |\n';
    expect(await fixed({ files: { 'src/a.py': '# recieve it\nx = 1\n' }, log }, FIXERS)).toEqual({
      'src/a.py': '# receive it\nx = 1\n',
    });
  });

  it.each([
    ['there are several corrections', './a.md:1: ans ==> and, answer\n', 'ans\n'],
    ['there is a reason against it', './a.md:1: clas ==> class, disabled because of name clash\n', 'clas\n'],
  ])('does nothing where %s', async (_why, log, text) => {
    const result = await fixed({ files: { 'a.md': text }, log }, FIXERS);
    expect(result).toBe(NOTHING);
  });

  it('does nothing where the line has no such word', async () => {
    const log = './a.md:1: teh ==> the\n';
    expect(await fixed({ files: { 'a.md': 'the\nteh\n' }, log }, FIXERS)).toEqual(expect.any(String));
  });
});
