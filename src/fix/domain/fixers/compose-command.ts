import { matchesOf } from '../config/log-match';
import { workflowFiles } from '../config/workflow-file';
import type { Edit, Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { replaceAt } from '../kit';

/** GitHub's images lost the first version's `docker-compose` in July 2024; its successor is a command of docker. */
const SAID =
  /(?:^|: )docker-compose: (?:command )?not found$|^make(?:\[\d{1,2}\])?: docker-compose: No such file or directory$/;
const CALL = /(?<![\w./-])docker-compose(?=\s)/g;
/** Whoever installs it meant the first version. */
const INSTALLED = /\binstall\b.{0,200}\bdocker-compose\b|docker\/compose\/releases|hoverkraft-tech\/compose-action/;
const SCRIPT = /(?:^|\/)(?:Makefile|GNUmakefile|makefile|package\.json)$|\.(?:sh|bash|mk)$/;
const COMMENT = /^\s*#/;

function callsIn(path: string, text: string): Edit[] {
  return text
    .split('\n')
    .flatMap((content, index) =>
      COMMENT.test(content)
        ? []
        : [...content.matchAll(CALL)].map(({ index: column }) =>
            replaceAt(path, { line: index + 1, column: column + 1 }, 'docker-compose', 'docker compose'),
          ),
    );
}

/** True when a workflow may run the file: by its name, by make, or by a package manager. */
function mayRun(workflow: string, path: string): boolean {
  if (/makefile$|\.mk$/i.test(path)) return /\bmake\b/.test(workflow);
  if (path.endsWith('package.json')) return /\b(?:npm|pnpm|yarn|bun)\b/.test(workflow);
  return workflow.includes(path.slice(path.lastIndexOf('/') + 1));
}

interface Holder {
  readonly path: string;
  readonly text: string;
  readonly edits: readonly Edit[];
}

function holdersOf(input: FixerInput): Holder[] {
  const workflows = workflowFiles(input);
  const scripts = [...input.files.paths].filter((path) => SCRIPT.test(path) && !path.includes('node_modules/'));
  return [...new Set([...workflows, ...scripts.slice(0, 300)])].flatMap((path) => {
    const text = input.files.text(path);
    return text === null ? [] : [{ path, text, edits: callsIn(path, text) }];
  });
}

/** `docker-compose`, which GitHub's runners have no more, called as `docker compose` by all that the workflow runs. */
export const composeCommand: Fixer = {
  name: 'compose-command',
  phase: 'edit',
  fix: (input): FixerOutcome[] => {
    const [said] = matchesOf(input, SAID);
    if (!said) return [];
    const covers = input.issues.filter(({ message }) => message.includes('docker-compose'));
    const no = (why: string): FixerOutcome[] => [{ outcome: 'declined', covers, why }];
    const all = holdersOf(input);
    const workflows = all.filter(({ path }) => path.startsWith('.github/workflows/'));
    if (workflows.length === 0)
      return no('no workflow of GitHub’s runs here: another image may have no docker compose');
    if (all.some(({ text }) => INSTALLED.test(text))) return no('the repository installs docker-compose itself');
    const calling = all.filter(({ edits }) => edits.length > 0);
    const run = workflows.filter(
      ({ path, text, edits }) =>
        (input.workflow.path === null || input.workflow.path === path) &&
        (edits.length > 0 || calling.some((each) => mayRun(text, each.path))),
    );
    const [only, second] = run;
    if (!only) return no('nothing that the workflow runs calls docker-compose');
    if (second) return no('several workflows could be the one that failed');
    const edits = calling
      .filter(({ path }) => path === only.path || (!path.startsWith('.github/') && mayRun(only.text, path)))
      .flatMap((each) => each.edits);
    return [
      {
        outcome: 'patch',
        edits,
        reason: 'Call docker compose, which took the place of docker-compose on GitHub’s runners',
        quotes: [said.quote],
        covers,
        coversAll: input.issues.every((issue) => covers.includes(issue)) && input.failingTests.length === 0,
        confidence: 0.9,
        safety: 'safe',
      },
    ];
  },
};
