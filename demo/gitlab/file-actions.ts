import { z } from 'zod';
import type { Git, TreeFile } from './git';
import { badRequest } from './problem';

/** One entry of `actions` of a new commit. */
export const actionSchema = z.object({
  action: z.enum(['create', 'update', 'delete', 'move', 'chmod']),
  file_path: z.string(),
  previous_path: z.string().optional(),
  content: z.string().optional(),
  encoding: z.enum(['text', 'base64']).default('text'),
  last_commit_id: z.string().optional(),
  execute_filemode: z.boolean().optional(),
});

export type FileAction = z.infer<typeof actionSchema>;

const EXECUTABLE = '100755';
const PLAIN = '100644';

/** Applies the actions one after the other, or refuses them all with GitLab's words. */
export async function applyActions(
  git: Git,
  files: Map<string, TreeFile>,
  parent: string | null,
  actions: readonly FileAction[],
): Promise<void> {
  for (const action of actions) {
    refusePath(action.file_path);
    if (action.last_commit_id !== undefined && parent !== null) {
      await refuseStale(git, parent, action.previous_path ?? action.file_path, action.last_commit_id);
    }
    await apply(git, files, action);
  }
}

async function apply(git: Git, files: Map<string, TreeFile>, action: FileAction): Promise<void> {
  const { file_path: path } = action;
  const write = async (mode: string): Promise<void> => {
    const content = Buffer.from(action.content ?? '', action.encoding === 'base64' ? 'base64' : 'utf8');
    files.set(path, { path, mode, sha: await git.writeBlob(content) });
  };
  switch (action.action) {
    case 'create':
      if (files.has(path)) throw badRequest('A file with this name already exists');
      if ([...files.keys()].some((other) => other.startsWith(`${path}/`))) {
        throw badRequest('A directory with this name already exists');
      }
      return write(action.execute_filemode === true ? EXECUTABLE : PLAIN);
    case 'update':
      return write(required(files, path).mode);
    case 'delete':
      required(files, path);
      files.delete(path);
      return undefined;
    case 'move': {
      const from = action.previous_path;
      if (from === undefined) throw badRequest('You must provide a previous path');
      const file = required(files, from);
      if (files.has(path)) throw badRequest('A file with this name already exists');
      files.delete(from);
      if (action.content !== undefined) return write(file.mode);
      files.set(path, { ...file, path });
      return undefined;
    }
    case 'chmod': {
      const file = required(files, path);
      files.set(path, { ...file, mode: action.execute_filemode === true ? EXECUTABLE : PLAIN });
    }
  }
}

function required(files: Map<string, TreeFile>, path: string): TreeFile {
  const file = files.get(path);
  if (!file) throw badRequest("A file with this name doesn't exist");
  return file;
}

function refusePath(path: string): void {
  if (path === '' || path.startsWith('/')) throw badRequest('Path cannot be empty');
  if (path.split('/').some((part) => part === '..' || part === '.'))
    throw badRequest('Path cannot include directory traversal');
  if (path.split('/').includes('.git')) throw badRequest('Invalid path');
}

/** The last commit that touched the file must be the one the caller knows. */
async function refuseStale(git: Git, parent: string, path: string, known: string): Promise<void> {
  const last = await lastCommitOf(git, parent, path);
  if (last !== null && last !== known) {
    throw badRequest('You are attempting to update a file that has changed since you started editing it.');
  }
}

/** The newest commit, from `head` down by first parents, that changed a file; null when none did. */
export async function lastCommitOf(git: Git, head: string, path: string): Promise<string | null> {
  let commit = await git.commit(head);
  let own = (await git.filesOf(head)).get(path)?.sha;
  if (own === undefined) return null;
  for (;;) {
    const [parent] = commit.parents;
    if (parent === undefined) return commit.sha;
    const before = (await git.filesOf(parent)).get(path)?.sha;
    if (before !== own) return commit.sha;
    own = before;
    commit = await git.commit(parent);
  }
}
