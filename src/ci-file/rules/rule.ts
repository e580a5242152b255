import type { CiFileContext, CiFinding } from '../ci-file.types';
import type { YamlTree } from '../yaml-tree';

/** A rule of our own: what a file that parses does wrong. Pure. */
export type CiRule = (tree: YamlTree, context: CiFileContext) => readonly CiFinding[];

/** Names in double quotes, as actionlint lists them. */
export function listed(names: Iterable<string>): string {
  return Array.from(names, (name) => JSON.stringify(name)).join(', ');
}
