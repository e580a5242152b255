import { entriesOf, resolved, scalarsOf, textOf, valueAt } from '../yaml-tree';
import type { CiRule } from './rule';

const NOTE =
  'note: filter pattern syntax is explained at https://docs.github.com/en/actions/using-workflows/workflow-syntax-for-github-actions#filter-pattern-cheat-sheet';

/** Filters of paths that begin at `.`: they match nothing. */
export const pathFilters: CiRule = (tree) =>
  entriesOf(valueAt(tree, tree.root, 'on')).flatMap(({ value: event }) =>
    ['paths', 'paths-ignore'].flatMap((key) =>
      scalarsOf(valueAt(tree, resolved(tree, event), key)).flatMap((scalar) => {
        const pattern = (textOf(scalar) ?? '').replace(/^!/, '');
        if (!/(?:^|\/)\.{1,2}(?:\/|$)/.test(pattern)) return [];
        const message = `'.' and '..' are not allowed in glob path. ${NOTE}`;
        return [{ rule: 'glob', ...tree.placeOf(scalar), message }];
      }),
    ),
  );
