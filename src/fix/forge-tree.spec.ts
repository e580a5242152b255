import type { ForgeClient } from '../forge/forge';
import type { ForgeTree, ForgeTreeEntry } from '../forge/forge.pull-requests';
import { bytesOf } from './domain/tree';
import { forgeTree } from './forge-tree';

const REPOSITORY = { externalId: '7', path: 'acme/api' };

const FILES: Readonly<Record<string, Buffer>> = {
  'plain.ts': Buffer.from('const a = 1;\n'),
  'windows.ts': Buffer.from('\ufeffconst a = 1;\r\nconst b = 2;\r\n'),
  'image.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x00, 0x01]),
  'latin1.txt': Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a]),
  'model.bin': Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n'),
  'huge.json': Buffer.alloc(1_000_001, 0x20),
};

const entry = (path: string, kind: ForgeTreeEntry['kind'] = 'file'): ForgeTreeEntry => ({
  path,
  kind,
  isExecutable: false,
  contentId: path,
  size: FILES[path]?.length ?? null,
});

/** A forge that knows these files; every read is remembered. */
function forgeOf(entries: readonly ForgeTreeEntry[]): { tree: ReturnType<typeof forgeTree>; reads: string[] } {
  const reads: string[] = [];
  const client: Pick<ForgeClient, 'readEntry'> = {
    readEntry: (_repository, { path }, maxBytes) => {
      reads.push(path);
      const bytes = FILES[path] ?? Buffer.from('x\n');
      return Promise.resolve(bytes.length > maxBytes ? null : bytes);
    },
  };
  const tree: ForgeTree = { entries, isComplete: true };
  return { tree: forgeTree(client, REPOSITORY, tree), reads };
}

test.each([
  ['image.png', 'binary'],
  ['latin1.txt', 'not-utf8'],
  ['model.bin', 'lfs-pointer'],
  ['huge.json', 'huge'],
])('%s is %s and never edited', async (path, why) => {
  const { tree } = forgeOf([entry(path)]);

  expect(await tree.load([path])).toEqual([{ kind: 'opaque', path, why }]);
});

test.each(['symlink', 'submodule'] as const)(
  'a %s is told by its kind, and what it points to is not read',
  async (kind) => {
    const { tree, reads } = forgeOf([entry('link', kind)]);

    expect(await tree.load(['link'])).toEqual([{ kind: 'opaque', path: 'link', why: kind }]);
    expect(reads).toEqual([]);
  },
);

test('byte order mark and CRLF are seen through and written back as they were', async () => {
  const { tree } = forgeOf([entry('windows.ts')]);

  const [file] = await tree.load(['windows.ts']);

  expect(file).toMatchObject({ kind: 'text', text: 'const a = 1;\nconst b = 2;\n', ends: 'crlf', bom: true });
  expect(file?.kind === 'text' && bytesOf(file).equals(FILES['windows.ts'] ?? Buffer.alloc(0))).toBe(true);
});

test('one fix reads 60 files at most: each is a request of the user’s', async () => {
  const paths = Array.from({ length: 70 }, (_, index) => `f${index}.ts`);
  const { tree, reads } = forgeOf(paths.map((path) => entry(path)));

  const files = await tree.load(paths);

  expect(reads).toHaveLength(60);
  expect(files.slice(60).every((file) => file.kind === 'opaque' && file.why === 'missing')).toBe(true);
});
