import { quoteOf, rewrite } from '../kit';
import type { Fixer, FixerOutcome } from '../fix.types';

/** Names and modules that are not found. */
const NAMES = /^TS(?:2551|2552|2561|2724|2304|2305|2307|2614|2792|2834|2835)$/;

/**
 * Behind a wrong name or module the compiler sees nothing: `usres.lenght` is one error, and a second once `users` is right. The
 * project is compiled again as edited; further slips are mended as the compiler offers, or else there is no patch.
 */
export const tscFollowUp: Fixer = {
  name: 'tsc-follow-up',
  phase: 'format',
  async fix(input): Promise<FixerOutcome[]> {
    const own = input.issues.filter(({ rule, file }) => NAMES.test(rule ?? '') && file !== null);
    const paths = [...new Set(own.flatMap(({ file }) => input.pathOf(file ?? '') ?? []))];
    const scripts = paths.filter((path) => /\.[cm]?tsx?$/.test(path));
    const [first] = own;
    if (scripts.length === 0 || first === undefined) return [];
    const { followUp } = await import('../script/follow-up.js');
    const found = followUp(input.files, input.commands, scripts, new Set(input.issues.map(({ message }) => message)));
    if (found === null) return [];
    if (found.left !== null)
      return [{ outcome: 'declined', covers: [], why: `the compiler would say next: ${found.left}`, blocks: true }];
    const edits = [...found.texts].flatMap(([path, { before, after }]) => rewrite(path, before, after));
    if (edits.length === 0) return [];
    return [
      {
        outcome: 'patch',
        edits,
        reason: `${[...new Set(found.done)].join('; ')}: what the compiler says next, once the names before are right`,
        quotes: [quoteOf(input, first)],
        covers: [],
        follows: true,
        confidence: 0.9,
        safety: 'safe',
      },
    ];
  },
};
