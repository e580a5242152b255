import { MARKER } from './description';
import { inline } from './foreign-text';
import type { Phase } from './life';

/** What a claim says of one fix. `title` and `why` may be foreign; the numbers and addresses are the forge's. */
export interface ClaimedFix {
  readonly title: string;
  readonly phase: Phase;
  readonly number: number | null;
  readonly url: string | null;
  readonly why: string | null;
}

/**
 * The one comment on a failing branch's own pull request: which fixes are on their way and how they stand. Markdown, the
 * same for the same fixes, so that telling it twice edits nothing.
 */
export function claimOf(fixes: readonly ClaimedFix[]): string {
  return [
    MARKER,
    "DevFlowFix is on this branch's failures, so nobody has to look at them twice:",
    fixes.map((fix) => `- ${inline(fix.title)}: ${standing(fix)}`).join('\n'),
    "Push a fix of your own and DevFlowFix's is withdrawn.",
  ].join('\n\n');
}

function standing({ phase, number, url, why }: ClaimedFix): string {
  const name = number === null ? 'the fix' : url === null ? `#${number}` : `[#${number}](${url})`;
  switch (phase) {
    case 'claimed':
      return 'a fix is being proposed.';
    case 'verifying':
      return `a fix is proposed in ${name}; the repository's CI runs on it.`;
    case 'unproven':
      return `${name} is proposed, but no CI proves it: a person has to look.`;
    case 'verified':
      return `${name} fixes it: the repository's own CI is green there.`;
    case 'retrying':
      return `the CI did not accept ${name}; another change is being thought of.`;
    case 'handed_over':
      return `somebody has taken over ${name}.`;
    case 'merged':
      return `${name} was merged.`;
    case 'closed':
      return `${name} was closed by somebody.`;
    case 'withdrawn':
    case 'failed':
      return `${name} was taken back.${why === null ? '' : ` ${inline(why, 400)}`}`;
  }
}
