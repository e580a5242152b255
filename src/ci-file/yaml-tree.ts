import type { Alias, Document, Node, Pair, Scalar } from 'yaml';
import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';

/** A place in a text: both 1-based, the column in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** One `key: value`. */
export interface Entry {
  readonly key: string;
  readonly keyNode: Scalar;
  readonly value: Node | null;
}

/** A YAML text that parses. */
export interface YamlTree {
  readonly text: string;
  readonly document: Document.Parsed;
  readonly root: Node | null;
  place(offset: number): Place;
  /** Where a node begins. */
  placeOf(node: Node): Place;
}

/** Parses one document; null when it has errors. Tags of GitLab's own (`!reference`) are no errors. */
export function yamlTree(text: string): YamlTree | null {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, merge: false, logLevel: 'silent' });
  if (document.errors.length > 0) return null;
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  return { text, document, root: document.contents, place, placeOf: (node) => place(node.range?.[0] ?? 0) };
}

/** What a node is, an alias standing for what it names; null for one that names nothing, or itself. */
export function resolved(tree: YamlTree, node: unknown): Node | null {
  let at: unknown = node;
  for (let steps = 0; isAlias(at) && steps < 20; steps += 1) at = at.resolve(tree.document);
  return isNode(at) && !isAlias(at) ? at : null;
}

/** Entries of a mapping, in their order; none for anything else. */
export function entriesOf(node: unknown): Entry[] {
  if (!isMap(node)) return [];
  return node.items.flatMap((pair: Pair) => {
    const { key, value } = pair;
    if (!isScalar(key)) return [];
    return [{ key: String(key.value), keyNode: key, value: isNode(value) ? value : null }];
  });
}

/** The entry of a key; null when there is none. */
export function entryOf(node: unknown, key: string): Entry | null {
  return entriesOf(node).find((entry) => entry.key === key) ?? null;
}

/** The value at a path of keys; null when there is none. */
export function valueAt(tree: YamlTree, node: unknown, ...keys: readonly string[]): Node | null {
  let at = resolved(tree, node);
  for (const key of keys) at = resolved(tree, entryOf(at, key)?.value);
  return at;
}

/** Items of a list; none for anything else. */
export function itemsOf(node: unknown): Node[] {
  return isSeq(node) ? node.items.filter((item): item is Node => isNode(item) && !isPair(item)) : [];
}

/** A scalar's text; null for anything else, null itself too. */
export function textOf(node: unknown): string | null {
  if (!isScalar(node)) return null;
  const { value } = node;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? `${value}` : null;
}

/** The scalars of a node that is one, or a list of them. */
export function scalarsOf(node: unknown): Scalar[] {
  return isScalar(node) ? [node] : itemsOf(node).filter((item): item is Scalar => isScalar(item));
}

/** Aliases and the nodes that have an anchor, in the text's order. */
export function anchorsOf(tree: YamlTree): { readonly anchored: readonly Node[]; readonly aliases: readonly Alias[] } {
  const anchored: Node[] = [];
  const aliases: Alias[] = [];
  visit(tree.document, {
    Node: (_key, node) => {
      if (isAlias(node)) aliases.push(node);
      else if (node.anchor !== undefined && node.anchor !== '') anchored.push(node);
    },
  });
  return { anchored, aliases };
}

/** Where the `&name` of a node stands. */
export function anchorOffset(tree: YamlTree, node: Node & { anchor?: string }): number {
  const mark = `&${node.anchor ?? ''}`;
  const start = node.range?.[0] ?? 0;
  const at = tree.text.lastIndexOf(mark, start);
  return at < 0 ? start : at;
}
