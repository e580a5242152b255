import { closeName } from '../config/close-name';
import { matchesOf } from '../config/log-match';
import { foldersOf } from '../config/near-path';
import { jobsOf, workflowFiles } from '../config/workflow-file';
import { textOf, valueOf, yamlText } from '../config/yaml-place';
import type { Edit, Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { replaceAt } from '../kit';

/** The runner, when it cannot start a shell in the folder of a step. */
const SAID =
  /An error occurred trying to start process '[^']{1,200}' with working directory '(?:\/home\/runner\/work\/[^/']{1,100}\/[^/']{1,100}|[A-Z]:\\a\\[^\\']{1,100}\\[^\\']{1,100}|\/Users\/runner\/work\/[^/']{1,100}\/[^/']{1,100}|\/__w\/[^/']{1,100}\/[^/']{1,100})[\\/](?:\.[\\/])?([^']{1,300})'\. (?:No such file or directory|The directory name is invalid)/;

/** The one folder that was meant: spelt nearly so, or of that name elsewhere. */
function meant(wrong: string, folders: ReadonlySet<string>): string | null {
  const near = closeName(wrong, folders);
  const name = wrong.slice(wrong.lastIndexOf('/') + 1);
  const moved = [...folders].filter((folder) => folder === name || folder.endsWith(`/${name}`));
  const [only] = moved;
  if (near !== null) return moved.length === 0 || (moved.length === 1 && only === near) ? near : null;
  return moved.length === 1 ? (only ?? null) : null;
}

function editsOf(path: string, text: string, wrong: string, right: string): Edit[] {
  const yaml = yamlText(text);
  if (!yaml) return [];
  const root = yaml.document.contents;
  const jobs = jobsOf(root);
  const places = [
    valueOf(root, 'defaults', 'run', 'working-directory'),
    ...jobs.map(({ node }) => valueOf(node, 'defaults', 'run', 'working-directory')),
    ...jobs.flatMap(({ steps }) => steps.map(({ node }) => valueOf(node, 'working-directory'))),
  ];
  return places.flatMap((place) => {
    const said = textOf(place);
    if (said === null || !place?.range || said.replace(/^\.\//, '').replace(/\/$/, '') !== wrong) return [];
    const at = text.indexOf(wrong, place.range[0]);
    return at < 0 || at > place.range[1] ? [] : [replaceAt(path, yaml.at(at), wrong, right)];
  });
}

/** Steps that run in a folder which the repository does not have. */
export const workingDirectory: Fixer = {
  name: 'working-directory',
  phase: 'edit',
  fix: (input: FixerInput): FixerOutcome[] => {
    const [said] = matchesOf(input, SAID);
    if (!said) return [];
    const wrong = (said.groups[0] ?? '').replaceAll('\\', '/').replace(/\/$/, '');
    const covers = input.issues.filter(({ message }) => message.includes('with working directory'));
    const coversAll = input.issues.every((issue) => covers.includes(issue)) && input.failingTests.length === 0;
    const folders = foldersOf(input.files.paths);
    const right = folders.has(wrong) ? null : meant(wrong, folders);
    if (right === null)
      return [{ outcome: 'declined', covers, why: `no single folder of the repository fits ${wrong}` }];
    const touched = workflowFiles(input)
      .map((path) => editsOf(path, input.files.text(path) ?? '', wrong, right))
      .filter((edits) => edits.length > 0);
    const [edits] = touched;
    if (!edits || touched.length > 1)
      return [{ outcome: 'declined', covers, why: `no single workflow has the working directory ${wrong}` }];
    return [
      {
        outcome: 'patch',
        edits,
        reason: `Run the step in ${right}: there is no folder ${wrong}`,
        quotes: [said.quote],
        covers,
        coversAll,
        confidence: 0.9,
        safety: 'safe',
      },
    ];
  },
};
