import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { quoteOf, rewrite } from '../kit';
import { biomed, biomeSettings } from '../script/biome';

const RULE = /^(?:lint|assist)\/([\w/]{3,100})$/;

async function fixFile(
  input: FixerInput,
  path: string,
  text: string,
  issues: readonly DiagnosisIssue[],
): Promise<FixerOutcome> {
  const command = `npx @biomejs/biome check --write ${path}`;
  const decline = (why: string): FixerOutcome => ({
    outcome: 'declined',
    covers: issues,
    why: `${path}: ${why}`,
    command,
  });
  const settings = biomeSettings(input.files, path);
  if (typeof settings === 'string') return decline(settings);
  const rules = [...new Set(issues.flatMap(({ rule }) => RULE.exec(rule ?? '')?.[1] ?? []))];
  const done = await biomed(path, text, settings, { rules, format: issues.some(({ rule }) => rule === 'format') });
  if ('why' in done) return decline(`Biome cannot be run on it here: ${done.why}`);
  const covers = issues.filter(({ rule }) => rule !== null && !done.left.includes(rule));
  const stays = issues.find((issue) => issue.severity === 'error' && !covers.includes(issue));
  if (stays) return decline(`${stays.rule ?? ''} has no safe fix`);
  if (done.text === text) return decline('it is as Biome would write it here');
  return {
    outcome: 'patch',
    edits: rewrite(path, text, done.text),
    reason: `Do in ${path} what Biome's formatter and safe fixes do, with the repository's own settings`,
    quotes: covers.map((issue) => quoteOf(input, issue)),
    covers,
    confidence: 0.95,
    safety: 'safe',
    command,
  };
}

/** Biome, run here with the repository's settings as data: its formatter, its safe fixes, its order of imports. */
export const biomeFixes: Fixer = {
  name: 'biome',
  phase: 'format',
  async fix(input) {
    const files = new Map<string, DiagnosisIssue[]>();
    for (const issue of input.issues) {
      const known = issue.tool === 'biome' && (issue.rule === 'format' || RULE.test(issue.rule ?? ''));
      const path = known && issue.file !== null ? input.pathOf(issue.file) : null;
      if (path !== null) files.set(path, [...(files.get(path) ?? []), issue]);
    }
    const outcomes: FixerOutcome[] = [];
    for (const [path, issues] of files) {
      const text = input.files.text(path);
      const settings = text === null ? null : biomeSettings(input.files, path);
      if (text !== null && settings !== 'its settings are not read yet')
        outcomes.push(await fixFile(input, path, text, issues));
    }
    return outcomes;
  },
};
