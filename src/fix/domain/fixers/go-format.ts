import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { gofmt, maySimplify } from '../go/gofmt';
import { rewrite } from '../kit';

/** A bare list of files, as `gofmt -l` prints it. */
const LISTED = /^not formatted as gofmt would write it$/;
/** golangci-lint: ``File is not `gofmt`-ed with `-s` (gofmt)``, since version 2 `File is not properly formatted (gofmt)`. */
const LINTED = /^File is not (?:`?gofmt`?-ed|properly formatted)/;
/** Formatters that want more than gofmt does. */
const STRICTER = /\b(?:goimports|gofumpt|gci|golines|goimports-reviser)\b/;
/** Of a simplifying gofmt's complaint `-s` says so; golangci-lint simplifies unless it is told not to. */
const SIMPLIFIES = /-s\b|golangci/;

interface Unformatted {
  readonly issue: DiagnosisIssue;
  readonly path: string;
}

function unformatted(input: FixerInput): Unformatted[] {
  return input.issues.flatMap((issue) => {
    const path = issue.file?.endsWith('.go') === true ? input.pathOf(issue.file) : null;
    const isGofmt = LISTED.test(issue.message) || (issue.rule === 'gofmt' && LINTED.test(issue.message));
    return path !== null && isGofmt ? [{ issue, path }] : [];
  });
}

function why(input: FixerInput, { issue, path }: Unformatted, before: string, after: string | null): string | null {
  const asked = input.commands.filter((command) => /\.go\b|go|lint|fmt/.test(command)).join('\n');
  if (STRICTER.test(asked)) return 'the command wants more than gofmt does';
  if (after === null) return `${path} does not parse as Go`;
  if (after === before) return `${path} is formatted as gofmt writes it`;
  const simplifies = issue.rule === 'gofmt' || SIMPLIFIES.test(asked);
  return simplifies && maySimplify(after) ? 'gofmt -s may write it shorter still' : null;
}

/** Go files that `gofmt -l` or golangci-lint's gofmt names, written as gofmt itself, run here, writes them. */
export const goFormat: Fixer = {
  name: 'go-format',
  phase: 'format',
  fix: async (input) => {
    const outcomes: FixerOutcome[] = [];
    const files = new Map<string, Unformatted[]>();
    for (const each of unformatted(input)) files.set(each.path, [...(files.get(each.path) ?? []), each]);
    for (const [path, found] of files) {
      const before = input.files.text(path);
      const [first] = found;
      if (before === null || !first) continue;
      const after = await gofmt(before);
      const covers = found.map(({ issue }) => issue);
      const no = why(input, first, before, after);
      const { job, firstLine } = first.issue.evidence;
      const said = input.logs.find((log) => log.job === job)?.lines.find(({ number }) => number === firstLine);
      outcomes.push(
        no !== null || after === null
          ? { outcome: 'declined', covers, why: no ?? `${path} does not parse as Go`, command: `gofmt -w ${path}` }
          : {
              outcome: 'patch',
              edits: rewrite(path, before, after),
              reason: `Format ${path} as gofmt does`,
              quotes: [{ job, line: firstLine, text: (said?.text ?? path).trim().slice(0, 500) }],
              covers,
              confidence:
                LINTED.test(first.issue.message) || input.commands.some((each) => each.includes('gofmt')) ? 0.95 : 0.85,
              safety: 'safe',
              command: `gofmt -w ${path}`,
            },
      );
    }
    return outcomes;
  },
};
