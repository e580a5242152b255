import { isMap } from 'yaml';
import type { CiFinding } from '../ci-file.types';
import type { Entry, YamlTree } from '../yaml-tree';
import { entriesOf, itemsOf, resolved, valueAt } from '../yaml-tree';
import type { CiRule } from './rule';
import { listed } from './rule';

const COMMON = ['continue-on-error', 'env', 'id', 'if', 'name', 'timeout-minutes'];
const RUN = [...COMMON, 'run', 'shell', 'working-directory'].sort();
const USES = [...COMMON, 'uses', 'with'].sort();

function unexpected(tree: YamlTree, entries: readonly Entry[]): CiFinding[] {
  const last = entries.filter(({ key }) => key === 'run' || key === 'uses').at(-1);
  if (!last) return [];
  const [kind, allowed] = last.key === 'run' ? ['to run shell command', RUN] : ['to execute action', USES];
  return entries
    .filter(({ key }) => !allowed.includes(key) && key !== '<<')
    .map(({ key, keyNode }) => ({
      rule: 'syntax-check',
      ...tree.placeOf(keyNode),
      message: `unexpected key ${JSON.stringify(key)} for step ${kind}. expected one of ${listed(allowed)}`,
    }));
}

/** A step runs a script or an action: keys of the other kind, or of none, are none of its. */
export const steps: CiRule = (tree) =>
  entriesOf(valueAt(tree, tree.root, 'jobs')).flatMap(({ value }) =>
    itemsOf(valueAt(tree, value, 'steps')).flatMap((item) => {
      // What an alias names is looked at where it stands.
      const step = resolved(tree, item);
      if (!isMap(step) || step !== item) return [];
      const entries = entriesOf(step);
      const own = unexpected(tree, entries);
      if (entries.length === 0 || entries.some(({ key }) => key === 'run' || key === 'uses' || key === '<<'))
        return own;
      const message = 'step must run script with "run" section or run action with "uses" section';
      return [{ rule: 'syntax-check', ...tree.placeOf(step), message }];
    }),
  );
