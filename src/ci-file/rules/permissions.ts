import type { Node } from 'yaml';
import type { CiFinding } from '../ci-file.types';
import { entriesOf, resolved, textOf, valueAt, type YamlTree } from '../yaml-tree';
import type { CiRule } from './rule';
import { listed } from './rule';

const USUAL = ['read', 'write', 'none'];
/** GitHub's scopes of a job's token and what each may be. */
export const SCOPES: Readonly<Record<string, readonly string[]>> = {
  actions: USUAL,
  'artifact-metadata': USUAL,
  attestations: USUAL,
  checks: USUAL,
  contents: USUAL,
  deployments: USUAL,
  discussions: USUAL,
  'id-token': ['write', 'none'],
  issues: USUAL,
  models: ['read', 'none'],
  packages: USUAL,
  pages: USUAL,
  'pull-requests': USUAL,
  'repository-projects': USUAL,
  'security-events': USUAL,
  statuses: USUAL,
};

function wrong(tree: YamlTree, permissions: Node | null): CiFinding[] {
  return entriesOf(permissions).flatMap(({ key, value }) => {
    const node = resolved(tree, value);
    const said = textOf(node);
    const allowed = Object.hasOwn(SCOPES, key) ? SCOPES[key] : undefined;
    if (node === null || said === null || allowed === undefined || allowed.includes(said)) return [];
    const message = `${JSON.stringify(said)} is invalid as permission of scope ${JSON.stringify(key)}. available values are ${listed(allowed)}`;
    return [{ rule: 'permissions', ...tree.placeOf(node), message }];
  });
}

/** Rights that a scope does not have: `id-token: read`. */
export const permissions: CiRule = (tree) => [
  ...wrong(tree, valueAt(tree, tree.root, 'permissions')),
  ...entriesOf(valueAt(tree, tree.root, 'jobs')).flatMap(({ value }) =>
    wrong(tree, valueAt(tree, value, 'permissions')),
  ),
];
