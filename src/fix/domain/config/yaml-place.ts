import type { Document, Node, Pair, Scalar } from 'yaml';
import { LineCounter, isMap, isPair, isScalar, isSeq, parseDocument } from 'yaml';
import type { Position } from '../fix.types';

/** One `key: value` of a mapping. */
export interface YamlEntry {
  readonly key: string;
  readonly keyNode: Scalar;
  readonly value: Node | null;
}

/** A YAML text that parses, and where its parts stand. */
export interface YamlText {
  readonly document: Document.Parsed;
  /** The place of an offset: 1-based, UTF-16 columns. */
  at(offset: number): Position;
}

/** Parses one YAML document; null when it has errors. */
export function yamlText(text: string): YamlText | null {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
  if (document.errors.length > 0) return null;
  return {
    document,
    at: (offset) => {
      const { line, col } = lines.linePos(offset);
      return { line, column: col };
    },
  };
}

/** Entries of a mapping, in their order; none for anything else. */
export function entriesOf(node: unknown): YamlEntry[] {
  if (!isMap(node)) return [];
  return node.items.flatMap((pair: Pair) => {
    const { key, value } = pair;
    return isScalar(key) ? [{ key: String(key.value), keyNode: key, value: (value ?? null) as Node | null }] : [];
  });
}

/** The value of a mapping's key; null when there is none. */
export function valueOf(node: unknown, ...keys: readonly string[]): Node | null {
  let at: Node | null = node as Node | null;
  for (const name of keys) at = entriesOf(at).find(({ key }) => key === name)?.value ?? null;
  return at;
}

/** Items of a list; none for anything else. */
export function itemsOf(node: unknown): Node[] {
  return isSeq(node) ? node.items.filter((item): item is Node => !isPair(item) && item !== null) : [];
}

/** A scalar's text; null for anything else. */
export function textOf(node: unknown): string | null {
  if (!isScalar(node)) return null;
  const { value } = node;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? `${value}` : null;
}

/** Scalars of a node that is one or a list of them. */
export function scalarsOf(node: unknown): Scalar[] {
  return isScalar(node) ? [node] : itemsOf(node).filter((item): item is Scalar => isScalar(item));
}
