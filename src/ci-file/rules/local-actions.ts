import type { Node } from 'yaml';
import type { CiFileContext, CiFinding } from '../ci-file.types';
import type { YamlTree } from '../yaml-tree';
import { entriesOf, entryOf, itemsOf, resolved, textOf, valueAt, yamlTree } from '../yaml-tree';
import type { CiRule } from './rule';
import { listed } from './rule';

/** Where the action of `uses: ./folder` is described; null when the repository has no such file. */
function descriptionOf(folder: string, { paths, text }: CiFileContext): string | null {
  const bare = folder.replace(/^\.\//, '').replace(/(?<!\/)\/+$/, '');
  const start = bare === '' || bare === '.' ? '' : `${bare}/`;
  const file = ['action.yml', 'action.yaml'].map((name) => `${start}${name}`).find((name) => paths?.has(name));
  return file === undefined ? null : (text?.(file) ?? null);
}

function inputsWrong(tree: YamlTree, step: Node, uses: Node, folder: string, description: string): CiFinding[] {
  const action = yamlTree(description);
  if (action === null) return [];
  const name = textOf(valueAt(action, action.root, 'name')) ?? '';
  const inputs = entriesOf(valueAt(action, action.root, 'inputs'));
  const given = entriesOf(valueAt(tree, step, 'with'));
  const is = (one: string) => (other: { key: string }) => other.key.toLowerCase() === one.toLowerCase();
  const where = `action ${JSON.stringify(name)} defined at ${JSON.stringify(folder)}`;
  const required = inputs.filter(
    ({ value }) =>
      textOf(valueAt(action, value, 'required')) === 'true' && entryOf(resolved(action, value), 'default') === null,
  );
  const all = listed(required.map(({ key }) => key).sort());
  const missing = required
    .filter(({ key }) => !given.some(is(key)))
    .map(({ key }) => ({
      rule: 'action',
      ...tree.placeOf(uses),
      message: `missing input ${JSON.stringify(key)} which is required by ${where}. all required inputs are ${all}`,
    }));
  const unknown = given
    .filter(({ key }) => !inputs.some(is(key)))
    .map(({ key, keyNode }) => ({
      rule: 'action',
      ...tree.placeOf(keyNode),
      message: `input ${JSON.stringify(key)} is not defined in ${where}. available inputs are ${listed(inputs.map((each) => each.key).sort())}`,
    }));
  return [...missing, ...unknown];
}

/**
 * Actions of the repository's own that a step uses, held against their description: inputs they do not have or need.
 * One that is not in the tree may come with a checkout, so nothing is said of it.
 */
export const localActions: CiRule = (tree, context) =>
  entriesOf(valueAt(tree, tree.root, 'jobs')).flatMap(({ value }) =>
    itemsOf(valueAt(tree, value, 'steps')).flatMap((item) => {
      const step = resolved(tree, item);
      const uses = valueAt(tree, step, 'uses');
      const folder = textOf(uses) ?? '';
      const description = folder.startsWith('./') ? descriptionOf(folder, context) : null;
      if (step === null || uses === null || description === null) return [];
      return inputsWrong(tree, step, uses, folder, description);
    }),
  );
