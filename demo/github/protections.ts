/** What protects a branch, as far as this stand-in keeps to it. */
export interface Protection {
  /** Names of checks that must be green before a merge. */
  readonly contexts: readonly string[];
  /** The head must hold all of the base. Shown, not enforced. */
  readonly isStrict: boolean;
  readonly includesAdministrators: boolean;
  /** Approvals a pull request needs, and with them a pull request at all; null when pushes are allowed. */
  readonly approvals: number | null;
}

/** Branch protection by repository and branch. */
export class Protections {
  private readonly rules = new Map<string, Protection>();

  get(repositoryId: number, branch: string): Protection | undefined {
    return this.rules.get(`${repositoryId}:${branch}`);
  }

  set(repositoryId: number, branch: string, protection: Protection): void {
    this.rules.set(`${repositoryId}:${branch}`, protection);
  }

  /** True when there was one. */
  remove(repositoryId: number, branch: string): boolean {
    return this.rules.delete(`${repositoryId}:${branch}`);
  }
}
