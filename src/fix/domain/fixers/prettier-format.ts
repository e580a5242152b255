import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import { prettierOptions } from '../config/prettier-options';
import type { Edit, Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { quoteOf, rewrite } from '../kit';
import { formatted } from '../script/format';

/** `[warn] .prettierrc`: a name without an ending is a file where the tree has it. */
const ROW = /^\[warn\] (\S.{0,300})$/;

/** Files that Prettier lists and nothing else speaks of. */
function listed({ logs, files }: FixerInput): string[] {
  return logs.flatMap(({ lines }) => {
    const from = lines.findIndex(({ text }) => text.trim() === 'Checking formatting...');
    return from < 0
      ? []
      : lines.slice(from).flatMap(({ text }) => {
          const name = ROW.exec(text.trim())?.[1];
          return name !== undefined && files.paths.has(name) ? [name] : [];
        });
  });
}

/** A file is told by Prettier itself, or by ESLint's plugin for it. */
const isPrettiers = ({ tool, rule, message }: DiagnosisIssue): boolean =>
  (tool === 'prettier' && !/^\s*(?:SyntaxError|Unexpected token)/.test(message)) || rule === 'prettier/prettier';

async function fixFile(
  input: FixerInput,
  path: string,
  issues: readonly DiagnosisIssue[],
): Promise<FixerOutcome | null> {
  const text = input.files.text(path);
  const options = prettierOptions(input.files, path);
  if (text === null || options.outcome === 'wait') return null;
  const command = `npx prettier --write ${path}`;
  if (options.outcome === 'declined') return { outcome: 'declined', covers: issues, why: options.why, command };
  const after = await formatted(path, text, options.options);
  if (after === null) return { outcome: 'declined', covers: issues, why: `Prettier cannot read ${path}`, command };
  const crlf = input.files.ends(path) !== 'lf' && (options.options.endOfLine ?? 'lf') === 'lf';
  const ends: Edit[] = crlf ? [{ kind: 'line-ends', path, ends: 'lf' }] : [];
  if (after === text && ends.length === 0)
    return { outcome: 'declined', covers: issues, why: `${path} is as Prettier would write it here`, command };
  return {
    outcome: 'patch',
    edits: [...rewrite(path, text, after), ...ends],
    reason: `Format ${path} as Prettier does, with the repository's own settings`,
    quotes: issues.map((issue) => quoteOf(input, issue)),
    covers: issues,
    confidence: options.sure ? 0.97 : 0.9,
    safety: 'safe',
    command,
  };
}

/** Prettier, run here with the repository's settings as data; never its plugins or JavaScript configuration. */
export const prettierFormat: Fixer = {
  name: 'prettier-format',
  phase: 'format',
  async fix(input) {
    const files = new Map<string, DiagnosisIssue[]>();
    for (const issue of input.issues.filter(isPrettiers)) {
      const path = issue.file === null ? null : input.pathOf(issue.file);
      if (path !== null) files.set(path, [...(files.get(path) ?? []), issue]);
    }
    const found = await Promise.all([...files].map(([path, issues]) => fixFile(input, path, issues)));
    const outcomes = found.flatMap((outcome) => outcome ?? []);
    const [first, ...others] = outcomes;
    if (first?.outcome !== 'patch') return outcomes;
    // Without those that no finding names, the tool would stay red: they go with the first, or nothing goes.
    const edits: Edit[] = [...first.edits];
    for (const path of listed(input).filter((each) => !files.has(each))) {
      const outcome = await fixFile(input, path, first.covers);
      if (outcome === null) return [];
      if (outcome.outcome === 'declined') return [outcome];
      edits.push(...outcome.edits);
    }
    return [{ ...first, edits }, ...others];
  },
};
