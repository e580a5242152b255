import type { Alias, Node } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, visit } from 'yaml';
import type { Entry, Place, YamlTree } from './yaml-tree';
import { anchorsOf, entriesOf, entryOf, itemsOf, resolved, valueAt, yamlTree } from './yaml-tree';

/** A text as an older reader understands it, and where each place of it stands in the true text. */
export interface Plain {
  readonly text: string;
  /** The true place of a place; both 1-based in UTF-16 units. */
  back(place: Place): Place;
}

/** A stretch of the plain text that stands for an alias. */
interface Stretch {
  /** Offsets in the plain text. */
  readonly start: number;
  readonly end: number;
  /** Where the alias stands in the true text, and how long it is. */
  readonly from: number;
  readonly length: number;
  /** Offsets in the stretch (from its start) and the true offsets of what begins there. */
  readonly marks: readonly (readonly [at: number, from: number])[];
}

/** Aliases may double what they name again and again; a text that grows more is left as it is. */
const MOST_GROWTH = 200_000;

class TooMuch extends Error {}

/** A node in flow style on one line; what an alias names is written out. */
function flow(tree: YamlTree, node: Node | null, out: string[], marks: [number, number][], depth: number): void {
  const length = (): number => out.reduce((sum, part) => sum + part.length, 0);
  const whole = isAlias(node) ? resolved(tree, node) : node;
  if (depth > 40 || out.length > MOST_GROWTH / 4) throw new TooMuch();
  if (whole?.range) marks.push([length(), whole.range[0]]);
  if (isMap(whole)) {
    out.push('{');
    for (const [index, { key, keyNode, value }] of entriesOf(whole).entries()) {
      if (index > 0) out.push(', ');
      if (keyNode.range) marks.push([length(), keyNode.range[0]]);
      out.push(JSON.stringify(key), ': ');
      flow(tree, value, out, marks, depth + 1);
    }
    out.push('}');
  } else if (isSeq(whole)) {
    out.push('[');
    for (const [index, item] of itemsOf(whole).entries()) {
      if (index > 0) out.push(', ');
      flow(tree, item, out, marks, depth + 1);
    }
    out.push(']');
  } else if (isScalar(whole)) {
    out.push(typeof whole.value === 'string' ? JSON.stringify(whole.value) : (whole.source ?? String(whole.value)));
  } else out.push('null');
}

/** True when an alias stands within what it names. */
function isRecursive(tree: YamlTree, alias: Alias): boolean {
  const named = resolved(tree, alias);
  const [from, , to] = named?.range ?? [0, 0, 0];
  const at = alias.range?.[0] ?? -1;
  return named === null || (at >= from && at < to);
}

function stretchesOf(tree: YamlTree): { text: string; stretches: Stretch[] } {
  let text = '';
  let done = 0;
  const stretches: Stretch[] = [];
  for (const alias of anchorsOf(tree).aliases) {
    const [from, to] = alias.range ?? [0, 0, 0];
    if (from < done || isRecursive(tree, alias)) continue;
    const out: string[] = [];
    const marks: [number, number][] = [];
    flow(tree, alias, out, marks, 0);
    const written = out.join('');
    text += tree.text.slice(done, from) + written;
    if (text.length > tree.text.length + MOST_GROWTH) throw new TooMuch();
    stretches.push({ start: text.length - written.length, end: text.length, from, length: to - from, marks });
    done = to;
  }
  return { text: text + tree.text.slice(done), stretches };
}

/** The true offset of one in the plain text. */
function trueOffset(stretches: readonly Stretch[], offset: number): number {
  let shift = 0;
  for (const { start, end, from, length, marks } of stretches) {
    if (offset < start) break;
    if (offset < end) {
      const [at, place] = marks.filter(([mark]) => mark <= offset - start).at(-1) ?? [0, from];
      return place + (offset - start - at);
    }
    shift = from + length - end;
  }
  return offset + shift;
}

/** Merge keys: one finding of our own says all of them, and what comes of them says nothing more. */
function mergesOf(tree: YamlTree): Entry[] {
  const found: Entry[] = [];
  visit(tree.document, {
    Map: (_key, node) => {
      // Alone in its mapping it stays: an empty one would be another mistake.
      const merges = entriesOf(node).filter(({ key, keyNode }) => key === '<<' && keyNode.type === 'PLAIN');
      if (merges.length < node.items.length) found.push(...merges);
    },
  });
  return found;
}

/**
 * Blanks out what an older reader does not know, in place: `timezone` of a schedule, `snapshot` of a job, and merge keys.
 */
function withoutNews(tree: YamlTree): string {
  const unknown = [
    ...itemsOf(valueAt(tree, tree.root, 'on', 'schedule')).map((item) => entryOf(resolved(tree, item), 'timezone')),
    ...entriesOf(valueAt(tree, tree.root, 'jobs')).map(({ value }) => entryOf(resolved(tree, value), 'snapshot')),
    ...mergesOf(tree),
  ];
  let { text } = tree;
  for (const entry of unknown) {
    const start = entry?.keyNode.range?.[0];
    const end = entry?.value?.range?.[1] ?? entry?.keyNode.range?.[1];
    if (start === undefined || end === undefined) continue;
    const colon = entry?.value ? end : tree.text.indexOf(':', end) + 1;
    const last = Math.max(end, colon);
    text = text.slice(0, start) + text.slice(start, last).replace(/[^\n]/g, ' ') + text.slice(last);
  }
  return text;
}

function placesOf(text: string): { offset: (place: Place) => number; place: (offset: number) => Place } {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return {
    offset: ({ line, column }) => (starts[line - 1] ?? text.length) + column - 1,
    place: (offset) => {
      const line = starts.filter((start) => start <= offset).length;
      return { line, column: offset - (starts[line - 1] ?? 0) + 1 };
    },
  };
}

/**
 * A workflow as actionlint 1.7.7 understands it: aliases written out, newer keys blanked. Places lead back to the true
 * text; what is said of an alias is said of what it names. A text that is not YAML stays as it is.
 */
export function plainOf(tree: YamlTree): Plain {
  const same: Plain = { text: tree.text, back: (place) => place };
  const masked = withoutNews(tree);
  const bare = masked === tree.text ? tree : yamlTree(masked);
  if (bare === null) return same;
  try {
    const { text, stretches } = stretchesOf(bare);
    if (stretches.length === 0) return { ...same, text };
    const plain = placesOf(text);
    const real = placesOf(tree.text);
    return { text, back: (place) => real.place(trueOffset(stretches, plain.offset(place))) };
  } catch (error) {
    if (error instanceof TooMuch) return same;
    throw error;
  }
}
