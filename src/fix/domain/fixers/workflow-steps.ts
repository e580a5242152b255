import type { Node } from 'yaml';
import { isScalar, visit } from 'yaml';
import { KNOWN_ACTIONS } from '../config/action-versions';
import { closeName } from '../config/close-name';
import type { LogMatch } from '../config/log-match';
import { matchesOf } from '../config/log-match';
import { foldersOf, nearPath } from '../config/near-path';
import type { Job, Step } from '../config/workflow-file';
import { jobsOf, workflowFiles } from '../config/workflow-file';
import type { YamlText } from '../config/yaml-place';
import { entriesOf, textOf, valueOf, yamlText } from '../config/yaml-place';
import type { Edit, Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { deleteLines, insertLines, lineOf, replaceAt } from '../kit';

interface Workflow {
  readonly path: string;
  readonly text: string;
  readonly yaml: YamlText;
  readonly jobs: readonly Job[];
}
/** Edits, none where the workflow has nothing of it, or why a person has to look. */
type Change = readonly Edit[] | string;
interface Cure {
  readonly said: RegExp;
  readonly reason: (match: LogMatch) => string;
  readonly change: (workflow: Workflow, match: LogMatch, input: FixerInput) => Change;
}

const lineOfNode = ({ yaml }: Workflow, node: Node | null): number => yaml.at(node?.range?.[0] ?? 0).line;

/** `3.10` is the number 3.1 to YAML: a version has to be a text. */
function quotedVersion({ path, text, yaml }: Workflow, { groups: [version = ''] }: LogMatch): Change {
  const mark = /[:[,]\s*"\d/.test(text) && !/[:[,]\s*'\d/.test(text) ? '"' : "'";
  const edits: Edit[] = [];
  visit(yaml.document, {
    Scalar(_key, node) {
      const [start, end] = node.range ?? [];
      if (typeof node.value !== 'number' || start === undefined || end === undefined) return;
      const source = text.slice(start, end);
      if (/^\d+\.\d*0$/.test(source) && String(node.value) === version)
        edits.push(replaceAt(path, yaml.at(start), source, mark + source + mark));
    },
  });
  return edits;
}

/** The version of the checkout that the repository's own workflows use. */
function checkoutOf(input: FixerInput): string {
  const all = [...input.files.paths]
    .filter((path) => path.startsWith('.github/workflows/'))
    .flatMap((path) => [
      ...(input.files.text(path) ?? '').matchAll(/\buses:\s*(actions\/checkout@[\w.-]{1,60})\s*$/gm),
    ]);
  return all[0]?.[1] ?? 'actions/checkout@v4';
}

function withCheckout(workflow: Workflow, { groups: [folder = ''] }: LogMatch, input: FixerInput): Change {
  const { path, yaml, jobs, text } = workflow;
  const used = `./${folder}`;
  const there = ['action.yml', 'action.yaml', 'Dockerfile'].some((name) => input.files.paths.has(`${folder}/${name}`));
  const holders = jobs.filter(({ steps }) => steps.some(({ uses }) => uses?.replace(/\/$/, '') === used));
  if (holders.length === 0) return [];
  if (!there) {
    const actions = [...input.files.paths].filter((each) => /(?:^|\/)(?:action\.ya?ml|Dockerfile)$/.test(each));
    const right = nearPath(folder, foldersOf(actions));
    if (right === null) return `the repository has no action ${folder}, nor one of a name near it`;
    return holders.flatMap(({ steps }) =>
      steps.flatMap(({ node, uses }): Edit[] => {
        const start = valueOf(node, 'uses')?.range?.[0] ?? -1;
        const at = uses?.startsWith(used) === true ? text.indexOf(folder, start) : -1;
        return start < 0 || at < 0 ? [] : [replaceAt(path, yaml.at(at), folder, right)];
      }),
    );
  }
  const without = holders.filter(({ steps }) => {
    const own = steps.findIndex(({ uses }) => uses?.startsWith(used) === true);
    return !steps.slice(0, own).some(({ uses }) => uses?.startsWith('actions/checkout@') === true);
  });
  return without.flatMap(({ steps }): Edit[] => {
    const [first] = steps;
    const line = lineOfNode(workflow, first?.node ?? null);
    const [, margin] = /^(\s*)- /.exec(lineOf(text, line) ?? '') ?? [];
    const later = steps.some(({ uses }) => uses?.startsWith('actions/checkout@') === true);
    return margin === undefined || later ? [] : [insertLines(path, line, [`${margin}- uses: ${checkoutOf(input)}`])];
  });
}

/** The lines of a step, its comments above excluded; null where it is not in block style. */
function linesOfStep(workflow: Workflow, steps: readonly Step[], step: Step): readonly [number, number] | null {
  const first = lineOfNode(workflow, step.node);
  const next = steps[steps.indexOf(step) + 1];
  const lines = workflow.text.split('\n');
  let last = next ? lineOfNode(workflow, next.node) - 1 : workflow.yaml.at((step.node.range?.[1] ?? 1) - 1).line;
  while (last > first && /^\s*(?:#.*)?$/.test(lines[last - 1] ?? '')) last -= 1;
  return /^\s*- /.test(lines[first - 1] ?? '') ? [first, last] : null;
}

const isPnpm = ({ uses }: Step): boolean => uses?.startsWith('pnpm/action-setup@') === true;

/** The package manager has to be there before its cache is asked for. */
function pnpmFirst(workflow: Workflow): Change {
  const { path, text, jobs } = workflow;
  for (const { steps } of jobs) {
    const node = steps.find(
      ({ uses, with: given }) =>
        uses?.startsWith('actions/setup-node@') === true && textOf(valueOf(given, 'cache')) === 'pnpm',
    );
    const pnpm = steps.find(isPnpm);
    if (!node || !pnpm || steps.indexOf(pnpm) < steps.indexOf(node)) continue;
    const range = linesOfStep(workflow, steps, pnpm);
    const moved = range === null ? [] : text.split('\n').slice(range[0] - 1, range[1]);
    const gone = range === null ? null : deleteLines(path, text, range[0], range[1]);
    const place = lineOfNode(workflow, node.node);
    if (gone === null || !/^\s*- /.test(lineOf(text, place) ?? '')) return 'the steps are not in block style';
    return [insertLines(path, place, moved), gone];
  }
  return [];
}

/** The version that package.json names is the one that stays: all tools read it. */
function onePnpm(workflow: Workflow): Change {
  const { path, text, yaml, jobs } = workflow;
  return jobs.flatMap(({ steps }) =>
    steps.filter(isPnpm).flatMap((step): Edit[] => {
      const own = entriesOf(step.with);
      const entry = own.find(({ key }) => key === 'version');
      const place = entry?.keyNode.range?.[0];
      if (place === undefined) return [];
      const { line } = yaml.at(place);
      if (!/^\s*version:\s*\S+\s*$/.test(lineOf(text, line) ?? '')) return [];
      const alone = own.length === 1 && /^\s*with:\s*$/.test(lineOf(text, line - 1) ?? '');
      return [deleteLines(path, text, alone ? line - 1 : line, line)].filter((each) => each !== null);
    }),
  );
}

/** An input of a name a slip off the one that the action cannot do without. */
function misspeltInput(
  { path, yaml, jobs }: Workflow,
  { groups: [list = '', valid = ''] }: LogMatch,
  input: FixerInput,
): Change {
  const names = (text: string): string[] => [...text.matchAll(/'([^']{1,80})'/g)].map(([, name = '']) => name);
  const required = new Set(matchesOf(input, REQUIRED).map(({ groups: [name = ''] }) => name));
  return names(list).flatMap((wrong): Edit[] => {
    const right = closeName(wrong, names(valid));
    if (right === null || !required.has(right)) return [];
    const keys = jobs.flatMap(({ steps }) =>
      steps.flatMap(({ with: given }) => {
        const entries = entriesOf(given);
        return entries.some(({ key }) => key === right) ? [] : entries.filter(({ key }) => key === wrong);
      }),
    );
    const [only, second] = keys;
    const start = only?.keyNode.range?.[0];
    return start === undefined || second || !isScalar(only?.keyNode)
      ? []
      : [replaceAt(path, yaml.at(start), wrong, right)];
  });
}

const CONTEXTS = [
  'github',
  'env',
  'vars',
  'job',
  'jobs',
  'steps',
  'runner',
  'secrets',
  'strategy',
  'matrix',
  'needs',
  'inputs',
];

/** A context of a name a slip off, in the expression and on the line that GitHub names. */
function misspeltContext(
  { path, text }: Workflow,
  { groups: [number = '', wrong = '', expression = ''] }: LogMatch,
): Change {
  const line = Number(number);
  const content = lineOf(text, line) ?? '';
  const from = content.indexOf(expression);
  const right = closeName(wrong, CONTEXTS);
  const uses = [...expression.matchAll(new RegExp(`(?<![\\w.'])${wrong}(?=\\.)`, 'g'))];
  const [use] = uses;
  if (from < 0 || right === null || CONTEXTS.includes(wrong) || !use || uses.length > 1) return [];
  // Secrets may not be asked for in conditions.
  if (right === 'secrets' && /^\s*(?:- )?if:/.test(content)) return 'secrets cannot be used in a condition';
  return [replaceAt(path, { line, column: from + use.index + 1 }, wrong, right)];
}

/** An action of a name a slip off one that GitHub itself keeps. */
function misspeltAction({ path, text, yaml, jobs }: Workflow, { groups: [wrong = ''] }: LogMatch): Change {
  const right = closeName(wrong, KNOWN_ACTIONS);
  if (right === null || KNOWN_ACTIONS.includes(wrong)) return [];
  return jobs.flatMap(({ steps }) =>
    steps.flatMap(({ node, uses }): Edit[] => {
      const start = valueOf(node, 'uses')?.range?.[0] ?? -1;
      const at = uses?.startsWith(`${wrong}@`) === true ? text.indexOf(wrong, start) : -1;
      return start < 0 || at < 0 ? [] : [replaceAt(path, yaml.at(at), wrong, right)];
    }),
  );
}

const REQUIRED = /Input required and not supplied: (\S{1,80})$/;
const CURES: readonly Cure[] = [
  {
    said: /\(Line: (\d{1,6}), Col: \d{1,6}\): Unrecognized named-value: '(\w{1,60})'\. Located at position \d{1,5} within expression: (.{1,200}?)\s*$/,
    reason: ({ groups: [, wrong = ''] }) => `Write the context as GitHub calls it, for ${wrong}`,
    change: misspeltContext,
  },
  {
    said: /Unable to resolve action `?(actions\/[\w.-]{1,80})(?:@[^`,]{1,80})?`?, repository not found/,
    reason: ({ groups: [wrong = ''] }) => `Use the action by its name, for ${wrong}`,
    change: misspeltAction,
  },
  {
    said: /(?:The version|Unable to find (?:Node|Go|\w{1,20}) version|Could not find satisfied version) '(\d{1,4}\.\d{1,4})'/i,
    reason: ({ groups: [version = ''] }) => `Quote the version, which YAML reads as the number ${version}`,
    change: quotedVersion,
  },
  {
    said: /Can't find 'action\.yml', 'action\.yaml' or 'Dockerfile' under '(?:\/home\/runner\/work|\/Users\/runner\/work|\/__w)\/[^/']{1,100}\/[^/']{1,100}\/([^']{1,200})'/,
    reason: ({ groups: [folder = ''] }) => `Let the job have ./${folder} before it uses it`,
    change: withCheckout,
  },
  {
    said: /Multiple versions of pnpm specified/,
    reason: () => 'Leave pnpm’s version to package.json, which names one as well',
    change: onePnpm,
  },
  {
    said: /Unable to locate executable file: pnpm\b/,
    reason: () => 'Set pnpm up before the step that asks for its cache',
    change: pnpmFirst,
  },
  {
    said: /Unexpected input\(s\) ((?:'[^']{1,80}'(?:, )?){1,20}), valid inputs are \[([^\]]{1,4000})\]/,
    reason: ({ groups: [list = ''] }) => `Write the input as the action calls it, for ${list}`,
    change: misspeltInput,
  },
];

function outcomeOf(input: FixerInput, { said, reason, change }: Cure): FixerOutcome[] {
  const [match] = matchesOf(input, said);
  if (!match) return [];
  const lines = new Set([said, REQUIRED].flatMap((each) => matchesOf(input, each)).map(({ quote }) => quote.line));
  const covers = input.issues.filter(({ evidence }) =>
    [...lines].some((line) => evidence.firstLine <= line && line <= evidence.lastLine),
  );
  const changes = workflowFiles(input).flatMap((path) => {
    const text = input.files.text(path);
    const yaml = text === null ? null : yamlText(text);
    return text === null || yaml === null
      ? []
      : [change({ path, text, yaml, jobs: jobsOf(yaml.document.contents) }, match, input)];
  });
  const why = changes.find((each) => typeof each === 'string');
  const touched = changes.filter((each): each is readonly Edit[] => typeof each !== 'string' && each.length > 0);
  const [edits] = touched;
  if (why === undefined && !edits) return [];
  if (!edits || why !== undefined || touched.length > 1)
    return [{ outcome: 'declined', covers, why: why ?? 'several workflows could be the one that failed' }];
  return [
    {
      outcome: 'patch',
      edits,
      reason: reason(match),
      quotes: [match.quote],
      covers,
      coversAll: input.issues.every((issue) => covers.includes(issue)) && input.failingTests.length === 0,
      confidence: 0.9,
      safety: 'safe',
    },
  ];
}

/** Steps of a workflow that GitHub's own and pnpm's actions say are set up wrong, where their words leave one cure. */
export const workflowSteps: Fixer = {
  name: 'workflow-steps',
  phase: 'edit',
  fix: (input) => CURES.flatMap((cure) => outcomeOf(input, cure)),
};
