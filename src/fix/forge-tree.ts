import type { ForgeClient } from '../forge/forge';
import type { ForgeTree, ForgeTreeEntry } from '../forge/forge.pull-requests';
import type { RepositoryRef } from '../forge/forge.types';
import { MAX_FILE_BYTES, treeFileOf } from './domain/tree';
import type { TreeFile, TreeSource } from './domain/tree.types';

/** Files one fix may read; each costs a request of the user's 5,000 an hour. */
const MAX_READ = 60;

/** A commit's files at the forge, read as fixers ask for them. */
export function forgeTree(
  client: Pick<ForgeClient, 'readEntry'>,
  repository: RepositoryRef,
  tree: ForgeTree,
): TreeSource {
  const entries = new Map(tree.entries.map((entry) => [entry.path, entry]));
  let read = 0;
  const loadOne = async (path: string): Promise<TreeFile> => {
    const entry = entries.get(path);
    if (entry === undefined) return { kind: 'opaque', path, why: 'missing' };
    if (entry.kind !== 'file') return { kind: 'opaque', path, why: entry.kind };
    read += 1;
    if (read > MAX_READ) return { kind: 'opaque', path, why: 'missing' };
    return fileOf(entry, await client.readEntry(repository, entry, MAX_FILE_BYTES));
  };
  return {
    paths: new Set(entries.keys()),
    // One after the other: the forge counts concurrent requests against its secondary limit.
    load: async (paths) => {
      const files: TreeFile[] = [];
      for (const path of paths) files.push(await loadOne(path));
      return files;
    },
  };
}

function fileOf({ path, isExecutable }: ForgeTreeEntry, bytes: Buffer | null): TreeFile {
  if (bytes === null) return { kind: 'opaque', path, why: 'huge' };
  return treeFileOf(path, bytes, isExecutable ? '100755' : '100644');
}
