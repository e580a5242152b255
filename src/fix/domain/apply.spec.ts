import { applyEdits } from './apply';
import type { Edit } from './fix.types';
import { rewrite } from './kit';
import { bytesOf, treeFileOf } from './tree';
import { parseDiff, unifiedDiff } from './unified-diff';

const apply = (content: string | Buffer, edits: readonly Edit[]): string => {
  const file = treeFileOf('a.txt', Buffer.from(content), '100644');
  const applied = applyEdits(edits, (path) => (path === 'a.txt' ? file : null));
  if (!applied.ok) return applied.why;
  const [change] = applied.changes;
  return change?.after ? bytesOf(change.after).toString('utf8') : 'unchanged';
};
const swap = (oldText: string, newText: string, at: { line: number; column: number } | null = null): Edit => ({
  kind: 'replace',
  path: 'a.txt',
  at,
  oldText,
  newText,
});

describe('applyEdits', () => {
  it('keeps byte order mark, CRLF and the missing last line feed', () => {
    const result = apply('\ufeffone\r\ntwo\r\nthree', [swap('two', '2\n2')]);

    expect(result).toBe('\ufeffone\r\n2\r\n2\r\nthree');
  });

  it('refuses text that is not there, is there twice, or stands elsewhere', () => {
    const whys = [
      apply('a b a', [swap('c', 'd')]),
      apply('a b a', [swap('a', 'd')]),
      apply('a b a', [swap('b', 'd', { line: 1, column: 2 })]),
      apply('a b a', [swap('b', 'd', { line: 2, column: 1 })]),
    ];

    expect(whys).toEqual([
      'the text to replace is not in the file',
      'the text to replace is there more than once',
      'the text to replace is not at line 1, column 2',
      'the text to replace is not at line 2, column 1',
    ]);
  });

  it('refuses overlapping edits and counts equal ones once', () => {
    const at = { line: 1, column: 1 };

    const results = [
      apply('abc', [swap('ab', 'x', at), swap('bc', 'y')]),
      apply('abc', [swap('ab', 'x', at), swap('ab', 'x')]),
    ];

    expect(results).toEqual(['two edits overlap', 'xc']);
  });

  it.each([
    ['binary', Buffer.from([1, 0, 2])],
    ['not-utf8', Buffer.from([0xff, 0xfe, 0x41])],
    ['huge', Buffer.alloc(1_000_001, 'a')],
    ['lfs-pointer', Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n')],
  ])('refuses a file that is %s', (why, content) => {
    const result = apply(content, [swap('a', 'b')]);

    expect(result).toBe(`the file is not editable text (${why})`);
  });

  it.each(['../a', '/etc/passwd', '.git/config', 'a/../../b', 'C:\\a', 'a//b'])('refuses to create %s', (path) => {
    const applied = applyEdits([{ kind: 'create', path, text: 'x', mode: '100644' }], () => null);

    expect(applied).toEqual({ ok: false, path, why: 'the path leaves the repository' });
  });

  it.each(['say "hi".txt', 'a\tb.txt', 'a\u007fb.txt'])('refuses %j, whose name a diff would escape', (path) => {
    const file = treeFileOf(path, Buffer.from('x\n'), '100644');

    const applied = applyEdits([{ ...swap('x', 'y'), path }], () => file);

    expect(applied).toEqual({ ok: false, path, why: 'the name has characters that diffs escape' });
  });

  it('makes all edits or none', () => {
    const files = new Map(['a', 'b'].map((path) => [path, treeFileOf(path, Buffer.from('x\n'), '100644')]));
    const edit = (path: string, oldText: string): Edit => ({ kind: 'replace', path, at: null, oldText, newText: 'y' });

    const applied = applyEdits([edit('a', 'x'), edit('b', 'z')], (path) => files.get(path) ?? null);

    expect(applied).toEqual({ ok: false, path: 'b', why: 'the text to replace is not in the file' });
  });
});

describe('rewrite', () => {
  const texts = [
    '',
    '\n',
    'a',
    'a\n',
    'a\nb',
    'a\nb\n',
    'b\n',
    'a\nc\nb\n',
    '\na\n',
    'x\nb\nc',
    'a\n\n\nb\n',
    'c\nb\na\n',
  ];

  it('leads from any text to any other', () => {
    const results = texts.flatMap((before) =>
      texts.filter((after) => after !== before).map((after) => [after, apply(before, rewrite('a.txt', before, after))]),
    );

    expect(results.filter(([after, result]) => after !== result)).toEqual([]);
  });
});

describe('unifiedDiff', () => {
  it('is read back as it was written, modes and new files too', () => {
    const before = treeFileOf('run.sh', Buffer.from('a\nb\n'), '100644');
    const edits: Edit[] = [
      { kind: 'replace', path: 'run.sh', at: null, oldText: 'b', newText: 'c' },
      { kind: 'mode', path: 'run.sh', mode: '100755' },
      { kind: 'create', path: 'new.txt', text: 'x\n', mode: '100644' },
    ];
    const applied = applyEdits(edits, (path) => (path === 'run.sh' ? before : null));
    const diff = unifiedDiff(applied.ok ? applied.changes : []);

    const files = parseDiff(diff);

    expect(files.map(({ path, status, removed, added, mode }) => ({ path, status, removed, added, mode }))).toEqual([
      {
        path: 'run.sh',
        status: 'modified',
        removed: [{ number: 2, text: 'b' }],
        added: [{ number: 2, text: 'c' }],
        mode: { before: '100644', after: '100755' },
      },
      {
        path: 'new.txt',
        status: 'added',
        removed: [],
        added: [{ number: 1, text: 'x' }],
        mode: { before: null, after: '100644' },
      },
    ]);
  });
});
