import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerOutcome } from '../fix.types';
import { quoteOf, spotOf } from '../kit';
import type { LineEnds } from '../tree.types';

const RULE = /(?:^|\/)linebreak-style$/;
const WORDS = /^Expected linebreaks to be '(LF|CRLF)' but found '(?:LF|CRLF)'\.?$/;
/** How the stored file ends its lines when the rule complains that it wants the other. */
const WRONG: Readonly<Record<'lf' | 'crlf', readonly LineEnds[]>> = { lf: ['crlf', 'mixed'], crlf: ['lf', 'mixed'] };

/** Line ends that a linter wants to be the other ones. */
export const lineBreaks: Fixer = {
  name: 'line-breaks',
  phase: 'edit',
  fix(input) {
    const files = new Map<string, { readonly ends: 'lf' | 'crlf'; readonly issues: DiagnosisIssue[] }>();
    for (const issue of input.issues) {
      const wanted = issue.rule !== null && RULE.test(issue.rule) ? WORDS.exec(issue.message)?.[1] : undefined;
      const spot = wanted === undefined ? null : spotOf(input, issue);
      if (!spot) continue;
      const ends = wanted === 'LF' ? 'lf' : 'crlf';
      const own = files.get(spot.path) ?? { ends, issues: [] };
      own.issues.push(issue);
      files.set(spot.path, own);
    }
    return [...files].flatMap(([path, { ends, issues }]): FixerOutcome[] => {
      const stored = input.files.ends(path);
      if (stored === null || !WRONG[ends].includes(stored))
        return [{ outcome: 'declined', covers: issues, why: `${path} ends its lines as the rule wants already` }];
      return [
        {
          outcome: 'patch',
          edits: [{ kind: 'line-ends', path, ends }],
          reason: `End the lines of ${path} with ${ends === 'lf' ? 'line feeds alone' : 'carriage returns too'}`,
          quotes: issues.slice(0, 3).map((issue) => quoteOf(input, issue)),
          covers: issues,
          confidence: 0.95,
          safety: 'safe',
        },
      ];
    });
  },
};
