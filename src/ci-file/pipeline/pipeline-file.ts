import type { Node } from 'yaml';
import { isMap, isScalar, isSeq } from 'yaml';
import type { CiFinding } from '../ci-file.types';
import type { CiRule } from '../rules/rule';
import type { Entry, YamlTree } from '../yaml-tree';
import { entriesOf, entryOf, itemsOf, resolved, scalarsOf, textOf, valueAt } from '../yaml-tree';
import { ARTIFACT_KEYS, DEFAULT_KEYS, JOB_KEYS, ROOT_KEYS, RULE_KEYS, STAGES, WHEN } from './words';

interface Pipeline {
  readonly tree: YamlTree;
  /** Jobs and templates (`.name`) by name. */
  readonly jobs: ReadonlyMap<string, Entry>;
  /** Null when another file may declare them. */
  readonly stages: readonly string[] | null;
  /** True when what is not here may come from another file. */
  readonly includes: boolean;
}

function pipelineOf(tree: YamlTree): Pipeline {
  const jobs = new Map(
    entriesOf(tree.root).flatMap((entry) => (isJob(tree, entry) ? [[entry.key, entry] as const] : [])),
  );
  const includes = entryOf(tree.root, 'include') !== null;
  const declared = valueAt(tree, tree.root, 'stages');
  const named = scalarsOf(declared).map((scalar) => textOf(scalar) ?? '');
  const stages = declared === null ? (includes ? null : STAGES) : ['.pre', ...named, '.post'];
  return { tree, jobs, stages: isSeq(declared) || declared === null ? stages : null, includes };
}

function isJob(tree: YamlTree, { key, value }: Entry): boolean {
  return !ROOT_KEYS.includes(key) && isMap(resolved(tree, value));
}

function unknownKeys(tree: YamlTree, where: string, node: Node | null, known: readonly string[]): CiFinding[] {
  return entriesOf(node)
    .filter(({ key }) => !known.includes(key) && key !== '<<' && !key.startsWith('.'))
    .map(({ key, keyNode }) => ({
      rule: 'pipeline-key',
      ...tree.placeOf(keyNode),
      message: `${where} config contains unknown keys: ${key}`,
    }));
}

/** What a job has by itself and by all it extends; null when something of that is in another file. */
function inherited({ tree, jobs }: Pipeline, job: Node | null, depth = 0): ReadonlySet<string> | null {
  const keys = new Set(entriesOf(job).map(({ key }) => key));
  const merged = entriesOf(job).filter(({ key }) => key === '<<');
  for (const { value } of merged) {
    const one = resolved(tree, value);
    for (const each of isSeq(one) ? itemsOf(one) : [one])
      for (const { key } of entriesOf(resolved(tree, each))) keys.add(key);
  }
  for (const scalar of scalarsOf(valueAt(tree, job, 'extends'))) {
    const parent = jobs.get(textOf(scalar) ?? '');
    const more =
      parent && depth < 20
        ? inherited({ tree, jobs, stages: null, includes: false }, resolved(tree, parent.value), depth + 1)
        : null;
    if (more === null) return null;
    for (const key of more) keys.add(key);
  }
  return keys;
}

function script(tree: YamlTree, name: string, job: Node | null): CiFinding[] {
  return ['script', 'before_script', 'after_script'].flatMap((key) => {
    const entry = entryOf(job, key);
    const value = resolved(tree, entry?.value);
    if (!entry || (isScalar(value) && value.value !== null) || isSeq(value)) {
      const wrong = itemsOf(value).find((item) => isMap(resolved(tree, item)));
      if (!wrong) return [];
      const message = `jobs:${name}:${key} config should be a string or a nested array of strings up to 10 levels deep`;
      return [{ rule: 'pipeline-script', ...tree.placeOf(wrong), message }];
    }
    const message = `jobs:${name}:${key} config should be a string or a nested array of strings up to 10 levels deep`;
    return [{ rule: 'pipeline-script', ...tree.placeOf(entry.keyNode), message }];
  });
}

