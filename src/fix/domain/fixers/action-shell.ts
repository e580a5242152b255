import { stepsOf } from '../config/workflow-file';
import { entriesOf, valueOf, yamlText } from '../config/yaml-place';
import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Edit, Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { insertLines, quoteOf } from '../kit';

/** The runner's words, and our linter's. */
const SAID = /^Required property is missing: shell\b|^"shell" is required to run a script/;

function fixFile(input: FixerInput, path: string, issues: readonly DiagnosisIssue[]): FixerOutcome | null {
  const text = input.files.text(path);
  const yaml = text === null ? null : yamlText(text);
  if (text === null || yaml === null) return null;
  const steps = stepsOf(valueOf(yaml.document.contents, 'runs', 'steps'));
  const shells = new Set(steps.flatMap(({ shell }) => shell ?? []));
  const [only] = shells;
  const no = (why: string): FixerOutcome => ({ outcome: 'declined', covers: issues, why });
  if (shells.size > 1) return no(`the steps of ${path} use several shells`);
  const edits: Edit[] = [];
  for (const { node, run, shell } of steps) {
    const entry = entriesOf(node).find(({ key }) => key === 'run');
    if (run === null || shell !== null || !entry?.keyNode.range) continue;
    const { line, column } = yaml.at(entry.keyNode.range[0]);
    // Before `run`, whose text may be many lines: `- run:` becomes `- shell: bash`, `run:` below it.
    const before = (text.split('\n')[line - 1] ?? '').slice(0, column - 1);
    if (!/^\s*(?:- )?$/.test(before) || (text[entry.keyNode.range[0]] ?? '') !== 'r')
      return no(`a step of ${path} is not in block style`);
    const margin = ' '.repeat(column - 1);
    edits.push(
      before.includes('-')
        ? { kind: 'replace', path, at: { line, column }, oldText: '', newText: `shell: ${only ?? 'bash'}\n${margin}` }
        : insertLines(path, line, [`${margin}shell: ${only ?? 'bash'}`]),
    );
  }
  const [first] = issues;
  if (edits.length === 0 || !first) return null;
  return {
    outcome: 'patch',
    edits,
    reason: `Name the shell of each script in ${path}: a composite action has no usual one`,
    quotes: [quoteOf(input, first)],
    covers: issues,
    confidence: 0.9,
    safety: 'safe',
  };
}

/** Composite actions whose scripts name no shell. */
export const actionShell: Fixer = {
  name: 'action-shell',
  phase: 'edit',
  fix: (input) => {
    const byFile = new Map<string, DiagnosisIssue[]>();
    for (const issue of input.issues.filter(({ message }) => SAID.test(message))) {
      const path = issue.file === null ? null : input.pathOf(issue.file);
      if (path !== null && /(?:^|\/)action\.ya?ml$/.test(path)) byFile.set(path, [...(byFile.get(path) ?? []), issue]);
    }
    return [...byFile].flatMap(([path, issues]) => fixFile(input, path, issues) ?? []);
  },
};
