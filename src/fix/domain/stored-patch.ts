import { storableJson } from '../../common/storable';
import { bytesOf } from './tree';
import type { PlannedPatch } from './plan';

/** A patch as a row keeps it: whole new contents, so that making the commit needs no second look at the tree. */
export interface StoredPatch {
  readonly changes: readonly {
    readonly path: string;
    /** Base64 of the new bytes; null takes the file away. */
    readonly content: string | null;
    readonly executable: boolean;
  }[];
  /** Why, part by part. */
  readonly reasons: readonly {
    readonly fixer: string;
    readonly reason: string;
    readonly files: readonly string[];
    readonly quotes: readonly { readonly job: string; readonly line: number; readonly text: string }[];
  }[];
}

export function toStoredPatch({ changes, parts }: Pick<PlannedPatch, 'changes' | 'parts'>): StoredPatch {
  return storableJson<StoredPatch>({
    changes: changes.map(({ path, after }) => ({
      path,
      content: after === null ? null : bytesOf(after).toString('base64'),
      executable: after?.mode === '100755',
    })),
    reasons: parts.map(({ fixer, proposal }) => ({
      fixer,
      reason: proposal.reason,
      files: [...new Set(proposal.edits.map(({ path }) => path))],
      quotes: proposal.quotes.slice(0, 10).map(({ job, line, text }) => ({ job, line, text })),
    })),
  });
}
