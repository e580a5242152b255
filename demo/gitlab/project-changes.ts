import { MAINTAINER } from './access';
import type { FileChanges, TreeFile } from './git';
import type { Project, Visibility } from './projects';
import { branchMoved } from './pushes';
import type { World } from './world';

export interface NewProject {
  /** Default `private`. */
  readonly visibility?: Visibility;
  readonly description?: string;
  /** The first commit's files. Without any the repository is empty. */
  readonly files?: FileChanges;
}

/** Makes a project below a person or a group, named by its whole path; empty, with no branch. */
export async function createProject(world: World, path: string, options: NewProject): Promise<Project> {
  const slash = path.lastIndexOf('/');
  const namespace = world.projects.namespace(path.slice(0, slash));
  const name = path.slice(slash + 1);
  if (world.projects.find(path)) throw new Error(`there is a project ${path} already`);
  const now = world.now();
  const project = world.projects.add({
    git: await world.git.repository(`${namespace.fullPath.replaceAll('/', '+')}+${name}`),
    createdAt: now,
    creator: creatorOf(world, namespace.fullPath),
    members: new Map(),
    protections: new Map(),
    labels: new Map(),
    namespace: namespace.fullPath,
    path: name,
    name,
    description: options.description ?? null,
    visibility: options.visibility ?? 'private',
    defaultBranch: null,
    archived: false,
    lastActivityAt: now,
    onlyWhenPipelineSucceeds: false,
  });
  return project;
}

function creatorOf(world: World, namespace: string): string {
  const [first] = world.users.all();
  const group = world.seed.groups.find(({ path }) => namespace === path || namespace.startsWith(`${path}/`));
  const [owner] = Object.keys(group?.members ?? {});
  return world.users.find(namespace)?.username ?? owner ?? first?.username ?? '';
}

/** Commits files on a branch, as a push by Git would: rights are not asked. */
export function commitFiles(
  world: World,
  project: Project,
  changes: FileChanges,
  options: { readonly message?: string; readonly branch?: string; readonly as: string },
): Promise<string> {
  const { git } = project;
  return git.exclusive(async () => {
    const branch = options.branch ?? project.defaultBranch ?? 'main';
    const before = git.branches.get(branch) ?? null;
    const parent = before ?? git.branches.get(project.defaultBranch ?? '') ?? null;
    const files = new Map<string, TreeFile>(parent === null ? [] : await git.filesOf(parent));
    for (const [path, content] of Object.entries(changes)) {
      if (content === null) files.delete(path);
      else {
        const mode = files.get(path)?.mode ?? '100644';
        files.set(path, { path, mode, sha: await git.writeBlob(Buffer.from(content)) });
      }
    }
    const by = world.users.require(options.as);
    const sha = await git.write(files.values(), {
      message: options.message ?? 'Update',
      parents: parent === null ? [] : [parent],
      author: { name: by.name, email: by.email },
      at: world.now(),
    });
    git.branches.set(branch, sha);
    if (project.defaultBranch === null) {
      project.defaultBranch = branch;
      project.protections.set(branch, { push: MAINTAINER, merge: MAINTAINER });
    }
    branchMoved(world, { project, branch, before, after: sha, by });
    return sha;
  });
}
