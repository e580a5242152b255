import { diffFiles } from './diffs';
import type { FileDiff } from './diffs';
import type { Commit, Files } from './git';
import type { Project } from './projects';

/** What a commit changed against its first parent. */
export async function diffOf(project: Project, commit: Commit): Promise<readonly FileDiff[]> {
  const [parent] = commit.parents;
  const before: Files = parent === undefined ? new Map() : await project.git.filesOf(parent);
  return diffFiles(project.git, before, await project.git.filesOf(commit.sha));
}
