import { z } from 'zod';
import type { ContentApi, ForgeTree, ForgeTreeEntry } from '../forge.pull-requests';
import { bytesOf } from '../wire/bytes';
import { numericId } from './api';
import type { GitLabApi } from './api';
import { isNotFound } from './errors';
import { gitRef, treePath } from './refs';
import { sha } from './schemas';

export const branchSchema = z.object({
  name: z.string().min(1),
  commit: z.object({ id: sha }),
  protected: z.boolean().nullish(),
});
const entrySchema = z.object({ id: sha, path: z.string().min(1), type: z.string(), mode: z.string() });

/** 20,000 entries; GitLab tells a hundred at a time, one page after the other. */
const TREE_PAGES = 200;

/** A branch as GitLab tells it; null when there is none. */
export async function readBranch(
  api: GitLabApi,
  project: number,
  name: string,
): Promise<z.infer<typeof branchSchema> | null> {
  try {
    // What cannot be a branch's name is the name of none.
    const wanted = gitRef(name);
    return (await api.get(branchSchema, ({ branches }) => branches.show(project, wanted))).data;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return null;
  }
}

/** The bytes of a file at a commit or branch; null when there is none or it is larger. */
export async function readBytes(
  api: GitLabApi,
  project: number,
  ref: string,
  path: string,
  maxBytes: number,
): Promise<Buffer | null> {
  const [file, query] = [encodeURIComponent(treePath(path)), new URLSearchParams({ ref: gitRef(ref) }).toString()];
  try {
    const started = await api.download(`projects/${project}/repository/files/${file}/raw?${query}`);
    return await bytesOf(started, maxBytes);
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** Files and branches seen by one credential. */
export function contentApi(api: GitLabApi): ContentApi {
  return {
    async findBranch(repository, name) {
      const found = await readBranch(api, numericId(repository.externalId), name);
      if (found === null) return null;
      return { name: found.name, headSha: found.commit.id, isProtected: found.protected ?? false };
    },
    async readTree(repository, ref) {
      const project = numericId(repository.externalId);
      const wanted = gitRef(ref);
      const { items, isComplete } = await api.pages(z.array(entrySchema), TREE_PAGES, ({ repositories }, page) =>
        repositories.allRepositoryTrees(project, { ref: wanted, recursive: true, ...page }),
      );
      return toTree(items, isComplete);
    },
    async readEntry(repository, entry, maxBytes) {
      if (entry.kind === 'submodule' || (entry.size ?? 0) > maxBytes) return null;
      const id = sha.parse(entry.contentId);
      return bytesOf(
        await api.download(`projects/${numericId(repository.externalId)}/repository/blobs/${id}/raw`),
        maxBytes,
      );
    },
    async readFile(repository, ref, path, maxBytes) {
      return readBytes(api, numericId(repository.externalId), ref, path, maxBytes);
    },
  };
}

function toTree(items: readonly z.infer<typeof entrySchema>[], isComplete: boolean): ForgeTree {
  const entries = items.flatMap((item): ForgeTreeEntry[] => {
    if (item.type === 'tree') return [];
    const kind = item.type === 'commit' ? 'submodule' : item.mode === '120000' ? 'symlink' : 'file';
    // GitLab states no sizes; a file too large is noticed while it is read.
    return [{ path: item.path, kind, isExecutable: item.mode === '100755', contentId: item.id, size: null }];
  });
  return { entries, isComplete };
}
