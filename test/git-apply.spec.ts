import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { applyEdits } from '../src/fix/domain/apply';
import type { Edit, ReplaceEdit } from '../src/fix/domain/fix.types';
import { bytesOf, treeFileOf } from '../src/fix/domain/tree';
import type { TreeFile } from '../src/fix/domain/tree.types';
import { parseDiff, unifiedDiff } from '../src/fix/domain/unified-diff';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'dff-git-apply-'));
  execFileSync('git', ['init', '--quiet', root]);
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const place = (name: string): string => path.join(root, name);
const WORD: ReplaceEdit = { kind: 'replace', path: '', at: null, oldText: 'wrong', newText: 'right' };
const LONG = Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n');

interface Case {
  readonly name: string;
  /** Null: it is not there before. */
  readonly before: string | null;
  readonly edit: Edit;
  readonly mode?: '100755';
}

const replace = (name: string, before: string): Case => ({ name, before, edit: { ...WORD, path: name } });

const CASES: readonly (readonly [string, Case])[] = [
  ['lines that end in LF', replace('a.txt', 'one\nwrong\nthree\n')],
  ['lines that end in CRLF', replace('a.txt', 'one\r\nwrong\r\nthree\r\n')],
  ['CRLF without a last line end', replace('a.txt', 'one\r\nwrong')],
  ['mixed line ends', replace('a.txt', 'one\r\nwrong\nthree\r\nfour\n')],
  ['a lone carriage return within a line', replace('a.txt', 'one\ra wrong\nthree\n')],
  ['a byte order mark', replace('a.txt', '\ufeffwrong\r\ntwo\r\n')],
  ['no last line end', replace('a.txt', 'one\nwrong')],
  [
    'a last line end that comes',
    {
      ...replace('a.txt', ''),
      before: 'one',
      edit: { ...WORD, path: 'a.txt', oldText: 'one', newText: 'one\n' },
    },
  ],
  [
    'a last line end that goes',
    {
      ...replace('a.txt', ''),
      before: 'one\n\n',
      edit: { ...WORD, path: 'a.txt', oldText: 'one\n\n', newText: 'one' },
    },
  ],
  ['two places far apart', replace('a.txt', `${LONG}\nwrong\n${LONG}\n`)],
  ['separators that are no line ends', replace('a.txt', 'one\u2028two\u0085three\n\f\nwrong\n\v\n')],
  ['a name that is not ASCII', replace('docs/Über „uns“ 日本.md', 'wrong\n')],
  ['a name with spaces', replace('my docs/a b.txt', 'wrong\n')],
  ['a name with an apostrophe', replace("it's.txt", 'wrong\n')],
  [
    'line ends that change',
    { name: 'a.txt', before: 'one\r\ntwo\r\n', edit: { kind: 'line-ends', path: 'a.txt', ends: 'lf' } },
  ],
  ['a name that looks like a header', replace('b/a b/x.txt', 'wrong\n')],
  ['a line that looks like a header', replace('a.txt', '--- a/x\n+++ b/x\n@@ -1 +1 @@\nwrong\n-- \n')],
  ['an executable file', { ...replace('run.sh', '#!/bin/sh\nwrong\n'), mode: '100755' }],
  ['a mode alone', { name: 'run.sh', before: '#!/bin/sh\n', edit: { kind: 'mode', path: 'run.sh', mode: '100755' } }],
  [
    'a new file',
    { name: 'new/file.txt', before: null, edit: { kind: 'create', path: 'new/file.txt', text: 'x\n', mode: '100644' } },
  ],
  [
    'a new file without a last line end',
    { name: 'n.txt', before: null, edit: { kind: 'create', path: 'n.txt', text: 'x', mode: '100755' } },
  ],
];

test.each(CASES)(
  'the shown diff of %s is what git apply takes, byte for byte',
  (_what, { name, before, edit, mode }) => {
    const stored: TreeFile | null = before === null ? null : treeFileOf(name, Buffer.from(before), mode ?? '100644');
    if (before !== null) {
      mkdirSync(path.dirname(place(name)), { recursive: true });
      writeFileSync(place(name), before);
      chmodSync(place(name), mode === undefined ? 0o644 : 0o755);
    }
    const applied = applyEdits([edit], () => stored);
    const changes = applied.ok ? applied.changes : [];

    const diff = unifiedDiff(changes);
    execFileSync('git', ['-C', root, 'apply', '--whitespace=nowarn', '-'], { input: diff });

    const [after] = changes.map((change) => change.after);
    expect(readFileSync(place(name)).equals(after ? bytesOf(after) : Buffer.alloc(0))).toBe(true);
    expect((statSync(place(name)).mode & 0o100) === 0).toBe(after?.mode === '100644');
    expect(parseDiff(diff).map((file) => file.path)).toEqual([name]);
  },
);

test('the shown diff of a deleted file is what git apply takes', () => {
  const file = treeFileOf('old name.txt', Buffer.from('one\r\ntwo'), '100644');
  writeFileSync(place('old name.txt'), 'one\r\ntwo');
  const diff = unifiedDiff(file.kind === 'text' ? [{ path: file.path, before: file, after: null }] : []);

  execFileSync('git', ['-C', root, 'apply', '-'], { input: diff });

  expect(existsSync(place('old name.txt'))).toBe(false);
});
