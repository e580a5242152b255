import { fixed } from '../../../../test/support/fix-plan';
import { dataSyntax } from './data-syntax';

const NOTHING = 'no fixer knows a safe change for this failure';
const fix = (files: Record<string, string>, log: string) => fixed({ files, log: `${log}\n` }, [dataSyntax]);

describe('data-syntax', () => {
  it.each([
    [
      'a trailing comma',
      'a.json',
      '{\n  "a": ",}",\n  "b": [1, 2,],\n}\n',
      'Expecting value: line 3 column 14 (char 25)',
      '{\n  "a": ",}",\n  "b": [1, 2]\n}\n',
    ],
    [
      'a missing comma',
      'package.json',
      '{\n  "a": 1\n  "b": 2\n}\n',
      'npm error code EJSONPARSE\nnpm error JSON.parse Failed to parse root package.json',
      '{\n  "a": 1,\n  "b": 2\n}\n',
    ],
    [
      'a missing comma and a trailing one',
      'two.json',
      '{\n  "a": 1\n  "b": 2,\n}\n',
      "SyntaxError: Expected ',' or '}' after property value in JSON at position 13",
      '{\n  "a": 1,\n  "b": 2\n}\n',
    ],
    [
      'a missing quote',
      'c.json',
      '{\n  "a: 1,\n  "b": 2\n}\n',
      'SyntaxError: /home/runner/work/app/app/c.json: Bad control character in string literal in JSON at position 10',
      '{\n  "a": 1,\n  "b": 2\n}\n',
    ],
    [
      'a tab',
      'a.yml',
      'a: 1\nb:\n\t- x\n',
      "a.yml\n  3:1       error    syntax error: found character '\\t' that cannot start any token (syntax)",
      'a: 1\nb:\n  - x\n',
    ],
    [
      'texts in single quotes',
      'q.json',
      "{\n  \"a\": 'x',\n  \"it's\": 'y'\n}\n",
      'Expecting value: line 2 column 8 (char 9)',
      '{\n  "a": "x",\n  "it\'s": "y"\n}\n',
    ],
    [
      'a key off the steps of indentation',
      'i.yml',
      'a:\n  b:\n    c: 1\n   d:\n      - 2\n  e: 3\n',
      'YAMLException: bad indentation of a mapping entry (4:4)',
      'a:\n  b:\n    c: 1\n    d:\n      - 2\n  e: 3\n',
    ],
    [
      'a value off the margin of its neighbours',
      'n.yml',
      'a:\n  b: 1\n   c: 2\n  d: 3\n',
      'YAMLException: bad indentation of a mapping entry (3:4)',
      'a:\n  b: 1\n  c: 2\n  d: 3\n',
    ],
    [
      'a last key deeper than the one above, which holds nothing',
      'l.yml',
      'a:\n  b: 1\n   c: 2\n',
      'YAMLException: bad indentation of a mapping entry (3:5)',
      'a:\n  b: 1\n  c: 2\n',
    ],
    [
      'an open text',
      'b.yml',
      'a: 1\nb: "x\nc: 2\n',
      'yaml.scanner.ScannerError: while scanning a quoted scalar\n  in "b.yml", line 2, column 4\nfound unexpected end of stream',
      'a: 1\nb: "x"\nc: 2\n',
    ],
    [
      'a colon in a plain text',
      'f.yml',
      'a: x: y\nb: 1\n',
      'f.yml\n  1:5       error    syntax error: mapping values are not allowed here (syntax)',
      'a: "x: y"\nb: 1\n',
    ],
    [
      'a key said twice alike',
      'c.yml',
      'a: 1\nb: 2\na: 1\n',
      'YAMLException: duplicated mapping key (3:1)',
      'a: 1\nb: 2\n',
    ],
    [
      'a key of TOML said twice alike',
      'b.toml',
      'a = 1\na = 1\n',
      'tomllib.TOMLDecodeError: Cannot overwrite a value (at line 2, column 6)',
      'a = 1\n',
    ],
  ])('mends %s', async (_what, path, text, log, expected) => {
    const result = await fix({ [path]: text, 'other.json': '{}\n' }, log);

    expect(result).toEqual({ [path]: expected });
  });

  it.each([
    ['a key has two values', { 'c.yml': 'a: 1\nb: 2\na: 3\n' }, 'YAMLException: duplicated mapping key (3:1)'],
    [
      'there are two slips',
      { 'a.json': '{\n  "a": 1\n  "b": 2\n  "c": 3\n}\n' },
      "Expecting ',' delimiter: line 3 column 3 (char 13)",
    ],
    [
      'a line may be indented in two ways',
      { 'i.yml': 'x:\n  y: 1\na:\n  b:\n   c: 1\n  d: 2\n   e: 3\n' },
      'YAMLException: bad indentation of a mapping entry (7:4)',
    ],
    [
      'a single quote stands in the text itself',
      { 'q.json': "{\n  \"a\": 'it's'\n}\n" },
      'Expecting value: line 2 column 8 (char 9)',
    ],
    [
      'two files are broken',
      { 'a.json': '{"a": 1,}\n', 'b.json': '{"b": 1,}\n' },
      'SyntaxError: Unexpected token } in JSON at position 8',
    ],
    [
      'every file parses: an answer of a server did not',
      { 'a.json': '{}\n' },
      'SyntaxError: Unexpected token < in JSON at position 0',
    ],
    [
      'a merge was not finished',
      { 'a.json': '{\n<<<<<<< ours\n  "a": 1\n}\n' },
      'SyntaxError: Expected property name in JSON at position 2',
    ],
    [
      'the log speaks of something else',
      { 'a.json': '{"a": 1,}\n' },
      "src/a.ts(1,1): error TS2304: Cannot find name 'x'.",
    ],
  ])('declines when %s', async (_why, files: Record<string, string>, log) => {
    const result = await fix(files, log);

    expect(result).toBe(NOTHING);
  });
});
