import { MARKER } from './description';
import { block, inline } from './foreign-text';

/** What is told to a fork's pull request. All of it may be foreign. */
export interface Suggestion {
  readonly title: string;
  /** The commit the change is for. */
  readonly sha: string;
  readonly changes: readonly { readonly file: string; readonly reason: string }[];
  readonly diff: string;
}

/** The one comment on a pull request from a fork: the change for its author to take over, since nothing is pushed there. */
export function suggestionOf({ title, sha, changes, diff }: Suggestion): string {
  return [
    MARKER,
    `The CI fails with ${inline(title)}, and DevFlowFix knows a change that cures it. It never pushes to forks, so the change is yours to take over:`,
    block(diff, 'diff', 30_000),
    changes.map(({ file, reason }) => `- ${inline(file)}: ${inline(reason, 400)}`).join('\n'),
    `Made for ${inline(sha.slice(0, 12))} by a rule, from what the log says; nothing has been run. To apply it, save the block above and run \`git apply\` on it.`,
  ].join('\n\n');
}

/**
 * The one comment on a failing branch's pull request while the repository's own settings are wrong: what is wrong in them,
 * and that nothing is proposed until it is mended. `problem` may be foreign.
 */
export function blockedNoteOf(problem: string): string {
  return [
    MARKER,
    "DevFlowFix proposes no fix for this branch's failure: the repository's settings for it have a mistake, and it does not guess what was meant.",
    block(problem, '', 2_000),
    'Mend it on the default branch; the next failure is looked at again, or ask for a fix of this one.',
  ].join('\n\n');
}