function needs({ tree, jobs, includes }: Pipeline, name: string, job: Node | null): CiFinding[] {
  if (includes) return [];
  return ['needs', 'dependencies'].flatMap((key) =>
    itemsOf(valueAt(tree, job, key)).flatMap((item) => {
      const one = resolved(tree, item);
      const place = isMap(one) ? valueAt(tree, one, 'job') : one;
      const other = textOf(place);
      const elsewhere = isMap(one) && ['project', 'pipeline', 'optional'].some((word) => entryOf(one, word) !== null);
      if (place === null || other === null || elsewhere || /\$|^\[/.test(other) || jobs.has(other)) return [];
      const kind = key === 'needs' ? 'need' : 'dependency';
      return [{ rule: 'pipeline-need', ...tree.placeOf(place), message: `${name} job: undefined ${kind}: ${other}` }];
    }),
  );
}

function jobFindings(pipeline: Pipeline, { key: name, keyNode, value }: Entry): CiFinding[] {
  const { tree, stages, includes } = pipeline;
  const job = resolved(tree, value);
  const found = [...unknownKeys(tree, `jobs:${name}`, job, JOB_KEYS), ...script(tree, name, job)];
  for (const rule of itemsOf(valueAt(tree, job, 'rules')))
    found.push(...unknownKeys(tree, `jobs:${name}:rules:rule`, resolved(tree, rule), RULE_KEYS));
  found.push(...unknownKeys(tree, `jobs:${name}:artifacts`, valueAt(tree, job, 'artifacts'), ARTIFACT_KEYS));
  const when = valueAt(tree, job, 'when');
  const said = textOf(when);
  if (when !== null && said !== null && !WHEN.includes(said) && !said.includes('$'))
    found.push({
      rule: 'pipeline-value',
      ...tree.placeOf(when),
      message: `jobs:${name} when should be one of: ${WHEN.join(', ')}`,
    });
  if (entryOf(job, 'rules'))
    for (const old of ['only', 'except'])
      for (const entry of [entryOf(job, old)])
        if (entry) {
          const message = `jobs:${name} config key may not be used with \`rules\`: ${old}`;
          found.push({ rule: 'pipeline-key', ...tree.placeOf(entry.keyNode), message });
        }
  const stage = valueAt(tree, job, 'stage');
  const chosen = textOf(stage);
  if (stage !== null && chosen !== null && stages && !stages.includes(chosen) && !chosen.includes('$')) {
    const message = `${name} job: chosen stage ${chosen} does not exist; available stages are ${stages.join(', ')}`;
    found.push({ rule: 'pipeline-stage', ...tree.placeOf(stage), message });
  }
  if (name.startsWith('.')) return found;
  found.push(...needs(pipeline, name, job));
  const keys = inherited(pipeline, job);
  const runs = keys === null || ['script', 'run', 'trigger', 'pages'].some((key) => keys.has(key));
  // An included file may give the job of this name the rest.
  if (!runs && !includes) {
    const message = `jobs ${name} config should implement the script:, run:, or trigger: keyword`;
    found.push({ rule: 'pipeline-script', ...tree.placeOf(keyNode), message });
  }
  return found;
}

/** A pipeline of GitLab's: unknown keys, jobs without a script, stages and jobs that do not exist, files that are not there. */
export const pipelineFile: CiRule = (tree, { paths }) => {
  const { root } = tree;
  if (!isMap(root)) return [{ rule: 'pipeline-key', line: 1, column: 1, message: 'Invalid configuration format' }];
  const pipeline = pipelineOf(tree);
  const found: CiFinding[] = entriesOf(root)
    .filter((entry) => !ROOT_KEYS.includes(entry.key) && !isJob(tree, entry) && !entry.key.startsWith('.'))
    .map(({ key, keyNode }) => ({
      rule: 'pipeline-key',
      ...tree.placeOf(keyNode),
      message: `root config contains unknown keys: ${key}`,
    }));
  found.push(...unknownKeys(tree, 'default', valueAt(tree, root, 'default'), DEFAULT_KEYS));
  for (const job of pipeline.jobs.values()) found.push(...jobFindings(pipeline, job));
  const includes = valueAt(tree, root, 'include');
  for (const item of isSeq(includes) ? itemsOf(includes) : includes === null ? [] : [includes]) {
    const one = resolved(tree, item);
    const local = isMap(one) ? valueAt(tree, one, 'local') : one;
    const file = (textOf(local) ?? '').replace(/^\//, '');
    if (local === null || paths === undefined || !/^[\w./-]+\.ya?ml$/.test(file) || paths.has(file)) continue;
    found.push({ rule: 'pipeline-include', ...tree.placeOf(local), message: `Local file \`${file}\` does not exist!` });
  }
  return found;
};
