import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { ForgeError } from '../forge.errors';
import type { BranchApi, CommitSpec, FileChange } from '../forge.pull-requests';
import type { GitHubApi } from './api';
import { isNotFound } from './contents';
import { encodedRef, sha } from './refs';

const refSchema = z.object({ object: z.object({ sha }) });
const objectSchema = z.object({ sha });
const commitSchema = z.object({
  sha,
  message: z.string(),
  tree: z.object({ sha }),
  parents: z.array(z.object({ sha })),
});

interface NewTreeItem {
  readonly path: string;
  readonly mode: '100644' | '100755';
  readonly type: 'blob';
  readonly sha?: string | null;
  readonly content?: string;
}

function says(error: unknown, words: RegExp): boolean {
  return error instanceof ForgeError && error.status === 422 && words.test(error.reason ?? '');
}

function moved(reason: string): ForgeError {
  return new ForgeError('github', 'conflict', { reason });
}

/** Branches written by one credential, through the git data API and never by force. */
export function branchApi(api: GitHubApi): BranchApi {
  async function head(base: string, name: string): Promise<string | null> {
    try {
      return (await api.get(refSchema, `${base}/git/ref/heads/${encodedRef(name)}`)).data.object.sha;
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return null;
    }
  }

  async function treeItem(base: string, change: FileChange): Promise<NewTreeItem> {
    const item = { path: change.path, mode: change.isExecutable ? '100755' : '100644', type: 'blob' } as const;
    if (change.content === null) return { ...item, sha: null };
    // Text can go along with the tree; only bytes that are none need a request of their own.
    if (isUtf8(change.content)) return { ...item, content: change.content.toString('utf8') };
    const body = { content: change.content.toString('base64'), encoding: 'base64' };
    return { ...item, sha: (await api.write('POST', objectSchema, `${base}/git/blobs`, body, 'data')).sha };
  }

  async function makeTree(base: string, { parentSha, changes }: CommitSpec): Promise<string> {
    const parent = (await api.get(commitSchema, `${base}/git/commits/${encodedRef(parentSha)}`)).data;
    const tree: NewTreeItem[] = [];
    for (const change of changes) tree.push(await treeItem(base, change));
    const body = { base_tree: parent.tree.sha, tree };
    return (await api.write('POST', objectSchema, `${base}/git/trees`, body, 'data')).sha;
  }

  /** The head when it is this very commit, made by an earlier try whose answer was lost; else null. */
  async function madeBefore(base: string, at: string, tree: string, spec: CommitSpec): Promise<string | null> {
    const { data } = await api.get(commitSchema, `${base}/git/commits/${at}`);
    const isOurs =
      data.tree.sha === tree &&
      data.parents.length === 1 &&
      data.parents[0]?.sha === spec.parentSha &&
      data.message.trim() === spec.message.trim();
    return isOurs ? data.sha : null;
  }

  async function commit(base: string, spec: CommitSpec): Promise<string> {
    const at = await head(base, spec.branch);
    if (at === null) throw new ForgeError('github', 'not-found', { reason: 'the branch is gone' });
    const tree = await makeTree(base, spec);
    if (at !== spec.parentSha) {
      const known = await madeBefore(base, at, tree, spec);
      if (known === null) throw moved('the branch has moved');
      return known;
    }
    const body = { message: spec.message, tree, parents: [spec.parentSha], author: spec.author };
    const made = (await api.write('POST', objectSchema, `${base}/git/commits`, body, 'data')).sha;
    try {
      const url = `${base}/git/refs/heads/${encodedRef(spec.branch)}`;
      await api.write('PATCH', refSchema, url, { sha: made, force: false });
    } catch (error) {
      if (says(error, /not a fast.?forward/i)) throw moved('the branch has moved');
      if (says(error, /does not exist/i)) {
        throw new ForgeError('github', 'not-found', { status: 422, reason: 'the branch is gone' });
      }
      throw error;
    }
    return made;
  }

  return {
    async ensureBranch(repository, name, at) {
      return api.inRepository(repository, async (base) => {
        const found = await head(base, name);
        if (found !== null) return { headSha: found, created: false };
        try {
          await api.write('POST', refSchema, `${base}/git/refs`, { ref: `refs/heads/${name}`, sha: at });
        } catch (error) {
          // Somebody was faster: two workers ensure the same branch.
          const other = says(error, /already exists/i) ? await head(base, name) : null;
          if (other === null) throw error;
          return { headSha: other, created: false };
        }
        return { headSha: at, created: true };
      });
    },
    async ensureCommit(repository, spec) {
      return api.inRepository(repository, async (base) => ({ sha: await commit(base, spec) }));
    },
    async deleteBranch(repository, name, onlyAt) {
      try {
        return await api.inRepository(repository, async (base) => {
          if (onlyAt !== undefined && (await head(base, name)) !== onlyAt) return false;
          await api.command('DELETE', `${base}/git/refs/heads/${encodedRef(name)}`);
          return true;
        });
      } catch (error) {
        if (isNotFound(error) || says(error, /does not exist/i)) return false;
        throw error;
      }
    },
  };
}
