import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** Where a tree's files are read from. */
export interface TreeReader {
  /** Every file of a tree, folders walked. */
  files(treeSha: string): Promise<readonly { readonly path: string; readonly mode: string; readonly sha: string }[]>;
  blob(sha: string): Promise<Buffer>;
}

/** A job's folder on disk. */
export interface Workspace {
  /** Where the repository's files are. */
  readonly directory: string;
  /** True when it is a Git repository of its own, still without commits; false on a machine without git. */
  readonly isGit: boolean;
  /** An empty home of its own. */
  readonly home: string;
  remove(): Promise<void>;
}

/**
 * Checks a tree out into a temporary folder. The given `node_modules` is linked beside the checkout, not inside it: Node
 * finds it on its way up, and no command of the repository (`npm ci`) deletes what it links to.
 */
export async function checkOut(
  git: TreeReader,
  treeSha: string,
  name: string,
  nodeModules: string,
): Promise<Workspace> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'demo-ci-'));
  const directory = path.join(root, name, name);
  const home = path.join(root, 'home');
  await mkdir(directory, { recursive: true });
  await mkdir(home);
  await symlink(nodeModules, path.join(root, name, 'node_modules'), 'dir');
  for (const file of await git.files(treeSha)) {
    const target = path.resolve(directory, file.path);
    // A tree is data from outside: it must not write beside its folder.
    if (!target.startsWith(directory + path.sep)) throw new Error(`the tree holds a path outside itself: ${file.path}`);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, await git.blob(file.sha));
    if (file.mode === '100755') await chmod(target, 0o755);
  }
  // The real action makes one, too, and says where: that line tells readers of the log what paths are relative to.
  const isGit = await promisify(execFile)('git', ['init', '--quiet', directory]).then(
    () => true,
    () => false,
  );
  return { directory, home, isGit, remove: () => rm(root, { recursive: true, force: true }) };
}
