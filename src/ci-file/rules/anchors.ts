import type { Node } from 'yaml';
import { isAlias, visit } from 'yaml';
import type { CiFinding } from '../ci-file.types';
import { anchorOffset, entriesOf, resolved, type YamlTree } from '../yaml-tree';
import type { CiRule } from './rule';

function mergeKeys(tree: YamlTree): CiFinding[] {
  const found: CiFinding[] = [];
  visit(tree.document, {
    Map: (_key, node) => {
      for (const { key, keyNode } of entriesOf(node)) {
        if (key !== '<<' || keyNode.type !== 'PLAIN') continue;
        const message = 'GitHub Actions does not support YAML merge key "<<"';
        found.push({ rule: 'syntax-check', ...tree.placeOf(keyNode), message });
      }
    },
  });
  return found;
}

/** Anchors that no alias names, aliases within what they name, and merge keys, which GitHub does not know. */
export const anchors: CiRule = (tree) => {
  const latest = new Map<string, Node>();
  const unused = new Set<Node>();
  const found = mergeKeys(tree);
  const merged = new Set(found.map(({ line }) => line));
  visit(tree.document, {
    Node: (_key, node) => {
      if (!isAlias(node)) {
        if (node.anchor === undefined || node.anchor === '') return;
        latest.set(node.anchor, node);
        unused.add(node);
        return;
      }
      const named = latest.get(node.source);
      if (!named) return;
      unused.delete(named);
      const [from, , to] = named.range ?? [0, 0, 0];
      const at = node.range?.[0] ?? 0;
      if (at < from || at >= to || resolved(tree, node) === null) return;
      const { line, column } = tree.place(anchorOffset(tree, named));
      const message = `recursive alias ${JSON.stringify(node.source)} is found. anchor was declared at line:${line}, column:${column}`;
      found.push({ rule: 'syntax-check', ...tree.placeOf(node), message });
    },
  });
  for (const node of unused) {
    const place = tree.place(anchorOffset(tree, node));
    const name = 'anchor' in node ? (node.anchor ?? '') : '';
    if (merged.size > 0 && new RegExp(`<<\\s*:\\s*\\*${name}\\b`).test(tree.text)) continue;
    found.push({ rule: 'syntax-check', ...place, message: `anchor ${JSON.stringify(name)} is defined but not used` });
  }
  return found;
};
