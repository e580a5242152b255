import { fixed } from '../../../../test/support/fix-plan';
import { markdownlintFixes } from './markdownlint';

const fix = (text: string, ...said: string[]) =>
  fixed({ files: { 'README.md': text }, log: said.map((line) => `README.md:${line}\n`).join('') }, [markdownlintFixes]);

// Each log is what markdownlint-cli 0.48 says of the text (where they are named, dashes and asterisks are configured); it
// says nothing of the result.
test.each([
  [
    'blanks around blocks, at the ends of lines and of the file',
    '# Quay\n\nShips lie here. \n\n\n* one\n* two\n## Tide\nHigh.',
    [
      '3:16 error MD009/no-trailing-spaces Trailing spaces [Expected: 0 or 2; Actual: 1]',
      '5 error MD012/no-multiple-blanks Multiple consecutive blank lines [Expected: 1; Actual: 2]',
      '7 error MD032/blanks-around-lists Lists should be surrounded by blank lines [Context: "* two"]',
      '8 error MD022/blanks-around-headings Headings should be surrounded by blank lines [Expected: 1; Actual: 0; Above] [Context: "## Tide"]',
      '8 error MD022/blanks-around-headings Headings should be surrounded by blank lines [Expected: 1; Actual: 0; Below] [Context: "## Tide"]',
      '9:5 error MD047/single-trailing-newline Files should end with a single newline character',
    ],
    '# Quay\n\nShips lie here.\n\n* one\n* two\n\n## Tide\n\nHigh.\n',
  ],
  [
    'a first heading without its space, which was none',
    '#Guide\n\nDone\n',
    [
      '1:1 error MD018/no-missing-space-atx No space after hash on atx style heading [Context: "#Guide"]',
      '1 error MD041/first-line-heading/first-line-h1 First line in a file should be a top-level heading [Context: "#Guide"]',
    ],
    '# Guide\n\nDone\n',
  ],
  [
    'marks, spaces and numbers of lists',
    '# List\n\n*   one\n*   two\n\n1. a\n1. b\n3. c\n',
    [
      '3:1 error MD004/ul-style Unordered list style [Expected: dash; Actual: asterisk]',
      '3:1 error MD030/list-marker-space Spaces after list markers [Expected: 1; Actual: 3]',
      '4:1 error MD004/ul-style Unordered list style [Expected: dash; Actual: asterisk]',
      '4:1 error MD030/list-marker-space Spaces after list markers [Expected: 1; Actual: 3]',
      '8:1 error MD029/ol-prefix Ordered list item prefix [Expected: 1; Actual: 3; Style: 1/1/1]',
    ],
    '# List\n\n- one\n- two\n\n1. a\n1. b\n1. c\n',
  ],
  [
    'a fence, a bare address, emphasis by another letter',
    '# Make\n\n```sh\nmake\n```\nSee https://example.com, _now_.\n',
    [
      '5 error MD031/blanks-around-fences Fenced code blocks should be surrounded by blank lines [Context: "```"]',
      '6:5 error MD034/no-bare-urls Bare URL used [Context: "https://example.com"]',
      '6:26 error MD049/emphasis-style Emphasis style [Expected: asterisk; Actual: underscore]',
      '6:30 error MD049/emphasis-style Emphasis style [Expected: asterisk; Actual: underscore]',
    ],
    '# Make\n\n```sh\nmake\n```\n\nSee <https://example.com>, *now*.\n',
  ],
])('%s', async (_what, text, said, expected) => {
  expect(await fix(text, ...said)).toEqual({ 'README.md': expected });
});

test.each([
  [
    'a language that only its author knows',
    '# A\n\n```\nx\n```\n',
    '3 error MD040/fenced-code-language Fenced code blocks should have a language specified [Context: "```"]',
  ],
  [
    'an item whose next line would have to move along',
    '# A\n\n*   one\n    more\n',
    '3:1 error MD030/list-marker-space Spaces after list markers [Expected: 1; Actual: 3]',
  ],
  [
    'an address that the log cuts off',
    '# A\n\nhttps://example.com/a/long/path\n',
    '3:1 error MD034/no-bare-urls Bare URL used [Context: "https://example.com/a/long/pat..."]',
  ],
  [
    'a first line that is no heading',
    'Text\n',
    '1 error MD041/first-line-heading/first-line-h1 First line in a file should be a top-level heading [Context: "Text"]',
  ],
  [
    'a file that is another than the log tells of',
    '# A\n\nnothing\n',
    '3:1 error MD018/no-missing-space-atx No space after hash on atx style heading [Context: "#Guide"]',
  ],
])('leaves alone %s', async (_what, text, said) => {
  expect(await fix(text, said)).toEqual(expect.any(String));
});
