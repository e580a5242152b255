import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerOutcome } from '../fix.types';
import { quoteOf, rewrite } from '../kit';

/** codespell's and typos' words for a misspelling with one correction; several are separated by commas there. */
const SAYS: readonly RegExp[] = [
  /^([A-Za-z][\w'-]{1,60}) ==> ([A-Za-z][\w' -]{0,60}[A-Za-z])$/,
  /^`([A-Za-z][\w'-]{1,60})` should be `([A-Za-z][\w' -]{0,60}[A-Za-z])`$/,
];
/** Files in which a word is no name that something else knows. */
const PROSE = /\.(?:md|mdx|markdown|txt|rst|adoc|html?|tex)$|(?:^|\/)(?:README|CHANGELOG|CONTRIBUTING|LICENSE)$/i;
const COMMENT = /^\s*(?:\/\/|\/\*|\*|#|--|;|"""|''')|\s(?:\/\/|#)\s/;

interface Slip {
  readonly issue: DiagnosisIssue;
  readonly path: string;
  readonly line: number;
  readonly wrong: string;
  readonly right: string;
}

function slipOf(issue: DiagnosisIssue): Pick<Slip, 'wrong' | 'right'> | null {
  for (const pattern of SAYS) {
    const [, wrong, right] = pattern.exec(issue.message.trim()) ?? [];
    if (wrong !== undefined && right !== undefined) return { wrong, right };
  }
  return null;
}

/** The line with the word corrected where it stands alone, or as a part of a name if the tool counted it as one. */
function corrected(line: string, { wrong, right }: Slip): string | null {
  const alone = new RegExp(`(?<![A-Za-z])${wrong}(?![A-Za-z])`, 'g');
  if (alone.test(line)) return line.replace(alone, right);
  return line.includes(wrong) ? line.replaceAll(wrong, right) : null;
}

/** Misspelt words that have one correction, at the lines that codespell and typos name. */
export const spelling: Fixer = {
  name: 'spelling',
  phase: 'edit',
  fix: (input) => {
    const slips = input.issues.flatMap((issue): Slip[] => {
      const found = slipOf(issue);
      const path = issue.file === null ? null : input.pathOf(issue.file);
      return found === null || path === null || issue.line === null
        ? []
        : [{ ...found, issue, path, line: issue.line }];
    });
    const paths = new Set(slips.map(({ path }) => path));
    return [...paths].flatMap((path): FixerOutcome[] => {
      const own = slips.filter((slip) => slip.path === path);
      const text = input.files.text(path);
      if (text === null) return [];
      const covers = own.map(({ issue }) => issue);
      const lines = text.split('\n');
      let isPlain = true;
      for (const slip of own) {
        const before = lines[slip.line - 1] ?? '';
        const after = corrected(before, slip);
        // A word told twice for one line is gone after the first time.
        if (after === null && !before.includes(slip.right))
          return [{ outcome: 'declined', covers, why: `${path}:${slip.line} has no ${slip.wrong}` }];
        isPlain &&= PROSE.test(path) || COMMENT.test(before);
        lines[slip.line - 1] = after ?? before;
      }
      const after = lines.join('\n');
      if (after === text) return [{ outcome: 'declined', covers, why: `${path} is spelt right already` }];
      return [
        {
          outcome: 'patch',
          edits: rewrite(path, text, after),
          reason: `Spell ${[...new Set(own.map(({ right }) => right))].slice(0, 5).join(', ')} right in ${path}`,
          quotes: own.slice(0, 5).map(({ issue }) => quoteOf(input, issue)),
          covers,
          confidence: isPlain ? 0.95 : 0.85,
          // A name may be known elsewhere by its wrong spelling.
          safety: isPlain ? 'safe' : 'suggestion',
        },
      ];
    });
  },
};
