import type { CiFinding } from '../ci-file.types';
import type { YamlTree } from '../yaml-tree';
import { entriesOf, entryOf, itemsOf, resolved, textOf, valueAt } from '../yaml-tree';
import type { CiRule } from './rule';
import { listed } from './rule';

const TOP = ['author', 'branding', 'description', 'inputs', 'name', 'outputs', 'runs'];
const USING = ['composite', 'docker', 'node20', 'node24'];
const STEP = 'continue-on-error env id if name run shell uses with working-directory'.split(' ');

function composite(tree: YamlTree): CiFinding[] {
  return itemsOf(valueAt(tree, tree.root, 'runs', 'steps')).flatMap((item) => {
    const step = resolved(tree, item);
    const keys = entriesOf(step);
    const found: CiFinding[] = keys
      .filter(({ key }) => !STEP.includes(key) && key !== '<<')
      .map(({ key, keyNode }) => ({
        rule: 'syntax-check',
        ...tree.placeOf(keyNode),
        message: `unexpected key ${JSON.stringify(key)} for step of composite action. expected one of ${listed(STEP)}`,
      }));
    const run = entryOf(step, 'run');
    if (run && entryOf(step, 'shell') === null) {
      const message = '"shell" is required to run a script in a step of a composite action';
      found.push({ rule: 'action', ...tree.placeOf(run.keyNode), message });
    }
    return found;
  });
}

/** `action.yml`: what it runs on, and for a composite action its steps. */
export const actionFile: CiRule = (tree) => {
  const { root } = tree;
  if (root === null) return [{ rule: 'syntax-check', line: 1, column: 1, message: 'action is empty' }];
  const found: CiFinding[] = entriesOf(root)
    .filter(({ key }) => !TOP.includes(key))
    .map(({ key, keyNode }) => ({
      rule: 'syntax-check',
      ...tree.placeOf(keyNode),
      message: `unexpected key ${JSON.stringify(key)} for "action" section. expected one of ${listed(TOP)}`,
    }));
  if (entryOf(root, 'runs') === null)
    found.push({ rule: 'syntax-check', line: 1, column: 1, message: '"runs" section is missing in action' });
  const using = valueAt(tree, root, 'runs', 'using');
  const runtime = textOf(using);
  if (using !== null && runtime !== null && !USING.includes(runtime)) {
    const message = `"${runtime}" is no runtime of actions. expected one of ${listed(USING)}`;
    found.push({ rule: 'action', ...tree.placeOf(using), message });
  }
  return runtime === 'composite' ? [...found, ...composite(tree)] : found;
};
