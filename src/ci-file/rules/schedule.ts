import { entryOf, itemsOf, resolved, textOf, valueAt } from '../yaml-tree';
import type { CiRule } from './rule';

/** Names of the time-zone database; `UTC` and `local`, which Go knows without it, are none. */
function isTimezone(name: string): boolean {
  if (/^(?:utc|local)$|^[+-]/i.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The time zone of a schedule. */
export const schedule: CiRule = (tree) =>
  itemsOf(valueAt(tree, tree.root, 'on', 'schedule')).flatMap((item) => {
    const node = resolved(tree, entryOf(resolved(tree, item), 'timezone')?.value);
    const name = textOf(node);
    if (node === null || name === null || isTimezone(name)) return [];
    if (name === '') return [{ rule: 'syntax-check', ...tree.placeOf(node), message: 'string should not be empty' }];
    const message = `invalid timezone ${JSON.stringify(name)} in schedule event. it must be a valid IANA timezone name`;
    return [{ rule: 'events', ...tree.placeOf(node), message }];
  });
