import { fixed, planned } from '../../../../test/support/fix-plan';
import { yamllintFixes } from './yamllint';

const NOTHING = 'no fixer knows a safe change for this failure';
const fix = (text: string, ...says: string[]) =>
  fixed({ files: { 'a.yml': text }, log: ['a.yml', ...says.map((each) => `  ${each}`), ''].join('\n') }, [
    yamllintFixes,
  ]);

describe('yamllint', () => {
  it('lays out blanks, empty lines and the end of the file', async () => {
    const text = 'l:\n  -  x\n  - y:  z\n\n\n\ne: [ 1,2]\nf: {a: 1 , b: 2 }\ng : 2\nh: 1 \ni: 2';

    const result = await fix(
      text,
      '1:1       warning  missing document start "---"  (document-start)',
      '2:5       error    too many spaces after hyphen  (hyphens)',
      '3:8       error    too many spaces after colon  (colons)',
      '6:1       error    too many blank lines (3 > 2)  (empty-lines)',
      '7:5       error    too many spaces inside brackets  (brackets)',
      '7:8       error    too few spaces after comma  (commas)',
      '8:9       error    too many spaces before comma  (commas)',
      '8:16      error    too many spaces inside braces  (braces)',
      '9:2       error    too many spaces before colon  (colons)',
      '10:5      error    trailing spaces  (trailing-spaces)',
      '11:5      error    no new line character at the end of file  (new-line-at-end-of-file)',
    );

    expect(result).toEqual({
      'a.yml': '---\nl:\n  - x\n  - y: z\n\n\ne: [1, 2]\nf: {a: 1, b: 2}\ng: 2\nh: 1\ni: 2\n',
    });
  });

  it('mends warnings beside errors unless the log shows that they do not count, or one has no cure', async () => {
    const [text, start, end] = [
      'a:  1\n',
      '  1:1       warning  missing document start "---"  (document-start)',
      '  1:4       error    too many spaces after colon  (colons)',
    ];
    const log = (...before: string[]): string => [...before, 'a.yml', start, end, ''].join('\n');
    const after = (...before: string[]) => fixed({ files: { 'a.yml': text }, log: log(...before) }, [yamllintFixes]);
    const tooLong = '  1:4       warning  line too long (90 > 80 characters)  (line-length)';

    expect(await after()).toEqual({ 'a.yml': '---\na: 1\n' });
    expect(await after('$ yamllint --strict .')).toEqual({ 'a.yml': '---\na: 1\n' });
    expect(await after('$ yamllint .')).toEqual({ 'a.yml': 'a: 1\n' });
    expect(
      await fixed({ files: { 'a.yml': text }, log: ['a.yml', tooLong, end, ''].join('\n') }, [yamllintFixes]),
    ).toEqual({ 'a.yml': 'a: 1\n' });
  });

  it('moves a list that stands as deep as its key by the file’s own step', async () => {
    const says = '3:1       error    wrong indentation: expected at least 1  (indentation)';
    expect(await fix('---\nlist:\n- a\n- b: 1\n  c: 2\nmap:\n    x: 1\n', says)).toEqual({
      'a.yml': '---\nlist:\n    - a\n    - b: 1\n      c: 2\nmap:\n    x: 1\n',
    });
  });

  it('writes texts in the quotes asked for, and comments where their content is', async () => {
    const result = await fix(
      'a: "x" # one\nb: two words\nc: "3"\n    # note\nd: 1\n',
      '1:1       error    missing document start "---"  (document-start)',
      '1:4       error    string value is not quoted with single quotes  (quoted-strings)',
      '2:4       error    string value is not quoted with single quotes  (quoted-strings)',
      '4:5       error    comment not indented like content  (comments-indentation)',
    );

    expect(result).toEqual({ 'a.yml': "---\na: 'x' # one\nb: 'two words'\nc: \"3\"\n# note\nd: 1\n" });
  });

  it('takes no quotes away that keep a text from being something else', async () => {
    const says = 'error    string value is redundantly quoted with any quotes  (quoted-strings)';
    expect(await fix('a: "x"\n', `1:4       ${says}`)).toEqual({ 'a.yml': 'a: x\n' });
    expect(await fix('a: "1"\n', `1:4       ${says}`)).toBe(NOTHING);
    expect(
      await fix('a: "it\'s"\n', '1:4       error    string value is not quoted with single quotes  (quoted-strings)'),
    ).toBe(NOTHING);
  });

  it('moves whole blocks to the indentation asked for', async () => {
    const text = '---\nmap:\n   x: 1\n   y:\n      z: 2\nkey:\n  - one\n';

    const result = await fix(
      text,
      '3:4       error    wrong indentation: expected 2 but found 3  (indentation)',
      '5:7       error    wrong indentation: expected 5 but found 6  (indentation)',
    );

    expect(result).toEqual({ 'a.yml': '---\nmap:\n  x: 1\n  y:\n    z: 2\nkey:\n  - one\n' });
  });

  it('mends warnings when nothing worse is said, a truth value only as a suggestion', async () => {
    const log = 'a.yml\n  2:4       warning  truthy value should be one of [false, true]  (truthy)\n';

    const plan = await planned({ files: { 'a.yml': '---\nt: yes\n' }, log }, [yamllintFixes]);

    expect(plan).toMatchObject({ safety: 'suggestion', changes: [{ after: { text: '---\nt: true\n' } }] });
  });

  it('takes out a key that is said twice alike', async () => {
    const says = '3:1       error    duplication of key "a" in mapping  (key-duplicates)';

    const alike = await fix('a: 1\nb: 2\na: 1\n', says);
    const differing = await fix('a: 1\nb: 2\na: 3\n', says);

    expect(alike).toEqual({ 'a.yml': 'a: 1\nb: 2\n' });
    expect(differing).toBe(NOTHING);
  });

  it.each([
    ['blanks belong to a text', 'a: |\n  x \n', '2:4       error    trailing spaces  (trailing-spaces)'],
    [
      'a line is too long',
      `a: ${'x '.repeat(50)}\n`,
      '1:81      error    line too long (103 > 80 characters)  (line-length)',
    ],
    ['`on` is a key', 'on: push\n', '1:1       error    truthy value should be one of [false, true]  (truthy)'],
  ])('declines when %s', async (_why, text, says) => {
    const result = await fix(text, says);

    expect(result).toBe(NOTHING);
  });
});
