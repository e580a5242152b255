import type { Node } from 'yaml';
import { isMap } from 'yaml';
import { JOB_KEYS, ROOT_KEYS, WHEN } from '../../../ci-file/pipeline/words';
import { closeName } from '../config/close-name';
import type { YamlEntry, YamlText } from '../config/yaml-place';
import { entriesOf, itemsOf, textOf, valueOf } from '../config/yaml-place';
import type { Edit } from '../fix.types';
import { deleteLines, lineOf, replaceAt } from '../kit';

const NO_SCRIPT = /^jobs (.{1,255}?) config should implement /;
const WHEN_VALUE = /^jobs:([^:]{1,255}?) when should be one of: /;
const TWICE = /^(.{1,255}?) has the following needs duplicated: (.{1,300})\.$/;
const ALIAS = /(?:^|: )(?:Unknown alias|An alias referenced an unknown anchor): ([\w.-]{1,100})$/;
const RUNS = ['script', 'run', 'trigger'];

/** A pipeline's file that parses. */
export interface Pipeline {
  readonly path: string;
  readonly text: string;
  readonly yaml: YamlText;
  readonly root: Node | null;
}
/** What cures one sentence of GitLab's. */
export interface Change {
  readonly edits: readonly Edit[];
  readonly reason: string;
  readonly safe: boolean;
  /** Jobs that have a script again. */
  readonly runs?: readonly string[];
}

/** The edit that writes another name for the one that stands at a node. */
export function renamed(
  { path, text, yaml }: Pipeline,
  range: readonly number[] | null | undefined,
  wrong: string,
  right: string,
): Edit[] {
  const start = range?.[0];
  if (start === undefined) return [];
  const at = text.startsWith(wrong, start) ? start : text.indexOf(wrong, start);
  if (at < 0 || at > start + 1) return [];
  return [replaceAt(path, yaml.at(at), wrong, right)];
}

function entryOf(node: Node | null, name: string): YamlEntry | null {
  const found = entriesOf(node).filter(({ key }) => key === name);
  return found.length === 1 ? (found[0] ?? null) : null;
}

function changeOf(edits: readonly Edit[], reason: string): Change | null {
  return edits.length === 0 ? null : { edits, reason, safe: true };
}

/** Whatever has no script is no job to GitLab: a misspelt `script`, or a misspelt word of the margin taken for a job. */
export function scriptless(pipeline: Pipeline, message: string): Change | null {
  const [, name] = NO_SCRIPT.exec(message) ?? [];
  const job = name === undefined ? null : entryOf(pipeline.root, name);
  if (name === undefined || job === null) return null;
  const own = entriesOf(job.value);
  const slips = own.flatMap((entry) => {
    const right = JOB_KEYS.includes(entry.key) ? null : closeName(entry.key, RUNS);
    return right === null ? [] : [{ ...entry, right }];
  });
  const [slip, second] = slips;
  if (slip && !second) {
    const edits = renamed(pipeline, slip.keyNode.range, slip.key, slip.right);
    return changeOf(edits, `Write ${slip.right} for ${slip.key}, without which GitLab sees no job`);
  }
  const right = slip ? null : closeName(name, ROOT_KEYS);
  const isJob = own.some(({ key }) => JOB_KEYS.includes(key));
  if (right === null || isJob || entriesOf(pipeline.root).some(({ key }) => key === right)) return null;
  const edits = renamed(pipeline, job.keyNode.range, name, right);
  return changeOf(edits, `Write ${right} for ${name}, the nearest of the words GitLab knows, which it takes for a job`);
}

/** A value of `when` that GitLab does not know. */
export function whenValue(pipeline: Pipeline, message: string): Change | null {
  const [, job] = WHEN_VALUE.exec(message) ?? [];
  const node = job === undefined ? null : valueOf(pipeline.root, job, 'when');
  const wrong = textOf(node);
  const right = wrong === null ? null : closeName(wrong, WHEN);
  if (node === null || wrong === null || right === null) return null;
  return changeOf(
    renamed(pipeline, node.range, wrong, right),
    `Write ${right} for ${wrong}, the nearest of the values`,
  );
}

/** A need that is named twice: the second goes. */
export function neededTwice(pipeline: Pipeline, message: string): Change | null {
  const [, job, list = ''] = TWICE.exec(message) ?? [];
  if (job === undefined) return null;
  const { path, text, yaml } = pipeline;
  const edits: Edit[] = [];
  for (const name of list.split(', ')) {
    const all = itemsOf(valueOf(pipeline.root, job, 'needs')).filter(
      (item) => textOf(isMap(item) ? valueOf(item, 'job') : item) === name,
    );
    const [, second, third] = all;
    const line = second?.range ? yaml.at(second.range[0]).line : 0;
    // One that says more than its name may be the one that is meant.
    if (third || all.some(isMap) || !/^\s*- [\w.:/"' -]+$/.test(lineOf(text, line) ?? '')) return null;
    const edit = deleteLines(path, text, line);
    if (edit) edits.push(edit);
  }
  return changeOf(edits, `Need ${list} once, not twice`);
}

/** An alias of an anchor that is spelt another way. */
export function alias({ path, text }: Pick<Pipeline, 'path' | 'text'>, message: string): Change | null {
  const [, wrong] = ALIAS.exec(message) ?? [];
  if (wrong === undefined) return null;
  const anchors = Array.from(text.matchAll(/(?:^|[\s[{,:-])&([\w.-]{1,100})/g), ([, name = '']) => name);
  const right = anchors.includes(wrong) ? null : closeName(wrong, anchors);
  if (right === null) return null;
  const edits = text.split('\n').flatMap((content, index) =>
    Array.from(content.matchAll(/(?<=^|[\s[{,:-])\*([\w.-]{1,100})/g))
      .filter(([, name]) => name === wrong)
      .map((match) => replaceAt(path, { line: index + 1, column: match.index + 2 }, wrong, right)),
  );
  return changeOf(edits, `Name the anchor ${right}, the nearest there is, for ${wrong}`);
}
