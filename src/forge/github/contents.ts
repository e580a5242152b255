import { z } from 'zod';
import { ForgeError } from '../forge.errors';
import type { ContentApi, ForgeTree, ForgeTreeEntry } from '../forge.pull-requests';
import type { GitHubApi } from './api';
import { encodedRef, encodedPath, sha } from './refs';

const branchSchema = z.object({
  name: z.string().min(1),
  commit: z.object({ sha }),
  protected: z.boolean().catch(false),
});
const treeSchema = z.object({
  truncated: z.boolean().catch(false),
  tree: z.array(
    z.object({
      path: z.string().min(1),
      mode: z.string(),
      type: z.string(),
      sha,
      size: z.int().nonnegative().nullish(),
    }),
  ),
});
const blobSchema = z.object({ content: z.string(), encoding: z.enum(['base64', 'utf-8', 'utf8']) });
/** A folder answers a list; a file its content, or `none` when it is larger than a megabyte. */
const contentSchema = z.union([
  z.object({ type: z.literal('file'), sha, size: z.int().nonnegative() }),
  z.object({ type: z.enum(['dir', 'symlink', 'submodule']) }),
  z.array(z.unknown()),
]);

/** An answer may hold 32 MB, and Base64 takes a third more. */
const LARGEST_BLOB = 20 * 1024 * 1024;

export function isNotFound(error: unknown): boolean {
  return error instanceof ForgeError && error.kind === 'not-found';
}

async function readBlob(api: GitHubApi, base: string, id: string): Promise<Buffer> {
  const { data } = await api.get(blobSchema, `${base}/git/blobs/${id}`);
  return Buffer.from(data.content, data.encoding === 'base64' ? 'base64' : 'utf8');
}

/** Files and branches seen by one credential. */
export function contentApi(api: GitHubApi): ContentApi {
  return {
    async findBranch(repository, name) {
      try {
        return await api.inRepository(repository, async (base) => {
          const { data } = await api.get(branchSchema, `${base}/branches/${encodedRef(name)}`);
          return { name: data.name, headSha: data.commit.sha, isProtected: data.protected };
        });
      } catch (error) {
        if (!isNotFound(error)) throw error;
        return null;
      }
    },
    async readTree(repository, ref) {
      return api.inRepository(repository, async (base) => {
        const { data } = await api.get(treeSchema, `${base}/git/trees/${encodedRef(ref)}`, { recursive: 1 });
        return toTree(data);
      });
    },
    async readEntry(repository, entry, maxBytes) {
      if (entry.kind === 'submodule' || (entry.size ?? 0) > Math.min(maxBytes, LARGEST_BLOB)) return null;
      const id = sha.parse(entry.contentId);
      const bytes = await api.inRepository(repository, (base) => readBlob(api, base, id));
      return bytes.length > maxBytes ? null : bytes;
    },
    async readFile(repository, ref, path, maxBytes) {
      try {
        return await api.inRepository(repository, async (base) => {
          const { data } = await api.get(contentSchema, `${base}/contents/${encodedPath(path)}`, { ref });
          if (Array.isArray(data) || data.type !== 'file') return null;
          if (data.size > Math.min(maxBytes, LARGEST_BLOB)) return null;
          return readBlob(api, base, data.sha);
        });
      } catch (error) {
        if (!isNotFound(error)) throw error;
        return null;
      }
    },
  };
}

function toTree(raw: z.infer<typeof treeSchema>): ForgeTree {
  const entries = raw.tree.flatMap((item): ForgeTreeEntry[] => {
    if (item.type === 'tree') return [];
    const kind = item.type === 'commit' ? 'submodule' : item.mode === '120000' ? 'symlink' : 'file';
    return [
      { path: item.path, kind, isExecutable: item.mode === '100755', contentId: item.sha, size: item.size ?? null },
    ];
  });
  return { entries, isComplete: !raw.truncated };
}
