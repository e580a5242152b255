import { kindOfPath } from '../../../ci-file/kind';
import { lintCiFile } from '../../../ci-file/lint';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { lineOf, quoteOf } from '../kit';
import { changeFor } from './actionlint';

/** Rules that actionlint leaves for later where a file's syntax is wrong. */
const LATER = /^(?:syntax-check|action|expression|events|permissions|job-needs|shell-name)$/;

async function followUp(input: FixerInput, path: string): Promise<FixerOutcome[]> {
  const text = input.files.text(path);
  const own = input.issues.filter(({ file }) => file !== null && input.pathOf(file) === path);
  const syntax = own.find(({ rule, tool }) => tool === 'actionlint' && rule === 'syntax-check');
  if (text === null || syntax === undefined || kindOfPath(path) !== 'workflow') return [];
  const said = new Set(own.map(({ message }) => message));
  const next = (await lintCiFile('workflow', text)).filter(
    ({ rule, message }) => LATER.test(rule) && !said.has(message),
  );
  return next.flatMap(({ line, column, message }): FixerOutcome[] => {
    const content = lineOf(text, line) ?? '';
    const change = changeFor({ path, text, line, column, content }, message);
    if (change === null) return [];
    const { edits, reason, safe } = change;
    return [
      {
        outcome: 'patch',
        edits,
        reason: `${reason}, which it says once the file's syntax is right`,
        quotes: [quoteOf(input, syntax)],
        covers: [],
        follows: true,
        confidence: safe ? 0.85 : 0.6,
        safety: safe ? 'safe' : 'suggestion',
      },
    ];
  });
}

/** Slips in workflows that actionlint comes to only when a file's syntax is right; by the linter that is part of us. */
export const workflowFollowUp: Fixer = {
  name: 'workflow-follow-up',
  phase: 'format',
  async fix(input) {
    const files = new Set(
      input.issues.flatMap(({ tool, file }) =>
        tool === 'actionlint' && file !== null ? (input.pathOf(file) ?? []) : [],
      ),
    );
    const outcomes: FixerOutcome[] = [];
    for (const path of files) outcomes.push(...(await followUp(input, path)));
    return outcomes;
  },
};
