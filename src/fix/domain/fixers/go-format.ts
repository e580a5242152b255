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

/** Why a file is left alone; null when what gofmt writes is what was asked for. */
function objection(asked: string, { issue, path }: Unformatted, before: string, after: string): string | null {
  if (STRICTER.test(asked)) return 'the command wants more than gofmt does';
  if (after === before) return `${path} is formatted as gofmt writes it`;
  const simplifies = issue.rule === 'gofmt' || SIMPLIFIES.test(asked);
  return simplifies && maySimplify(after) ? 'gofmt -s may write it shorter still' : null;
}

/** Go files that `gofmt -l` or golangci-lint's gofmt names, written as gofmt itself, run here, writes them. */
export const goFormat: Fixer = {
  name: 'go-format',
  phase: 'format',
  fix: async (input) => {
    const asked = input.commands.filter((command) => /go|lint|fmt/.test(command)).join('\n');
    const outcomes: FixerOutcome[] = [];
    const files = new Map<string, Unformatted[]>();
    for (const each of unformatted(input)) files.set(each.path, [...(files.get(each.path) ?? []), each]);
    for (const [path, found] of files) {
      const before = input.files.text(path);
      const [first] = found;
      if (before === null || !first) continue;
      const both = { covers: found.map(({ issue }) => issue), command: `gofmt -w ${path}` };
      const after = await gofmt(before);
      if (after === null) {
        outcomes.push({ outcome: 'declined', ...both, why: `${path} does not parse as Go` });
        continue;
      }
      const why = objection(asked, first, before, after);
      if (why !== null) {
        outcomes.push({ outcome: 'declined', ...both, why });
        continue;
      }
      const { message, evidence } = first.issue;
      const said = input.logs.find(({ job }) => job === evidence.job)?.lines;
      const text = said?.find(({ number }) => number === evidence.firstLine)?.text ?? path;
      outcomes.push({
        outcome: 'patch',
        ...both,
        edits: rewrite(path, before, after),
        reason: `Format ${path} as gofmt does`,
        quotes: [{ job: evidence.job, line: evidence.firstLine, text: text.trim().slice(0, 500) }],
        confidence: LINTED.test(message) || asked.includes('gofmt') ? 0.95 : 0.85,
        safety: 'safe',
      });
    }
    return outcomes;
  },
};
