import type { ChangeCommit } from './occurrence';
import { filesAmong, isDocumentation } from './paths';

/** A commit that may have broken the default branch. */
export interface Suspect {
  readonly sha: string;
  readonly subject: string;
  readonly author: string | null;
  readonly committed_at: string | null;
  readonly url: string | null;
  /** Files it touched that the log blames. */
  readonly blamed_files: readonly string[];
}

/** Suspects shown; of more nobody reads the tail. */
const MAX_SUSPECTS = 10;

/**
 * The commits between green and red, likeliest first: those that touch more of what is blamed, then those whose files
 * are not known, then the rest, documentation last. Among equals the newest, nearest to the red run, comes first.
 */
export function rankSuspects(commits: readonly ChangeCommit[], blamedFiles: readonly string[]): readonly Suspect[] {
  return commits
    .map((commit, at) => {
      const blamed = filesAmong(commit.files ?? [], blamedFiles);
      return { commit, at, blamed, rank: rankOf(commit, blamed.length) };
    })
    .sort((a, b) => b.rank - a.rank || a.at - b.at)
    .slice(0, MAX_SUSPECTS)
    .map(({ commit, blamed }) => ({
      sha: commit.sha,
      subject: commit.subject,
      author: commit.author,
      committed_at: commit.committedAt,
      url: commit.url,
      blamed_files: blamed,
    }));
}

function rankOf(commit: ChangeCommit, blamed: number): number {
  if (blamed > 0) return 1 + blamed;
  if (commit.files === null) return 1;
  return isDocumentation(commit.files) ? -1 : 0;
}
