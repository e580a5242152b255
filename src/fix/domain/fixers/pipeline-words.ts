import type { Node } from 'yaml';
import { isMap } from 'yaml';
import { ARTIFACT_KEYS, DEFAULT_KEYS, JOB_KEYS, ROOT_KEYS, RULE_KEYS, STAGES } from '../../../ci-file/pipeline/words';
import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import { closeName } from '../config/close-name';
import { entriesOf, itemsOf, scalarsOf, textOf, valueOf, yamlText } from '../config/yaml-place';
import type { Edit, Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { lineOf, quoteOf, replaceLine } from '../kit';
import { alias, neededTwice, renamed, scriptless, whenValue } from './pipeline-more';
import type { Change, Pipeline } from './pipeline-more';

const UNKNOWN_KEYS =
  /^(root|default|jobs:([^:]{1,120})(?::(rules:rule|artifacts))?) config contains unknown keys: (.{1,300})$/;
const NO_SCRIPT = /^jobs (.{1,120}) config should implement the script:/;
const SCRIPT_SHAPE = /^jobs:([^:]{1,120}):((?:before_|after_)?script) config should be a string or a nested array/;
const STAGE = /^(.{1,120}) job: chosen stage (\S{1,120}) does not exist/;
const NO_STAGE = /^(.{1,120}) job: chosen stage does not exist/;
const EXTENDS = /^(.{1,120}): unknown keys in `extends` \(([\w.-]{1,120})\)$/;
const NEED = /^(.{1,120}) job: undefined (?:need|dependency): (.{1,120})$/;

/** The mappings that a complaint about keys may be about, and the keys they may have. */
function scopes(
  { root }: Pipeline,
  where: string,
  job: string,
  part: string,
): readonly [readonly Node[], readonly string[]] {
  if (where === 'root') return [root ? [root] : [], ROOT_KEYS];
  if (where === 'default') return [[valueOf(root, 'default')].filter(isMap), DEFAULT_KEYS];
  const own = valueOf(root, job);
  if (part === 'artifacts') return [[valueOf(own, 'artifacts')].filter(isMap), ARTIFACT_KEYS];
  if (part === 'rules:rule') return [itemsOf(valueOf(own, 'rules')).filter(isMap), RULE_KEYS];
  return [own ? [own] : [], JOB_KEYS];
}

function unknownKeys(pipeline: Pipeline, message: string): Change | null {
  const [, where, job = '', part = '', list] = UNKNOWN_KEYS.exec(message) ?? [];
  if (where === undefined || list === undefined) return null;
  const [nodes, known] = scopes(pipeline, where, job, part);
  const edits: Edit[] = [];
  const rights: string[] = [];
  for (const wrong of list.split(', ')) {
    const holders = nodes.filter((node) => entriesOf(node).some(({ key }) => key === wrong));
    const [holder, second] = holders;
    const entries = entriesOf(holder);
    const right = closeName(wrong, known);
    if (!holder || second || right === null || entries.some(({ key }) => key === right)) return null;
    const edit = renamed(pipeline, entries.find(({ key }) => key === wrong)?.keyNode.range, wrong, right);
    if (edit.length === 0) return null;
    edits.push(...edit);
    rights.push(`${right} for ${wrong}`);
  }
  const runs = rights.some((each) => /^(?:script|run|trigger) /.test(each)) ? [job] : [];
  return { edits, reason: `Write ${rights.join(', ')}, the nearest of the keys that GitLab knows`, safe: true, runs };
}

/** `- echo Status: ok` reads as a mapping; in quotes it is the command it was meant to be. */
function quotedCommand(pipeline: Pipeline, message: string): Change | null {
  const [, job, key] = SCRIPT_SHAPE.exec(message) ?? [];
  if (job === undefined || key === undefined) return null;
  const items = itemsOf(valueOf(pipeline.root, job, key)).filter(isMap);
  const edits = items.flatMap((item) => {
    const entries = entriesOf(item);
    const start = item.range?.[0];
    if (entries.length !== 1 || start === undefined) return [];
    const { line } = pipeline.yaml.at(start);
    const [, head, command] = /^(\s*- )([^'"\s#].*?)\s*$/.exec(lineOf(pipeline.text, line) ?? '') ?? [];
    if (head === undefined || command === undefined || /'| #|^[{[&*!|>%@`]/.test(command)) return [];
    return [replaceLine(pipeline.path, pipeline.text, line, `${head}'${command}'`)].filter((each) => each !== null);
  });
  if (edits.length === 0 || edits.length !== items.length) return null;
  return { edits, reason: 'Quote a command with a colon, which YAML reads as a mapping', safe: true };
}

function stage(pipeline: Pipeline, message: string): Change | null {
  const job = STAGE.exec(message)?.[1] ?? NO_STAGE.exec(message)?.[1];
  const node = job === undefined ? null : valueOf(pipeline.root, job, 'stage');
  const wrong = textOf(node);
  if (node === null || wrong === null) return null;
  const declared = valueOf(pipeline.root, 'stages');
  const names = declared === null ? STAGES : scalarsOf(declared).map((scalar) => textOf(scalar) ?? '');
  const right = closeName(wrong, names);
  if (right === null || names.includes(wrong)) return null;
  const edits = renamed(pipeline, node.range, wrong, right);
  return edits.length === 0
    ? null
    : { edits, reason: `Put the job ${job ?? ''} in the stage ${right}, the nearest of those declared`, safe: true };
}

function need(pipeline: Pipeline, message: string): Change | null {
  const [, job, wrong] = NEED.exec(message) ?? [];
  if (job === undefined || wrong === undefined) return null;
  const others = entriesOf(pipeline.root)
    .filter(({ key, value }) => isMap(value) && !ROOT_KEYS.includes(key) && key !== job && !key.startsWith('.'))
    .map(({ key }) => key);
  const right = closeName(wrong, others);
  const own = valueOf(pipeline.root, job);
  const places = ['needs', 'dependencies'].flatMap((key) =>
    itemsOf(valueOf(own, key)).map((item) => (isMap(item) ? valueOf(item, 'job') : item)),
  );
  const [place, second] = places.filter((each) => textOf(each) === wrong);
  if (right === null || !place || second || places.some((each) => textOf(each) === right)) return null;
  const edits = renamed(pipeline, place.range, wrong, right);
  return edits.length === 0
    ? null
    : { edits, reason: `Write ${right} for ${wrong}, the nearest of the jobs`, safe: true };
}

function base(pipeline: Pipeline, message: string): Change | null {
  const [, job, wrong] = EXTENDS.exec(message) ?? [];
  if (job === undefined || wrong === undefined) return null;
  const others = entriesOf(pipeline.root)
    .filter(({ key, value }) => isMap(value) && !ROOT_KEYS.includes(key) && key !== job)
    .map(({ key }) => key);
  // A template of an included file is not in the tree: none of the file's own may be taken for it then.
  const right = valueOf(pipeline.root, 'include') === null ? closeName(wrong, others) : null;
  const [place, second] = scalarsOf(valueOf(pipeline.root, job, 'extends')).filter((each) => textOf(each) === wrong);
  const edits = right === null || !place || second ? [] : renamed(pipeline, place.range, wrong, right);
  return right === null || edits.length === 0
    ? null
    : { edits, reason: `Extend ${right}, the nearest of the file’s own, for ${wrong}`, safe: true };
}

/** Sentences with more than one cure. */
const WHY: readonly (readonly [RegExp, string])[] = [
  [
    /^The pipeline has circular dependencies/,
    'jobs need each other in a circle, and which need is not meant is not said',
  ],
  [
    /circular dependency detected in `extends`/,
    'jobs extend each other in a circle, and which is not meant is not said',
  ],
  [
    / is not defined in (?:current or )?prior stages$/,
    'a need runs in a later stage: which of the two stages is wrong is not said',
  ],
  [/key may not be used with `rules`/, 'only or except beside rules: which of them is meant is not said'],
];

function slip(pipeline: Pipeline, message: string): Change | null {
  return (
    unknownKeys(pipeline, message) ??
    scriptless(pipeline, message) ??
    quotedCommand(pipeline, message) ??
    stage(pipeline, message) ??
    need(pipeline, message) ??
    neededTwice(pipeline, message) ??
    whenValue(pipeline, message) ??
    base(pipeline, message)
  );
}

function fixOne(input: FixerInput, issue: DiagnosisIssue): FixerOutcome | null {
  const path = input.pathOf(issue.file ?? '');
  const text = path === null ? null : input.files.text(path);
  if (path === null || text === null) return null;
  const { message } = issue;
  const yaml = yamlText(text);
  const pipeline = yaml === null ? null : { path, text, yaml, root: yaml.document.contents };
  const change = alias({ path, text }, message) ?? (pipeline === null ? null : slip(pipeline, message));
  // What does not parse is another fixer's.
  if (change === null && pipeline === null) return null;
  if (change === null)
    return {
      outcome: 'declined',
      covers: [issue],
      why:
        WHY.find(([said]) => said.test(message))?.[1] ??
        `no single cure for what GitLab says: ${message.slice(0, 120)}`,
    };
  const also = input.issues.filter(
    (other) =>
      other !== issue &&
      ((change.runs ?? []).includes(NO_SCRIPT.exec(other.message)?.[1] ?? ' ') ||
        (SCRIPT_SHAPE.test(message) && other.message === message)),
  );
  return {
    outcome: 'patch',
    edits: change.edits,
    reason: change.reason,
    quotes: [quoteOf(input, issue)],
    covers: [issue, ...also],
    confidence: change.safe ? 0.9 : 0.6,
    safety: change.safe ? 'safe' : 'suggestion',
  };
}

/** Slips in a pipeline that GitLab names: unknown keys, stages and jobs, commands that YAML reads as mappings. */
export const pipelineWords: Fixer = {
  name: 'pipeline-words',
  phase: 'edit',
  fix: (input) => {
    const own = input.issues.filter(({ tool, file }) => tool === 'gitlab-ci' && file !== null);
    const outcomes = own.flatMap((issue) => fixOne(input, issue) ?? []);
    const covered = new Set(outcomes.flatMap((each) => (each.outcome === 'patch' ? each.covers : [])));
    return outcomes.filter((each) => each.outcome === 'patch' || each.covers.some((issue) => !covered.has(issue)));
  },
};
