import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome, JobLog } from '../fix.types';
import { rewrite } from '../kit';
import type { PrintedDiff } from '../printed-diffs';
import { applied, rustfmtDiffsOf, unifiedDiffsOf } from '../printed-diffs';

/** A formatter known by how it heads its diffs; gives the file's name, null for other diffs. */
interface Formatter {
  readonly name: string;
  readonly fileOf: (diff: PrintedDiff, log: JobLog) => string | null;
}

const STAMP = /^(\S.*?)\t\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d/;
const says = ({ lines }: JobLog, pattern: RegExp): boolean => lines.some(({ text }) => pattern.test(text));

const FORMATTERS: readonly Formatter[] = [
  { name: 'rustfmt', fileOf: ({ above, from }) => (above === 'rustfmt' && from.endsWith('.rs') ? from : null) },
  {
    name: 'isort',
    fileOf: ({ from, to }) => {
      const [, file] = /^(\S.*\.pyi?):before(?:\t|$)/.exec(from) ?? [];
      return file !== undefined && to.startsWith(`${file}:after`) ? file : null;
    },
  },
  {
    name: 'black',
    fileOf: ({ from, to }) => {
      const file = STAMP.exec(from)?.[1];
      return file !== undefined && STAMP.exec(to)?.[1] === file && /\.pyi?$/.test(file) ? file : null;
    },
  },
  {
    // gofmt, goimports, gofumpt, shfmt, buf.
    name: 'the formatter',
    fileOf: ({ from, to }) => {
      const file = to.split('\t')[0] ?? '';
      return from.split('\t')[0] === `${file}.orig` && /\.(?:go|sh|bash|proto)$/.test(file) ? file : null;
    },
  },
  {
    name: 'terraform fmt',
    fileOf: ({ from, to }) => {
      const [, file] = /^old\/(.+\.(?:tf|tfvars|hcl|tofu))$/.exec(from) ?? [];
      return file !== undefined && to === `new/${file}` ? file : null;
    },
  },
  { name: 'phpcbf', fileOf: ({ from, to }) => (to === 'PHP_CodeSniffer' ? from : null) },
  {
    name: 'the formatter',
    fileOf: ({ from, to }) => {
      const [, file] =
        /^(.+\.pyi?)\t\(original\)$/.exec(from) ??
        /^original\/(.+\.pyi?)$/.exec(from) ??
        /^before\/(.+\.pyi?)$/.exec(from) ??
        [];
      if (file === undefined) return null;
      return [`${file}\t(reformatted)`, `fixed/${file}`, `after/${file}`].includes(to) ? file : null;
    },
  },
  {
    name: 'ruff',
    fileOf: ({ from, to }, log) =>
      from === to && /\.pyi?$/.test(from) && says(log, /^\d+ files? would be reformatted|^Would fix \d+ errors?/)
        ? from
        : null,
  },
  {
    name: 'PHP CS Fixer',
    fileOf: ({ from, to }, log) =>
      from === to && from.endsWith('.php') && says(log, /^Found \d+ of \d+ files that can be fixed|PHP CS Fixer/)
        ? from
        : null,
  },
];

/** What a formatter says of a file besides its diff. */
const UNFORMATTED = /not formatted|would reformat|incorrectly sorted|unformatted|format/i;

function outcomeOf(input: FixerInput, log: JobLog, diff: PrintedDiff): FixerOutcome | null {
  for (const { name, fileOf } of FORMATTERS) {
    const named = fileOf(diff, log);
    const path = named === null ? null : input.pathOf(named);
    const text = path === null ? null : input.files.text(path);
    if (path === null || text === null) continue;
    const covers = input.diagnosis.issues.filter(
      (issue) =>
        issue.file !== null &&
        input.pathOf(issue.file) === path &&
        issue.rule === null &&
        UNFORMATTED.test(issue.message),
    );
    const after = applied(text, diff.hunks, name === 'rustfmt');
    if (after === null)
      return { outcome: 'declined', covers, why: `${path} is not the file ${name}'s diff was made of` };
    return {
      outcome: 'patch',
      edits: rewrite(path, text, after),
      reason: `Write ${path} as ${name} prints it`,
      quotes: [{ job: log.job, line: diff.at.number, text: diff.at.text.trim() }],
      covers,
      coversAll: input.diagnosis.issues.length === 0 && input.failingTests.length === 0,
      confidence: 0.95,
      safety: 'safe',
    };
  }
  return null;
}

/** Diffs that formatters printed: black, isort, gofmt, rustfmt, shfmt, terraform fmt, phpcbf, ruff, PHP CS Fixer. */
export const printedDiff: Fixer = {
  name: 'printed-diff',
  phase: 'edit',
  fix(input) {
    const outcomes = input.logs.flatMap((log) =>
      [...unifiedDiffsOf(log.lines), ...rustfmtDiffsOf(log.lines)].flatMap((diff) => outcomeOf(input, log, diff) ?? []),
    );
    // Every file of a run without findings of its own must be whole: one that is not leaves it red.
    const declined = outcomes.filter(({ outcome }) => outcome === 'declined');
    return declined.length > 0 ? declined : merged(outcomes);
  },
};

/** Without issues to cover, all files are one cause: the planner takes one patch that covers all. */
function merged(outcomes: readonly FixerOutcome[]): readonly FixerOutcome[] {
  const patches = outcomes.flatMap((each) => (each.outcome === 'patch' && each.coversAll === true ? [each] : []));
  const [first] = patches;
  if (first === undefined || patches.length < outcomes.length) return outcomes;
  const covers: readonly DiagnosisIssue[] = [];
  const [edits, quotes] = [patches.flatMap((each) => each.edits), patches.flatMap((each) => each.quotes)];
  const reason = patches.length === 1 ? first.reason : `Write ${patches.length} files as the formatter prints them`;
  return [{ ...first, covers, edits, quotes, reason }];
}
