import type { Project } from './projects';
import type { User } from './users';

/** A comment, or what GitLab itself wrote (`isSystem`). */
export interface Note {
  readonly id: number;
  readonly author: User;
  readonly createdAt: Date;
  readonly isSystem: boolean;
  body: string;
  updatedAt: Date;
}

export interface MergeRequest {
  readonly id: number;
  readonly iid: number;
  readonly project: Project;
  readonly sourceBranch: string;
  readonly author: User;
  readonly createdAt: Date;
  readonly notes: Note[];
  targetBranch: string;
  title: string;
  description: string | null;
  state: 'opened' | 'closed' | 'merged';
  /** Head of the source branch, as far as the request has followed it. */
  headSha: string;
  /** Where the sides part. */
  baseSha: string;
  /** Commits of the source branch the target has not, newest first. */
  commits: readonly string[];
  labels: readonly string[];
  assignees: readonly User[];
  reviewers: readonly User[];
  squash: boolean;
  removeSourceBranch: boolean;
  updatedAt: Date;
  mergedAt: Date | null;
  closedAt: Date | null;
  mergedBy: User | null;
  closedBy: User | null;
  mergeCommitSha: string | null;
  squashCommitSha: string | null;
}

/** A title that says the request is not ready. */
export function isDraft({ title }: MergeRequest): boolean {
  return /^(?:\[draft\]|\(draft\)|draft:)/i.test(title);
}

/** The merge requests of all projects. */
export class MergeRequestStore {
  private readonly requests: MergeRequest[] = [];
  private nextId = 33_001;
  private nextNoteId = 440_001;

  add(request: Omit<MergeRequest, 'id' | 'iid' | 'notes'>): MergeRequest {
    const iid = this.requests.filter(({ project }) => project === request.project).length + 1;
    const added: MergeRequest = { ...request, id: this.nextId++, iid, notes: [] };
    this.requests.push(added);
    return added;
  }

  addNote(request: MergeRequest, note: Omit<Note, 'id' | 'updatedAt'>): Note {
    const added = { ...note, id: this.nextNoteId++, updatedAt: note.createdAt };
    request.notes.push(added);
    return added;
  }

  /** Newest first. */
  ofProject(projectId: number): readonly MergeRequest[] {
    return this.requests.filter(({ project }) => project.id === projectId).reverse();
  }

  find(projectId: number, iid: number): MergeRequest | undefined {
    return this.requests.find((request) => request.project.id === projectId && request.iid === iid);
  }
}
