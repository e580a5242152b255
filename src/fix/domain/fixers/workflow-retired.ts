import { commandEdits } from '../config/command-edits';
import type { LogMatch } from '../config/log-match';
import { matchesOf } from '../config/log-match';
import type { Job } from '../config/workflow-file';
import { NEXT_IMAGE } from '../config/runner-images';
import { jobsOf, workflowFiles } from '../config/workflow-file';
import { scalarsOf, textOf, valueOf, yamlText } from '../config/yaml-place';
import type { YamlText } from '../config/yaml-place';
import type { Edit, Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { replaceAt } from '../kit';

const RETIRED_ACTION = /deprecated version of `(actions\/[\w-]{1,40}(?:\/[\w-]{1,40})?): (v[\d.]{1,10})`/;
const COMMAND = /The `(set-env|add-path|set-output|save-state)` command is disabled/;
const IMAGE =
  /\b(ubuntu|macos|windows)[- ](?:server )?(\d\d\.\d\d|20\d\d|\d\d)\b.{0,300}\b(?:brownout|retire|retired|retirement|has been removed|was removed|no longer (?:supported|available))\b/i;
/** The oldest major that still runs, and majors that do not. */
const ACTIONS: Readonly<Record<string, { readonly old: RegExp; readonly now: string }>> = {
  'actions/upload-artifact': { old: /^v[123](?:\.|$)/, now: 'v4' },
  'actions/download-artifact': { old: /^v[123](?:\.|$)/, now: 'v4' },
  'actions/cache': { old: /^v[12](?:\.|$)/, now: 'v4' },
};

type Change = readonly Edit[] | string;

/** Uploads of version 4 may not share a name and leave hidden files out; what would be lost, in words. */
function uploadsAtRisk(jobs: readonly Job[]): string | null {
  const uploads = jobs.flatMap((job) =>
    job.steps
      .filter(({ uses }) => uses?.startsWith('actions/upload-artifact@') === true)
      .map((step) => ({
        job,
        name: textOf(valueOf(step.with, 'name')) ?? 'artifact',
        path: textOf(valueOf(step.with, 'path')) ?? '',
      })),
  );
  if (new Set(uploads.map(({ name }) => name)).size !== uploads.length)
    return 'two uploads share a name, which version 4 refuses';
  if (uploads.some(({ job, name }) => job.matrix && !/\$\{\{[^}]*\b(?:matrix|strategy\.job-index)\b/.test(name)))
    return 'jobs of a matrix upload under one name, which version 4 refuses';
  if (uploads.some(({ path }) => /(?:^|[\s/])\.(?![./\s]|$)/.test(path)))
    return 'a hidden file is uploaded, which version 4 leaves out';
  return null;
}

function newerActions(path: string, text: string, yaml: YamlText, retired: string): Change {
  const jobs = jobsOf(yaml.document.contents);
  const family = retired.endsWith('-artifact') ? ['actions/upload-artifact', 'actions/download-artifact'] : [retired];
  const risk = retired.endsWith('-artifact') ? uploadsAtRisk(jobs) : null;
  const edits: Edit[] = [];
  for (const { node } of jobs.flatMap(({ steps }) => steps)) {
    const uses = valueOf(node, 'uses');
    const [action = '', ref = ''] = (textOf(uses) ?? '').split('@');
    const known = ACTIONS[action.replace(/^(actions\/cache)\/.*/, '$1')];
    if (!known || !family.includes(action.replace(/^(actions\/cache)\/.*/, '$1')) || !uses?.range) continue;
    if (/^[0-9a-f]{40}$/.test(ref)) return `${action} is pinned to a commit`;
    if (!known.old.test(ref)) continue;
    const start = text.indexOf(`@${ref}`, uses.range[0]);
    if (start < 0 || start > uses.range[1]) return `${action} stands in no plain text`;
    edits.push(replaceAt(path, yaml.at(start), `@${ref}`, `@${known.now}`));
  }
  return edits.length > 0 && risk !== null ? risk : edits;
}

function newerImage(path: string, text: string, yaml: YamlText, label: string): Change {
  const next = NEXT_IMAGE[label];
  if (next === undefined) return `${label} has no plain successor`;
  const found = jobsOf(yaml.document.contents).flatMap(({ node }) => {
    const matrix = valueOf(node, 'strategy', 'matrix');
    const places = [
      valueOf(node, 'runs-on'),
      valueOf(matrix, 'os'),
      valueOf(matrix, 'runner'),
      valueOf(matrix, 'platform'),
    ];
    const all = places.flatMap((place) => scalarsOf(place).map((scalar) => ({ place, scalar })));
    return all.filter(({ scalar }) => textOf(scalar) === label);
  });
  if (found.some(({ place }) => scalarsOf(place).some((other) => textOf(other) === next)))
    return `the matrix has ${next} already`;
  return found.flatMap(({ scalar }) => {
    const start = scalar.range ? text.indexOf(label, scalar.range[0]) : -1;
    return start < 0 ? [] : [replaceAt(path, yaml.at(start), label, next)];
  });
}

function outcome(
  input: FixerInput,
  said: readonly LogMatch[],
  words: RegExp,
  reason: string,
  safe: boolean,
  change: (path: string, text: string, yaml: YamlText) => Change,
): FixerOutcome[] {
  const [first] = said;
  if (!first) return [];
  const covers = input.issues.filter(
    ({ message }) => words.test(message) || message.includes('Unable to process command'),
  );
  const changes = workflowFiles(input).flatMap((path) => {
    const text = input.files.text(path);
    const yaml = text === null ? null : yamlText(text);
    return text === null || yaml === null ? [] : [change(path, text, yaml)];
  });
  const why = changes.find((each) => typeof each === 'string');
  const touched = changes.filter((each): each is readonly Edit[] => typeof each !== 'string' && each.length > 0);
  const [edits] = touched;
  if (why !== undefined) return [{ outcome: 'declined', covers, why }];
  if (!edits || touched.length > 1)
    return [
      {
        outcome: 'declined',
        covers,
        why: edits ? 'several workflows could be the one that failed' : 'no workflow has it',
      },
    ];
  return [
    {
      outcome: 'patch',
      edits,
      reason,
      quotes: [first.quote],
      covers,
      coversAll: input.issues.every((issue) => covers.includes(issue)) && input.failingTests.length === 0,
      confidence: safe ? 0.9 : 0.75,
      safety: safe ? 'safe' : 'suggestion',
    },
  ];
}

/** What GitHub has taken away: versions of its actions, images of its runners, commands printed to the log. */
export const workflowRetired: Fixer = {
  name: 'workflow-retired',
  phase: 'edit',
  fix: (input) => {
    const actions = matchesOf(input, RETIRED_ACTION);
    const action = actions[0]?.groups[0] ?? '';
    const commands = matchesOf(input, COMMAND);
    const names = new Set(commands.map(({ groups }) => groups[0] ?? ''));
    // A warning that an image will go some day fails nothing.
    const images = matchesOf(input, IMAGE).filter(
      ({ quote: { text } }) => /brownout|scheduled/i.test(text) || !/warning|\bwill be\b/i.test(text),
    );
    const [family = '', version = ''] = images[0]?.groups ?? [];
    const label = `${family.toLowerCase()}-${version}`;
    return [
      ...outcome(
        input,
        actions,
        RETIRED_ACTION,
        `Use the version of ${action} that GitHub still runs`,
        true,
        (path, text, yaml) => newerActions(path, text, yaml, action),
      ),
      ...outcome(
        input,
        commands,
        COMMAND,
        `Write to the runner’s files instead of the removed ${[...names].join(', ')}`,
        true,
        (path, text) =>
          commandEdits(path, text, names) ?? 'a script prints the command in another way than a plain echo',
      ),
      ...outcome(
        input,
        images,
        IMAGE,
        `Run on ${NEXT_IMAGE[label] ?? ''}, as ${label} is gone`,
        false,
        (path, text, yaml) => newerImage(path, text, yaml, label),
      ),
    ];
  },
};
