import { isScalar } from 'yaml';
import type { Edit } from '../fix.types';
import { lineOf, replaceLine } from '../kit';
import { hasCommand, withFiles } from './step-commands';
import type { Step } from './workflow-file';
import { jobsOf, stepsOf } from './workflow-file';
import { textOf, valueOf, yamlText } from './yaml-place';

interface Script {
  readonly step: Step;
  /** Null: not told, or only by an expression. */
  readonly shell: string | null;
}

/** Steps of a workflow or a composite action, with the shell that runs them. */
function scriptsOf(root: unknown): Script[] {
  const shellOf = (node: unknown): string | null => textOf(valueOf(node, 'defaults', 'run', 'shell'));
  const ofJobs = jobsOf(root).flatMap(({ steps, labels, node }) => {
    const usual = labels.some((label) => /windows|self-hosted|\$\{\{/i.test(label)) ? null : 'bash';
    return steps.map((step) => ({ step, shell: step.shell ?? shellOf(node) ?? shellOf(root) ?? usual }));
  });
  const ofAction = stepsOf(valueOf(root, 'runs', 'steps')).map((step) => ({ step, shell: step.shell }));
  return [...ofJobs, ...ofAction];
}

/**
 * Edits that make scripts of a workflow or action write to the runner's files instead of printing these commands; of
 * all scripts, or of the one that begins on a line. Null when one of them is no plain `echo` of a POSIX shell.
 */
export function commandEdits(
  path: string,
  text: string,
  commands: ReadonlySet<string>,
  beginsAt: number | null = null,
): Edit[] | null {
  const yaml = yamlText(text);
  if (!yaml) return null;
  const edits: Edit[] = [];
  for (const { step, shell } of scriptsOf(yaml.document.contents)) {
    const { run } = step;
    if (!isScalar(run) || !run.range || typeof run.value !== 'string') continue;
    const first = yaml.at(run.range[0]).line;
    const last = yaml.at(Math.max(run.range[0], run.range[1] - 1)).line;
    if (beginsAt !== null && first !== beginsAt) continue;
    for (let line = first; line <= last; line += 1) {
      const old = lineOf(text, line) ?? '';
      if (!hasCommand(old, commands)) continue;
      const escaped = run.type === 'QUOTE_DOUBLE' || run.type === 'QUOTE_SINGLE';
      const posix = shell !== null && /^(?:bash|sh)\b/.test(shell);
      const written = posix && !escaped ? withFiles(old, commands) : null;
      const edit = written === null ? null : replaceLine(path, text, line, written);
      if (!edit) return null;
      edits.push(edit);
    }
  }
  return edits;
}
