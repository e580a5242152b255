import { OWNER } from './access';
import type { AccessLevel } from './access';
import type { Git } from './git';
import type { SeedGroup, SeedUser } from './options';
import type { User } from './users';

export type Visibility = 'private' | 'internal' | 'public';

/** Who may do what to a protected branch: the lowest level that may. */
export interface Protection {
  readonly push: AccessLevel;
  readonly merge: AccessLevel;
}

/** A project; its path changes when it is renamed or transferred, its id never. */
export interface Project {
  readonly id: number;
  readonly git: Git;
  readonly createdAt: Date;
  readonly creator: string;
  readonly members: Map<string, AccessLevel>;
  readonly protections: Map<string, Protection>;
  readonly labels: Map<string, number>;
  namespace: string;
  path: string;
  name: string;
  description: string | null;
  visibility: Visibility;
  defaultBranch: string | null;
  archived: boolean;
  lastActivityAt: Date;
  /** Merge only when the pipeline of the head has succeeded. */
  onlyWhenPipelineSucceeds: boolean;
}

export interface Namespace {
  readonly id: number;
  readonly name: string;
  readonly path: string;
  readonly kind: 'user' | 'group';
  readonly fullPath: string;
}

/** A branch that was made (`before` null), moved, or removed (`after` null). */
export interface BranchMove {
  readonly project: Project;
  readonly branch: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly by: User;
}

export function fullPath(project: Project): string {
  return `${project.namespace}/${project.path}`;
}

/** Projects, groups and who may do what. */
export class ProjectTable {
  private readonly projects = new Map<number, Project>();
  /** Paths projects once had, for redirects. */
  private readonly moved = new Map<string, number>();
  private nextId = 4_001;

  constructor(
    private readonly users: readonly SeedUser[],
    private readonly groups: readonly SeedGroup[],
  ) {}

  add(project: Omit<Project, 'id'>): Project {
    const added = { ...project, id: this.nextId++ };
    this.projects.set(added.id, added);
    return added;
  }

  all(): readonly Project[] {
    return [...this.projects.values()];
  }

  /** By number or by whole path; paths in any case, and paths it once had. */
  find(idOrPath: string): Project | undefined {
    if (/^\d+$/.test(idOrPath)) return this.projects.get(Number(idOrPath));
    const wanted = idOrPath.toLowerCase();
    const present = this.all().find((project) => fullPath(project).toLowerCase() === wanted);
    const movedTo = this.moved.get(wanted);
    return present ?? (movedTo === undefined ? undefined : this.projects.get(movedTo));
  }

  require(path: string): Project {
    const project = this.find(path);
    if (!project) throw new Error(`there is no project ${path}`);
    return project;
  }

  move(project: Project, namespace: string, path: string): void {
    this.namespace(namespace);
    this.moved.set(fullPath(project).toLowerCase(), project.id);
    project.namespace = namespace;
    project.path = path;
    this.moved.delete(fullPath(project).toLowerCase());
  }

  remove(project: Project): void {
    this.projects.delete(project.id);
  }

  /** A person's own namespace or a group; throws for what is neither. */
  namespace(path: string): Namespace {
    const user = this.users.findIndex(({ username }) => username === path);
    if (user >= 0) return { id: 1001 + user, name: path, path, kind: 'user', fullPath: path };
    const group = this.groups.findIndex((candidate) => candidate.path === path);
    if (group < 0) throw new Error(`there is no namespace ${path}`);
    const last = path.split('/').at(-1) ?? path;
    return { id: 2001 + group, name: last, path: last, kind: 'group', fullPath: path };
  }

  /** Level the person has by the project itself: as its owner, or as a member. */
  projectLevel(project: Project, username: string): number {
    return project.namespace === username ? OWNER : (project.members.get(username) ?? 0);
  }

  /** Level inherited from the groups above. */
  groupLevel(project: Project, username: string): number {
    const above = this.groups.filter(
      ({ path }) => project.namespace === path || project.namespace.startsWith(`${path}/`),
    );
    return Math.max(0, ...above.map(({ members }) => members[username] ?? 0));
  }

  levelOf(project: Project, username: string): number {
    return Math.max(this.projectLevel(project, username), this.groupLevel(project, username));
  }

  /** Somebody who owns or maintains the project: in whose name the stand-in itself acts. */
  administrator(project: Project): string {
    const best = [...this.users].sort(
      (a, b) => this.levelOf(project, b.username) - this.levelOf(project, a.username),
    )[0];
    if (!best || this.levelOf(project, best.username) < 40) throw new Error(`${fullPath(project)} has no maintainer`);
    return best.username;
  }

  /** The protection of a branch; null when it is open to every developer. */
  protection(project: Project, branch: string): Protection | null {
    return project.protections.get(branch) ?? null;
  }

  canPush(project: Project, username: string, branch: string): boolean {
    return this.levelOf(project, username) >= (this.protection(project, branch)?.push ?? 30);
  }
}
