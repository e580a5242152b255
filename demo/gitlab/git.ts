import fs from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import git from 'isomorphic-git';
import type { TreeEntry } from 'isomorphic-git';

/** A file of a tree. */
export interface TreeFile {
  readonly path: string;
  readonly mode: string;
  readonly sha: string;
}

/** A commit, read. */
export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string; readonly at: Date };
  readonly committer: { readonly name: string; readonly email: string; readonly at: Date };
}

/** What a new commit says of itself. */
export interface NewCommit {
  readonly message: string;
  readonly parents: readonly string[];
  readonly author: { readonly name: string; readonly email: string };
  readonly at: Date;
}

/** A file's new content; null deletes it. */
export type FileChanges = Readonly<Record<string, string | Buffer | null>>;

/** The files of a commit, by path. */
export type Files = ReadonlyMap<string, TreeFile>;

/** The folder all repositories of one stand-in lie in. */
export class GitRoot {
  private constructor(private readonly folder: string) {}

  static async make(): Promise<GitRoot> {
    return new GitRoot(await mkdtemp(path.join(os.tmpdir(), 'demo-gitlab-git-')));
  }

  async repository(name: string): Promise<Git> {
    const gitdir = path.join(this.folder, name);
    await git.init({ fs, gitdir, bare: true });
    return new Git(gitdir);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

/** One repository: real objects on disk, branches here, so that moving one is a single step. */
export class Git {
  readonly branches = new Map<string, string>();
  private readonly cache = {};
  private readonly commits = new Map<string, Commit>();
  private readonly trees = new Map<string, Promise<readonly TreeFile[]>>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly gitdir: string) {}

  /** Writers go one after the other, as GitLab's own lock makes them. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  /** The commit a branch, or a whole or short id, names; null when it names none. */
  async resolve(ref: string): Promise<string | null> {
    const branch = this.branches.get(ref.replace(/^refs\/heads\//, ''));
    if (branch !== undefined) return branch;
    if (!/^[0-9a-f]{7,40}$/.test(ref)) return null;
    const sha = ref.length === 40 ? ref : await git.expandOid({ ...this.at(), oid: ref }).catch(() => null);
    return sha === null
      ? null
      : this.commit(sha).then(
          (commit) => commit.sha,
          () => null,
        );
  }

  /** Throws when there is no such commit. */
  async commit(sha: string): Promise<Commit> {
    const known = this.commits.get(sha);
    if (known) return known;
    const { commit } = await git.readCommit({ ...this.at(), oid: sha });
    const read: Commit = {
      sha,
      tree: commit.tree,
      parents: commit.parent,
      message: commit.message.replace(/\n$/, ''),
      author: personOf(commit.author),
      committer: personOf(commit.committer),
    };
    this.commits.set(sha, read);
    return read;
  }

  /** Every file of a tree or commit, folders walked, in Git's order. */
  files(tree: string): Promise<readonly TreeFile[]> {
    const known = this.trees.get(tree);
    if (known) return known;
    const walk = this.walk(tree, '');
    this.trees.set(tree, walk);
    return walk;
  }

  async filesOf(sha: string): Promise<Files> {
    const { tree } = await this.commit(sha);
    return new Map((await this.files(tree)).map((file) => [file.path, file]));
  }

  /** A folder's own entries; null when there is no such folder. */
  async folder(tree: string, at: string): Promise<readonly TreeEntry[] | null> {
    const filepath = at.replace(/^\/+|\/+$/g, '');
    const place = filepath === '' ? {} : { filepath };
    return git.readTree({ ...this.at(), oid: tree, ...place }).then(
      ({ tree: entries }) => entries,
      () => null,
    );
  }

  async blob(sha: string): Promise<Buffer> {
    const { blob } = await git.readBlob({ ...this.at(), oid: sha });
    return Buffer.from(blob);
  }

  writeBlob(content: Buffer): Promise<string> {
    return git.writeBlob({ ...this.at(), blob: content });
  }

  /** A commit of these files, on no branch yet. */
  async write(files: Iterable<TreeFile>, commit: NewCommit): Promise<string> {
    const tree = await this.writeTree([...files]);
    const person = { ...commit.author, timestamp: Math.floor(commit.at.getTime() / 1000), timezoneOffset: 0 };
    return git.writeCommit({
      ...this.at(),
      commit: { message: commit.message, tree, parent: [...commit.parents], author: person, committer: person },
    });
  }

  /** The nearest commit both sides come from; null when there is none. */
  async mergeBase(a: string, b: string): Promise<string | null> {
    const found: unknown[] = await git.findMergeBase({ ...this.at(), oids: [a, b] });
    const [first] = found;
    return typeof first === 'string' ? first : null;
  }

  /** Commits reachable from `head` and not from `base`, newest first. */
  async between(base: string | null, head: string): Promise<readonly Commit[]> {
    const known = base === null ? new Set<string>() : await this.ancestors(base);
    const found = new Map<string, Commit>();
    const open = [head];
    for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
      if (known.has(sha) || found.has(sha)) continue;
      const commit = await this.commit(sha);
      found.set(sha, commit);
      open.push(...[...commit.parents].reverse());
    }
    return newestFirst(found);
  }

  async ancestors(sha: string): Promise<Set<string>> {
    const found = new Set<string>();
    const open = [sha];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(...(await this.commit(next)).parents);
    }
    return found;
  }

  private async walk(oid: string, prefix: string): Promise<readonly TreeFile[]> {
    const { tree } = await git.readTree({ ...this.at(), oid });
    const parts = await Promise.all(
      tree.map(async (entry): Promise<readonly TreeFile[]> => {
        const at = prefix + entry.path;
        if (entry.type === 'tree') return this.walk(entry.oid, `${at}/`);
        return [{ path: at, mode: entry.mode, sha: entry.oid }];
      }),
    );
    return parts.flat();
  }

  private async writeTree(files: readonly TreeFile[]): Promise<string> {
    const own: TreeEntry[] = [];
    const folders = new Map<string, TreeFile[]>();
    for (const file of files) {
      const slash = file.path.indexOf('/');
      if (slash < 0) own.push({ mode: file.mode, path: file.path, oid: file.sha, type: 'blob' });
      else {
        const name = file.path.slice(0, slash);
        const inside = { ...file, path: file.path.slice(slash + 1) };
        folders.set(name, [...(folders.get(name) ?? []), inside]);
      }
    }
    for (const [name, inside] of folders) {
      own.push({ mode: '040000', path: name, oid: await this.writeTree(inside), type: 'tree' });
    }
    return git.writeTree({ ...this.at(), tree: own });
  }

  private at(): { fs: typeof fs; gitdir: string; cache: object } {
    return { fs, gitdir: this.gitdir, cache: this.cache };
  }
}

function personOf(person: { name: string; email: string; timestamp: number }): Commit['author'] {
  return { name: person.name, email: person.email, at: new Date(person.timestamp * 1000) };
}

/** Children before parents; among those that could come next, the newest. */
function newestFirst(commits: ReadonlyMap<string, Commit>): readonly Commit[] {
  const waiting = new Map<string, number>();
  for (const { parents } of commits.values()) {
    for (const parent of parents) waiting.set(parent, (waiting.get(parent) ?? 0) + 1);
  }
  const ready = [...commits.values()].filter(({ sha }) => !waiting.has(sha));
  const ordered: Commit[] = [];
  for (let next = takeNewest(ready); next; next = takeNewest(ready)) {
    ordered.push(next);
    for (const parent of next.parents) {
      const left = (waiting.get(parent) ?? 0) - 1;
      waiting.set(parent, left);
      const commit = commits.get(parent);
      if (left === 0 && commit) ready.push(commit);
    }
  }
  return ordered;
}

function takeNewest(ready: Commit[]): Commit | undefined {
  const times = ready.map(({ committer }) => committer.at.getTime());
  return ready.splice(times.indexOf(Math.max(...times)), 1)[0];
}
