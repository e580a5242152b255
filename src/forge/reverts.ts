/** What a commit's message says it takes back: a commit, a pull request, or both. */
export interface ToldRevert {
  /** The commit that takes back. */
  readonly by: string;
  /** As written: 7 digits or more. */
  readonly sha: string | null;
  readonly pullRequestNumber: number | null;
}

/** `git revert`'s own sentence; the forges' buttons write it, too. */
const COMMIT = /^This reverts commit ([0-9a-f]{7,64})\b/gim;
/** The line a forge's revert button writes into its pull request, which a squash makes the commit's message. */
const PULL_REQUEST =
  /^(?:Reverts (?:[\w.-]+\/[\w./-]+)?|This reverts merge request (?:[\w.-]+\/[\w./-]+)?)[#!](\d{1,9})\b/gim;
/** The merge commit of such a pull request: its branch is called so. */
const BRANCH = /^Merge (?:pull request|branch) \S+ (?:from|of) [^\s/]+\/revert-(\d{1,9})-/gim;
/** A message is read so far; a revert says so at its beginning. */
const READ = 4_000;

/** What a commit says it takes back; most say nothing. A person's hand-written revert that names nothing is not seen. */
export function revertsOf(commit: { readonly sha: string; readonly message: string }): readonly ToldRevert[] {
  const message = commit.message.slice(0, READ);
  const found = (pattern: RegExp): string[] => [...message.matchAll(pattern)].flatMap(([, name]) => name ?? []);
  return [
    ...found(COMMIT).map((sha) => ({ by: commit.sha, sha: sha.toLowerCase(), pullRequestNumber: null })),
    ...[...found(PULL_REQUEST), ...found(BRANCH)].map((number) => ({
      by: commit.sha,
      sha: null,
      pullRequestNumber: Number(number),
    })),
  ];
}
