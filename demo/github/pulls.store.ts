/** A pull request: what the proxy knows beside the emulator's title, text, labels and reviewers. */
export interface Pull {
  readonly repositoryId: number;
  readonly number: number;
  readonly nodeId: string;
  readonly headRef: string;
  /** Follows the branch while the pull request is open. */
  headSha: string;
  baseRef: string;
  /** Follows the base branch while the pull request is open. */
  baseSha: string;
  state: 'open' | 'closed';
  isDraft: boolean;
  closedAt: Date | null;
  updatedAt: Date;
  merge: { readonly sha: string; readonly by: string; readonly at: Date } | null;
}

/** The pull requests of all repositories. */
export class PullStore {
  private readonly pulls = new Map<string, Pull>();

  add(pull: Pull): void {
    this.pulls.set(`${pull.repositoryId}:${pull.number}`, pull);
  }

  get(repositoryId: number, number: number): Pull | undefined {
    return this.pulls.get(`${repositoryId}:${number}`);
  }

  /** Newest first. */
  ofRepository(repositoryId: number): readonly Pull[] {
    return [...this.pulls.values()]
      .filter((pull) => pull.repositoryId === repositoryId)
      .sort((a, b) => b.number - a.number);
  }

  openOf(repositoryId: number): readonly Pull[] {
    return this.ofRepository(repositoryId).filter(({ state }) => state === 'open');
  }

  byNode(nodeId: string): Pull | undefined {
    return [...this.pulls.values()].find((pull) => pull.nodeId === nodeId);
  }
}
