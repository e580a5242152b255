import { z } from 'zod';
import type { CommitSpec, FileChange } from '../forge.pull-requests';
import type { GitLabApi } from './api';
import { readBranch, readBytes } from './contents';
import { gitlabError, isNotFound, says } from './errors';
import { gitRef, treePath } from './refs';
import { commitSchema, diffListSchema, sha } from './schemas';
import type { RawCommit } from './schemas';

const fileSchema = z.object({ last_commit_id: sha, execute_filemode: z.boolean().nullish() });
/** GitLab's words for a file that is not as it was at `last_commit_id`, or a branch that moved while it wrote. */
const MOVED =
  /has changed since|changed since you started|does not exist|doesn't exist|already exists|reference update|could not (?:be )?update/i;

interface Action {
  readonly action: 'create' | 'update' | 'delete' | 'chmod';
  readonly filePath: string;
  readonly content?: string;
  readonly encoding?: 'base64';
  readonly executeFilemode?: boolean;
  /**
   * GitLab refuses when the file's newest commit on the branch is another one than at this commit. Older instances
   * compare with this very commit, so it is the one that touched the file last, not the branch's head.
   */
  readonly lastCommitId?: string;
}

/**
 * One commit on the branch, through one request with an action a file. GitLab has no "only if the branch is at this
 * commit": the head is compared before, each file's history by GitLab itself while it writes, and the parent after. A
 * push in between that touches none of the files ends in a commit on top of it and `conflict`; nothing is lost.
 */
export async function writeCommit(api: GitLabApi, project: number, spec: CommitSpec): Promise<string> {
  const branch = await readBranch(api, project, spec.branch);
  if (branch === null) throw gitlabError('not-found', 'the branch is gone');
  if (branch.commit.id !== spec.parentSha) {
    if (await isMadeBefore(api, project, branch.commit.id, spec)) return branch.commit.id;
    throw gitlabError('conflict', 'the branch has moved');
  }
  const actions: Action[] = [];
  for (const change of spec.changes) actions.push(...(await actionsOf(api, project, spec.parentSha, change)));
  const made = await send(api, project, spec, actions);
  if (made.parent_ids?.[0] !== spec.parentSha) throw gitlabError('conflict', 'the branch has moved');
  return made.id;
}

async function send(
  api: GitLabApi,
  project: number,
  { branch, message, author }: CommitSpec,
  actions: readonly Action[],
): Promise<RawCommit> {
  const options = { authorName: author.name, authorEmail: author.email };
  try {
    return await api.write(
      commitSchema,
      ({ commits }) => commits.create(project, gitRef(branch), message, [...actions], options),
      'data',
    );
  } catch (error) {
    if (says(error, [400, 409, 422], MOVED)) throw gitlabError('conflict', 'the branch has moved');
    throw error;
  }
}

/** What GitLab has to do for a change: it tells making a file from changing one, and both from its mode. */
async function actionsOf(
  api: GitLabApi,
  project: number,
  parent: string,
  change: FileChange,
): Promise<readonly Action[]> {
  const filePath = treePath(change.path);
  const present = await fileAt(api, project, parent, filePath);
  if (change.content === null) {
    return present === null ? [] : [{ action: 'delete', filePath, lastCommitId: present.last_commit_id }];
  }
  const content = { content: change.content.toString('base64'), encoding: 'base64' as const };
  const write: Action =
    present === null
      ? { action: 'create', filePath, ...content }
      : { action: 'update', filePath, ...content, lastCommitId: present.last_commit_id };
  if ((present?.execute_filemode ?? false) === change.isExecutable) return [write];
  return [write, { action: 'chmod', filePath, executeFilemode: change.isExecutable }];
}

async function fileAt(
  api: GitLabApi,
  project: number,
  ref: string,
  path: string,
): Promise<z.infer<typeof fileSchema> | null> {
  try {
    return (await api.get(fileSchema, ({ files }) => files.show(project, path, ref))).data;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return null;
  }
}

/** True when the head is this very commit, made by an earlier try whose answer was lost. */
async function isMadeBefore(api: GitLabApi, project: number, head: string, spec: CommitSpec): Promise<boolean> {
  const { data } = await api.get(commitSchema, ({ commits }) => commits.show(project, head));
  const isAlike = data.parent_ids?.length === 1 && data.parent_ids[0] === spec.parentSha;
  if (!isAlike || (data.message ?? '').trim() !== spec.message.trim()) return false;
  const { items, isComplete } = await api.pages(diffListSchema, 3, ({ commits }, page) =>
    commits.showDiff(project, head, page),
  );
  const paths = new Set(items.flatMap(({ old_path: old, new_path: now }) => [old, now]));
  if (!isComplete || [...paths].some((path) => !spec.changes.some((change) => change.path === path))) return false;
  for (const { path, content } of spec.changes) {
    const now = await readBytes(api, project, head, path, (content?.length ?? 0) + 1);
    if (content === null ? now !== null : now?.equals(content) !== true) return false;
  }
  return true;
}
