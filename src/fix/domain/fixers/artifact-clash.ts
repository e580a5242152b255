import type { Node } from 'yaml';
import { isMap, isScalar } from 'yaml';
import { matchesOf } from '../config/log-match';
import type { Job, Step } from '../config/workflow-file';
import { jobsOf, workflowFiles } from '../config/workflow-file';
import type { YamlText } from '../config/yaml-place';
import { entriesOf, itemsOf, textOf, valueOf, yamlText } from '../config/yaml-place';
import type { Edit, Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { lineOf, replaceAt, replaceLine } from '../kit';

const CLASH =
  /Failed to CreateArtifact: .{0,120}\(409\) Conflict: an artifact with this name already exists on the workflow run/;
/** What an artifact's name may not have. */
const FORBIDDEN = /["<>|*?:/\\\r\n]/;

interface Found {
  readonly job: Job;
  readonly step: Step;
  readonly name: Node;
}

/** The name of the artifact: the input as the runner shows it above the error. */
function clashing(input: FixerInput, job: string, line: number): string | null {
  const lines = input.logs.find((log) => log.job === job)?.lines ?? [];
  const above = lines.filter(({ number }) => number < line && number > line - 60);
  const start = above.map(({ text }) => /^(?:##\[group\])?Run actions\/upload-artifact@/.test(text)).lastIndexOf(true);
  if (start < 0) return null;
  return (
    above.slice(start, start + 8).flatMap(({ text }) => /^\s{1,4}name: (\S.{0,200})$/.exec(text)?.[1] ?? [])[0] ?? null
  );
}

/** True when a name with expressions can have become the words of the log. */
function isNamed(name: string, words: string): boolean {
  const parts = name.split(/\$\{\{[^}]*\}\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`).test(words);
}

function stepsWith(jobs: readonly Job[], action: string, words: string): Found[] {
  return jobs.flatMap((job) =>
    job.steps.flatMap((step) => {
      const name = valueOf(step.with, 'name');
      const said = textOf(name);
      const fits =
        step.uses?.startsWith(`${action}@`) === true && name !== null && said !== null && isNamed(said, words);
      return fits ? [{ job, step, name }] : [];
    }),
  );
}

/** What tells the jobs of a matrix apart and is not in a name yet: its plain axes, else the job's number. */
function suffixOf({ node }: Job, name: string): string {
  const axes = entriesOf(valueOf(node, 'strategy', 'matrix'));
  const plain = axes.filter(({ key }) => key !== 'exclude');
  const listed = plain.every(({ key, value }) => {
    const items = itemsOf(value);
    return (
      key !== 'include' &&
      items.length > 0 &&
      items.every((item) => isScalar(item) && !FORBIDDEN.test(textOf(item) ?? ':'))
    );
  });
  if (plain.length === 0 || !listed) return '-${{ strategy.job-index }}';
  return plain
    .filter(({ key }) => !new RegExp(`\\bmatrix\\.${key}\\b`).test(name))
    .map(({ key }) => `-\${{ matrix.${key} }}`)
    .join('');
}

const endOf = (path: string, yaml: YamlText, node: Node, text: string, suffix: string): Edit => {
  const [start = 0, end = 0] = node.range ?? [];
  const quoted = /^["']/.test(text.slice(start, end)) ? 1 : 0;
  return replaceAt(path, yaml.at(end - quoted), '', suffix);
};

/** `name: x` of a later job's download becomes the pattern of all those names, put together as before. */
function merged(path: string, text: string, yaml: YamlText, { step, name }: Found): Edit[] | null {
  const key = entriesOf(step.with).find((entry) => entry.value === name)?.keyNode.range?.[0];
  if (key === undefined || !isMap(step.with) || step.with.flow === true || valueOf(step.with, 'pattern') !== null)
    return null;
  const { line, column } = yaml.at(key);
  const said = textOf(name) ?? '';
  if (said.includes('${{') || lineOf(text, line)?.trim() !== `name: ${said}`) return null;
  const margin = ' '.repeat(column - 1);
  const edit = replaceLine(path, text, line, `${margin}pattern: ${said}-*\n${margin}merge-multiple: true`);
  return edit === null ? null : [edit];
}

function editsFor(path: string, text: string, words: string): Edit[] | string | null {
  const yaml = yamlText(text);
  const jobs = yaml === null ? [] : jobsOf(yaml.document.contents);
  const uploads = stepsWith(jobs, 'actions/upload-artifact', words);
  const [upload, second] = uploads;
  if (yaml === null || !upload) return null;
  if (second) return `several steps upload ${words}`;
  const said = textOf(upload.name) ?? '';
  const suffix = upload.job.matrix ? suffixOf(upload.job, said) : '';
  if (suffix === '') return `nothing tells apart the jobs that upload ${words}`;
  if (/\bgh run download\b/.test(text)) return 'a script downloads artifacts by name';
  const edits = [endOf(path, yaml, upload.name, text, suffix)];
  for (const download of stepsWith(jobs, 'actions/download-artifact', words)) {
    const own = download.job.id === upload.job.id;
    const change = own ? [endOf(path, yaml, download.name, text, suffix)] : merged(path, text, yaml, download);
    if (change === null) return `the download of ${words} needs a person`;
    edits.push(...change);
  }
  return edits;
}

/** Jobs of a matrix that all upload an artifact of one name, which version 4 of the action refuses. */
export const artifactClash: Fixer = {
  name: 'artifact-clash',
  phase: 'edit',
  fix: (input): FixerOutcome[] => {
    const [said] = matchesOf(input, CLASH);
    if (!said) return [];
    const covers = input.issues.filter(({ message }) => /CreateArtifact|artifact with this name/.test(message));
    const no = (why: string): FixerOutcome[] => [{ outcome: 'declined', covers, why }];
    const words = clashing(input, said.quote.job, said.quote.line);
    if (words === null) return no('the log does not show which artifact it is');
    const found = workflowFiles(input).map((path) => editsFor(path, input.files.text(path) ?? '', words) ?? []);
    const why = found.find((each) => typeof each === 'string');
    const edits = found.flatMap((each) => (typeof each === 'string' ? [] : each));
    if (why !== undefined) return no(why);
    if (edits.length === 0 || new Set(edits.map(({ path }) => path)).size > 1)
      return no(`no one workflow uploads ${words}`);
    return [
      {
        outcome: 'patch',
        edits,
        reason: `Name the artifact of each job of the matrix apart: ${words} may be uploaded once`,
        quotes: [said.quote],
        covers,
        coversAll: input.issues.every((issue) => covers.includes(issue)) && input.failingTests.length === 0,
        confidence: 0.85,
        safety: edits.length > 1 ? 'suggestion' : 'safe',
      },
    ];
  },
};
