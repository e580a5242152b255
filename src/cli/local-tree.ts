import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readFile, readdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FileChange } from '../fix/domain/apply';
import { MAX_FILE_BYTES, bytesOf, treeFileOf } from '../fix/domain/tree';
import type { TreeFile, TreeSource } from '../fix/domain/tree.types';

/** Files of a tree that are looked at; enough for the largest repositories. */
const MAX_FILES = 200_000;
/** Never part of a repository. */
const SKIPPED = new Set(['.git', 'node_modules', '.venv', '__pycache__', '.devflowfix']);

async function pathsBelow(root: string): Promise<ReadonlySet<string>> {
  const paths = new Set<string>();
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined && paths.size < MAX_FILES; folder = folders.pop()) {
    const entries = await readdir(path.join(root, folder), { withFileTypes: true });
    // A folder with its own .git is another repository.
    if (folder !== '' && entries.some(({ name }) => name === '.git')) continue;
    for (const entry of entries) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) folders.push(name);
      else if (entry.isFile() || entry.isSymbolicLink()) paths.add(name);
    }
  }
  return paths;
}

async function loadOne(root: string, name: string): Promise<TreeFile> {
  const file = path.join(root, name);
  const stats = await lstat(file);
  if (stats.isSymbolicLink()) return { kind: 'opaque', path: name, why: 'symlink' };
  if (stats.size > MAX_FILE_BYTES) return { kind: 'opaque', path: name, why: 'huge' };
  return treeFileOf(name, await readFile(file), (stats.mode & 0o100) === 0 ? '100644' : '100755');
}

/** A folder's files. Rejects when the folder cannot be read. */
export async function localTree(root: string): Promise<TreeSource> {
  return {
    paths: await pathsBelow(root),
    load: (paths) => Promise.all(paths.map((name) => loadOne(root, name))),
  };
}

/** What makes one change, and what takes it back. */
interface Step {
  readonly make: () => Promise<void>;
  readonly undo: () => Promise<void>;
}

async function draftOf(root: string, { path: name, before, after }: FileChange, drafts: string[]): Promise<Step> {
  const file = path.join(root, name);
  const put = async (bytes: Buffer, mode: number): Promise<string> => {
    const draft = `${file}.${randomBytes(6).toString('hex')}.devflowfix`;
    drafts.push(draft);
    await writeFile(draft, bytes, { flag: 'wx' });
    await chmod(draft, mode);
    return draft;
  };
  const modeOf = async (): Promise<number> => (await lstat(file)).mode & 0o777;
  const mode = before === null ? 0o644 : await modeOf();
  const old = before === null ? null : await put(bytesOf(before), mode);
  const undo = async (): Promise<void> => {
    if (old === null) await rm(file, { force: true });
    else await rename(old, file);
  };
  if (after === null) return { make: () => rm(file), undo };
  const executable = after.mode === before?.mode ? mode : after.mode === '100755' ? mode | 0o111 : mode & ~0o111;
  await mkdir(path.dirname(file), { recursive: true });
  const draft = await put(bytesOf(after), executable);
  return { make: () => rename(draft, file), undo };
}

/** Throws where a folder on the way is a link that leads out of the tree: what is written stays in it. */
async function refuseOutside(top: string, name: string): Promise<void> {
  for (let folder = path.dirname(name); folder !== '.'; folder = path.dirname(folder)) {
    const real = await realpath(path.join(top, folder)).catch(() => null);
    if (real === null) continue;
    if (real.startsWith(top.endsWith(path.sep) ? top : top + path.sep)) return;
    throw new Error(`${name} lies outside of the folder, through a link; nothing was written`);
  }
}

/**
 * Writes all changes or none: everything is drafted beside the files first, then renamed into place; what was renamed is
 * taken back when one fails. Rejects when a file is no longer what the fix was made for.
 */
export async function writeChanges(root: string, changes: readonly FileChange[]): Promise<void> {
  const top = await realpath(root);
  for (const { path: name, before } of changes) {
    await refuseOutside(top, name);
    const now = await readFile(path.join(root, name)).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    });
    const same = before === null ? now === null : now?.equals(bytesOf(before)) === true;
    if (!same) throw new Error(`${name} has changed since it was read; nothing was written`);
  }
  const drafts: string[] = [];
  try {
    const steps: Step[] = [];
    for (const change of changes) steps.push(await draftOf(root, change, drafts));
    const made: Step[] = [];
    try {
      for (const step of steps) {
        await step.make();
        made.push(step);
      }
    } catch (error) {
      for (const step of made.reverse()) await step.undo();
      throw error;
    }
  } finally {
    await Promise.all(drafts.map((draft) => rm(draft, { force: true })));
  }
}
