import { z } from 'zod';
import type { CommitInfo } from './actions.store';
import type { RepositoryEntry } from './repositories';
import type { World } from './world';

const refSchema = z.looseObject({ object: z.looseObject({ sha: z.string() }) });
const commitSchema = z.looseObject({
  sha: z.string(),
  message: z.string(),
  tree: z.looseObject({ sha: z.string() }),
  author: z.looseObject({ name: z.string(), email: z.string(), date: z.string() }),
  committer: z.looseObject({ date: z.string() }),
  parents: z.array(z.looseObject({ sha: z.string() })),
});
const shaSchema = z.looseObject({ sha: z.string() });
const treeSchema = z.looseObject({
  tree: z.array(z.looseObject({ path: z.string(), mode: z.string(), type: z.string(), sha: z.string() })),
});
const blobSchema = z.looseObject({ content: z.string(), encoding: z.string() });

export interface TreeFile {
  readonly path: string;
  readonly mode: string;
  readonly sha: string;
}

/** A commit as the git data API shows it, parents included. */
export type GitCommit = CommitInfo & { readonly parents: readonly string[] };

/** A file's new content; null deletes it. */
export type FileChanges = Readonly<Record<string, string | Buffer | null>>;

/** Git data of one repository, read and written through the emulator's API as an administrator. */
export class Git {
  constructor(
    private readonly world: World,
    private readonly entry: RepositoryEntry,
  ) {}

  /** The commit a branch points to; null when there is no such branch. */
  async head(branch: string): Promise<string | null> {
    const answer = await this.world.upstream.request(this.to('GET', `/git/ref/heads/${encodePath(branch)}`));
    if (answer.status !== 200) return null;
    return refSchema.parse(JSON.parse(answer.body.toString('utf8'))).object.sha;
  }

  async commit(sha: string): Promise<GitCommit> {
    const commit = await this.world.upstream.call(commitSchema, this.to('GET', `/git/commits/${sha}`));
    return {
      sha: commit.sha,
      treeSha: commit.tree.sha,
      message: commit.message,
      timestamp: commit.committer.date,
      authorName: commit.author.name,
      authorEmail: commit.author.email,
      parents: commit.parents.map((parent) => parent.sha),
    };
  }

  /** Every file of a tree or commit, folders walked. */
  async files(treeSha: string): Promise<readonly TreeFile[]> {
    const path = `/git/trees/${treeSha}?recursive=1`;
    const { tree } = await this.world.upstream.call(treeSchema, this.to('GET', path));
    return tree.filter((item) => item.type === 'blob');
  }

  async blob(sha: string): Promise<Buffer> {
    const blob = await this.world.upstream.call(blobSchema, this.to('GET', `/git/blobs/${sha}`));
    return Buffer.from(blob.content, blob.encoding === 'base64' ? 'base64' : 'utf8');
  }

  /** Commits the changes on top of a branch and moves it, making it when it is new. Returns the old and new heads. */
  async push(
    branch: string,
    files: FileChanges,
    options: { readonly message: string; readonly as: string; readonly from?: string | undefined },
  ): Promise<{ before: string | null; after: string }> {
    const { as } = options;
    const before = await this.head(branch);
    const parent = before ?? (options.from === undefined ? null : await this.head(options.from));
    const base = parent === null ? null : await this.commit(parent);
    const tree = await Promise.all(Object.entries(files).map(([path, content]) => this.treeItem(path, content)));
    const made = await this.post('/git/trees', { tree, ...(base ? { base_tree: base.treeSha } : {}) }, as);
    const body = { message: options.message, tree: made, parents: parent === null ? [] : [parent] };
    const after = await this.post('/git/commits', body, as);
    if (before === null) await this.write('POST', '/git/refs', { ref: `refs/heads/${branch}`, sha: after }, as);
    else await this.write('PATCH', `/git/refs/heads/${encodePath(branch)}`, { sha: after }, as);
    return { before, after };
  }

  /** A tree: another with some entries set, or taken away (`sha` null). */
  async createTree(
    baseTree: string,
    entries: readonly { readonly path: string; readonly mode: string; readonly sha: string | null }[],
    as: string,
  ): Promise<string> {
    const tree = entries.map((entry) => ({ ...entry, type: 'blob' }));
    return this.post('/git/trees', { base_tree: baseTree, tree }, as);
  }

  /** A commit that is on no branch yet. */
  createCommit(
    commit: { readonly message: string; readonly tree: string; readonly parents: readonly string[] },
    as: string,
  ): Promise<string> {
    return this.post('/git/commits', commit, as);
  }

  /** Moves a branch to a commit that follows its head. */
  moveBranch(branch: string, sha: string, as: string): Promise<void> {
    return this.write('PATCH', `/git/refs/heads/${encodePath(branch)}`, { sha }, as);
  }

  private async treeItem(path: string, content: string | Buffer | null): Promise<object> {
    const item = { path, mode: '100644', type: 'blob' };
    if (content === null) return { ...item, sha: null };
    if (typeof content === 'string') return { ...item, content };
    const blob = { content: content.toString('base64'), encoding: 'base64' };
    return { ...item, sha: await this.post('/git/blobs', blob, this.admin()) };
  }

  private async post(path: string, body: object, as: string): Promise<string> {
    const request = { as, method: 'POST', path: this.path(path), body };
    return (await this.world.upstream.call(shaSchema, request)).sha;
  }

  private async write(method: string, path: string, body: object, as: string): Promise<void> {
    await this.world.upstream.call(z.unknown(), { as, method, path: this.path(path), body });
  }

  private to(method: string, path: string): { as: string; method: string; path: string } {
    return { as: this.admin(), method, path: this.path(path) };
  }

  private path(path: string): string {
    return `/repos/${this.entry.fullName}${path}`;
  }

  private admin(): string {
    return this.world.repositories.administrator(this.entry);
  }
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
