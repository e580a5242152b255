import { fixed } from '../../../../test/support/fix-plan';
import { ruffFixes } from './ruff';

const QUAY = 'import sys\nimport os\nimport json\n\n\ndef name():\n    return os.sep + sys.argv[0]\n';
const TIDY = 'import os\nimport sys\n\n\ndef name():\n    return os.sep + sys.argv[0]\n';
const fix = (files: Record<string, string>, log: string) => fixed({ files, log }, [ruffFixes]);

// What ruff 0.14 prints, in each of its formats.
const CONCISE = `quay.py:1:1: I001 [*] Import block is un-sorted or un-formatted
quay.py:3:8: F401 [*] \`json\` imported but unused
Found 2 errors.
[*] 2 fixable with the \`--fix\` option.
`;
const GITHUB = `::error title=ruff (I001),file=/home/runner/work/app/app/quay.py,line=1,endLine=3::quay.py:1:1: I001 Import block is un-sorted or un-formatted%0A  help: Organize imports
::error title=ruff (F401),file=/home/runner/work/app/app/quay.py,line=3,col=8,endLine=3,endColumn=12::quay.py:3:8: F401 \`json\` imported but unused%0A  help: Remove unused import: \`json\`
`;

test.each([
  ['one line a finding', CONCISE],
  ["GitHub's annotations", GITHUB],
])('its own fixes are done, told as %s', async (_format, log) => {
  expect(await fix({ 'quay.py': QUAY }, log)).toEqual({ 'quay.py': TIDY });
});

test.each([
  ['the file is another than the log tells of', { 'quay.py': TIDY }, CONCISE],
  [
    'ruff marks nothing as fixable',
    { 'a.py': 'def f(x):\n    y = 1\n    return x\n' },
    'a.py:2:5: F841 Local variable `y` is assigned to but never used\nFound 1 error.\nNo fixes available (1 hidden fix can be enabled with the `--unsafe-fixes` option).\n',
  ],
  [
    "GitHub's annotations tell of a fix that is not always safe",
    { 'a.py': 'def f(x):\n    return x == None\n' },
    '::error title=ruff (F841),file=/home/runner/work/app/app/a.py,line=2,col=5,endLine=2,endColumn=6::a.py:2:5: F841 Local variable `y` is assigned to but never used%0A  help: Remove assignment to unused variable `y`\n',
  ],
  [
    'what is unused may be the interface of a package',
    { 'quay/__init__.py': 'from .a import b\n' },
    '::error title=ruff (F401),file=/home/runner/work/app/app/quay/__init__.py,line=1,col=16,endLine=1,endColumn=17::quay/__init__.py:1:16: F401 `.a.b` imported but unused%0A  help: Use an explicit re-export: `b as b`\n',
  ],
  ['another tool says the same code', { 'quay.py': QUAY }, "quay.py:3:1: F401 'json' imported but unused\n"],
])('left alone where %s', async (_why, files, log) => {
  expect(await fix(files, log)).toEqual(expect.any(String));
});
