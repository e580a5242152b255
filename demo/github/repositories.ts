import type { SeedOrganization } from './options';
import type { Repository, Role } from './payloads';
import { hasScope } from './tokens';
import type { Token } from './tokens';

/** What the proxy itself remembers of a repository: who may do what, and where it lives now. */
export interface RepositoryEntry {
  readonly id: number;
  fullName: string;
  isPrivate: boolean;
  defaultBranch: string;
  /** The last push the proxy saw; the emulator forgets those through the git data API. */
  pushedAt: Date | null;
  readonly collaborators: Map<string, Role>;
}

/** Owner and name of a full name. */
export function splitName(fullName: string): { owner: string; name: string } {
  const [owner = '', name = ''] = fullName.split('/');
  return { owner, name };
}

/** All repositories by id and by name, with the names they had before: every change goes through the proxy. */
export class RepositoryTable {
  private readonly byId = new Map<number, RepositoryEntry>();
  private readonly formerNames = new Map<string, number>();

  constructor(private readonly organizations: readonly SeedOrganization[]) {}

  /** Takes in a repository the emulator answered with, and remembers its old name when it moved. */
  learn(repository: Repository): RepositoryEntry {
    const known = this.byId.get(repository.id);
    const entry = known ?? {
      id: repository.id,
      fullName: repository.full_name,
      isPrivate: repository.private,
      defaultBranch: repository.default_branch,
      pushedAt: null,
      collaborators: new Map<string, Role>(),
    };
    if (entry.fullName !== repository.full_name) this.formerNames.set(entry.fullName.toLowerCase(), entry.id);
    this.formerNames.delete(repository.full_name.toLowerCase());
    entry.fullName = repository.full_name;
    entry.isPrivate = repository.private;
    entry.defaultBranch = repository.default_branch;
    this.byId.set(entry.id, entry);
    return entry;
  }

  forget(id: number): void {
    this.byId.delete(id);
    for (const [name, target] of this.formerNames) if (target === id) this.formerNames.delete(name);
  }

  all(): readonly RepositoryEntry[] {
    return [...this.byId.values()];
  }

  get(id: number): RepositoryEntry | undefined {
    return this.byId.get(id);
  }

  /** By its present name; GitHub ignores case. */
  find(fullName: string): RepositoryEntry | undefined {
    const wanted = fullName.toLowerCase();
    return this.all().find((entry) => entry.fullName.toLowerCase() === wanted);
  }

  /** By a name it had before a rename or transfer. */
  findMoved(fullName: string): RepositoryEntry | undefined {
    const id = this.formerNames.get(fullName.toLowerCase());
    return id === undefined ? undefined : this.byId.get(id);
  }

  /** By name; throws for a name nobody made. For the programmatic handle. */
  require(fullName: string): RepositoryEntry {
    const entry = this.find(fullName) ?? this.findMoved(fullName);
    if (!entry) throw new Error(`there is no repository ${fullName}`);
    return entry;
  }

  /** What a person may do there, before scopes. */
  roleOf(login: string | null, entry: RepositoryEntry): Role {
    const { owner } = splitName(entry.fullName);
    if (login !== null) {
      if (owner === login) return 'admin';
      if (this.organizations.some((org) => org.login === owner && org.members.includes(login))) return 'admin';
      const role = entry.collaborators.get(login);
      if (role !== undefined) return role;
    }
    return entry.isPrivate ? 'none' : 'read';
  }

  /** What a token may do there: the person's role, cut to what its scopes allow. */
  roleFor(token: Token | null, entry: RepositoryEntry): Role {
    const role = this.roleOf(token?.login ?? null, entry);
    if (token === null || role === 'none') return role;
    if (entry.isPrivate) return hasScope(token, 'repo') ? role : 'none';
    return role;
  }

  /** Somebody who may do everything in the repository, for the proxy's own calls to the emulator. */
  administrator(entry: RepositoryEntry): string {
    const { owner } = splitName(entry.fullName);
    const org = this.organizations.find(({ login }) => login === owner);
    return org?.members[0] ?? owner;
  }
}
