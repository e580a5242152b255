import type { Json } from './payloads';
import type { Pull } from './pulls.store';
import type { RepositoryEntry } from './repositories';

/** A merge of two commits that could be made; it is on no branch yet. */
export interface MergeCommit {
  readonly sha: string;
  readonly treeSha: string;
}

/** Something that happened to a pull request. */
export interface PullEvent {
  readonly entry: RepositoryEntry;
  readonly pull: Pull;
  readonly action:
    'opened' | 'edited' | 'closed' | 'reopened' | 'synchronize' | 'ready_for_review' | 'converted_to_draft';
  readonly by: string;
  /** What the webhook says besides: `changes`, `before` and `after`. */
  readonly details?: Json;
}

export type PullListener = (event: PullEvent) => Promise<void>;
