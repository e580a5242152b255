import { isMap, isScalar } from 'yaml';
import type { CiFinding } from '../ci-file.types';
import { entriesOf, entryOf, resolved, textOf, valueAt } from '../yaml-tree';
import type { CiRule } from './rule';
import { listed } from './rule';

const KEYS = ['if', 'image-name', 'version'];

/** `snapshot` of a job: the name of the image it makes, or that with a version and a condition. */
export const snapshot: CiRule = (tree) =>
  entriesOf(valueAt(tree, tree.root, 'jobs')).flatMap(({ value }): CiFinding[] => {
    const entry = entryOf(resolved(tree, value), 'snapshot');
    const node = resolved(tree, entry?.value);
    if (!entry || node === null || isScalar(node)) return [];
    const rule = 'syntax-check';
    if (!isMap(node)) {
      const message = '"snapshot" section value must be string or mapping but found sequence node';
      return [{ rule, ...tree.placeOf(node), message }];
    }
    const found: CiFinding[] = entriesOf(node).flatMap((each) => {
      if (!KEYS.includes(each.key)) {
        const message = `unexpected key ${JSON.stringify(each.key)} for "snapshot" section. expected one of ${listed(KEYS)}`;
        return [{ rule, ...tree.placeOf(each.keyNode), message }];
      }
      if (each.value === null || textOf(each.value) !== '') return [];
      return [{ rule, ...tree.placeOf(each.value), message: 'string should not be empty' }];
    });
    if (entryOf(node, 'image-name')) return found;
    const message = '"snapshot" section must have "image-name" configuration';
    return [{ rule, ...tree.placeOf(entry.keyNode), message }, ...found];
  });
