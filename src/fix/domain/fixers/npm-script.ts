import { closeName } from '../config/close-name';
import { matchesOf } from '../config/log-match';
import { workflowFiles } from '../config/workflow-file';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { replaceAt } from '../kit';

const MISSING = [
  /^npm (?:ERR!|error) Missing script: "?([\w:.-]{1,100})"?$/,
  /^error Command "([\w:.-]{1,100})" not found\.$/,
  /ERR_PNPM_NO_SCRIPT\s+Missing script: ([\w:.-]{1,100})$/,
];
const MANIFEST = /(?:^|\/)package\.json$/;

/** Scripts of all manifests that are no dependency's. */
function scriptsOf(input: FixerInput): Set<string>[] {
  const manifests = [...input.files.paths].filter((each) => MANIFEST.test(each) && !each.includes('node_modules/'));
  return manifests.slice(0, 100).flatMap((each) => {
    try {
      const value: unknown = JSON.parse(input.files.text(each) ?? '');
      const scripts = typeof value === 'object' && value !== null && 'scripts' in value ? value.scripts : null;
      return typeof scripts === 'object' && scripts !== null ? [new Set(Object.keys(scripts))] : [];
    } catch {
      // What is no JSON has no scripts to run.
      return [];
    }
  });
}

/** A script that is called by a name a slip off, in a workflow, a pipeline or another script. */
export const npmScript: Fixer = {
  name: 'npm-script',
  phase: 'edit',
  fix: (input): FixerOutcome[] => {
    const [said, second] = MISSING.flatMap((pattern) => matchesOf(input, pattern));
    const wrong = said?.groups[0] ?? '';
    if (!said || (second !== undefined && second.groups[0] !== wrong)) return [];
    const covers = input.issues.filter(({ message }) => message.includes(wrong));
    const no = (why: string): FixerOutcome[] => [{ outcome: 'declined', covers, why, command: 'npm run' }];
    const all = scriptsOf(input);
    if (all.some((scripts) => scripts.has(wrong))) return no(`a package has the script ${wrong}; npm ran elsewhere`);
    const suggested = said.below
      .slice(0, 6)
      .flatMap((line) => /^npm (?:ERR!|error)\s+npm run (\S+) # run the /.exec(line)?.[1] ?? []);
    const names = new Set(all.flatMap((scripts) => [...scripts]));
    const right = closeName(wrong, suggested.length === 1 ? suggested : names);
    if (right === null || !names.has(right)) return no(`no one script is near ${wrong}`);
    const holders = [...input.files.paths].filter((each) => MANIFEST.test(each) && !each.includes('node_modules/'));
    const files = [...workflowFiles(input), '.gitlab-ci.yml', ...holders].filter((each) => input.files.paths.has(each));
    const call = new RegExp(
      `(?<![\\w-])(?:npm (?:run|run-script|--silent run|run --silent|run -s)|yarn(?: run)?|pnpm(?: run)?) ${wrong.replaceAll('.', '\\.')}(?![\\w:.-])`,
      'g',
    );
    const edits = files.flatMap((file) =>
      (input.files.text(file) ?? '').split('\n').flatMap((content, index) =>
        [...content.matchAll(call)].map((found) => {
          const column = found.index + found[0].length - wrong.length + 1;
          return replaceAt(file, { line: index + 1, column }, wrong, right);
        }),
      ),
    );
    if (edits.length === 0) return no(`nothing in the tree plainly calls ${wrong}`);
    if (new Set(edits.map((edit) => edit.path)).size > 1) return no(`several files call ${wrong}`);
    return [
      {
        outcome: 'patch',
        edits,
        reason: `Run the script ${right}: there is none of the name ${wrong}`,
        quotes: [said.quote],
        covers,
        coversAll: input.issues.every((issue) => covers.includes(issue)) && input.failingTests.length === 0,
        confidence: 0.9,
        safety: 'safe',
      },
    ];
  },
};
