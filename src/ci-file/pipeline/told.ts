import { isMap } from 'yaml';
import type { CiFinding } from '../ci-file.types';
import type { YamlTree } from '../yaml-tree';
import { entriesOf, entryOf, itemsOf, resolved, scalarsOf, textOf, valueAt } from '../yaml-tree';
import type { Entry, Place } from '../yaml-tree';

/** GitLab's sentences and what they are called here; the first group is the job, where one is named. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^(?:`[^`]{1,300}`: )?\(<unknown>\): /, 'pipeline-yaml'],
  [/^jobs:([^:]{1,255}?)(?::(?:before_|after_)?script) config should /, 'pipeline-script'],
  [/^jobs (.{1,255}?) config should implement /, 'pipeline-script'],
  [/^jobs:(.{1,255}?)(?::[\w:]+)? config (?:contains unknown keys|key may not be used)/, 'pipeline-key'],
  [/^jobs:([^:]{1,255}?)(?::[\w:]+)? [a-z]/, 'pipeline-value'],
  [/^(.{1,255}?) job: chosen stage /, 'pipeline-stage'],
  [/^(.{1,255}?) job: (?:undefined )?(?:need|dependency)\b/, 'pipeline-need'],
  [/^(.{1,255}?) has the following needs duplicated: /, 'pipeline-need'],
  [/^The pipeline has circular dependencies/, 'pipeline-need'],
  [
    /^(.{1,255}?): (?:unknown keys in|invalid base hashes in|circular dependency detected in|nesting too deep in) `extends`/,
    'pipeline-extends',
  ],
  [/^(?:Included|Local|Project|Remote) file /, 'pipeline-include'],
];

/** What a sentence is about beyond its job: the entry, or the item below it, that it names. */
function within(tree: YamlTree, job: Entry, message: string): Place {
  const own = resolved(tree, job.value);
  const at = (node: Parameters<YamlTree['placeOf']>[0] | undefined | null) => (node ? tree.placeOf(node) : null);
  const [, key] = /(?:unknown keys|`rules`): ([\w.-]{1,80})/.exec(message) ?? [];
  const holders = [own, ...entriesOf(own).map(({ value }) => resolved(tree, value))];
  const deeper = itemsOf(valueAt(tree, own, 'rules')).map((item) => resolved(tree, item));
  if (key !== undefined) {
    for (const holder of [...holders, ...deeper]) {
      const found = entryOf(holder, key);
      if (found) return tree.placeOf(found.keyNode);
    }
  }
  const [, stage] = /: chosen stage (.{1,80}?) does not exist/.exec(message) ?? [];
  if (stage !== undefined) return at(valueAt(tree, own, 'stage')) ?? tree.placeOf(job.keyNode);
  const [, other] = /(?:need|dependency):? `?([^`]{1,255}?)`?(?: is not defined in .*)?$/.exec(message) ?? [];
  for (const list of ['needs', 'dependencies'])
    for (const item of itemsOf(valueAt(tree, own, list))) {
      const one = resolved(tree, item);
      const named = isMap(one) ? valueAt(tree, one, 'job') : one;
      if (other !== undefined && textOf(named) === other && named) return tree.placeOf(named);
    }
  const [, lost = ''] = /`extends` \((.{1,200})\)/.exec(message) ?? [];
  const parent = scalarsOf(valueAt(tree, own, 'extends')).find((scalar) =>
    lost.split(', ').includes(textOf(scalar) ?? ''),
  );
  const [, part] = /^jobs:[^:]{1,255}?:(\w{1,60})\b/.exec(message) ?? [];
  return at(parent) ?? at(part === undefined ? null : entryOf(own, part)?.keyNode) ?? tree.placeOf(job.keyNode);
}

/** A sentence of GitLab's with the place it is about; null where that cannot be told. */
export function toldFinding(tree: YamlTree | null, message: string): CiFinding | null {
  for (const [sentence, rule] of SENTENCES) {
    const match = sentence.exec(message);
    if (!match) continue;
    const [, line, column] = / at line (\d{1,7}) column (\d{1,6})$/.exec(message) ?? [];
    if (line !== undefined) return { rule, line: Number(line), column: Number(column), message };
    const job = tree === null || match[1] === undefined ? null : entryOf(tree.root, match[1]);
    if (tree === null || job === null) return null;
    return { rule, ...within(tree, job, message), message };
  }
  return null;
}
