import type { YamlEntry, YamlText } from './yaml-place';
import { entriesOf, textOf, valueOf, yamlText } from './yaml-place';

const SECTIONS = ['dependencies', 'devDependencies', 'optionalDependencies'];

/** Lines of an entry in block style, the empty line after it included where the file parts its entries by one. */
function linesOf(yaml: YamlText, lines: readonly string[], entry: YamlEntry): [number, number] | null {
  const start = entry.keyNode.range?.[0];
  if (start === undefined) return null;
  const first = yaml.at(start).line - 1;
  const margin = (line: string): number => line.length - line.trimStart().length;
  const own = margin(lines[first] ?? '');
  let end = first + 1;
  while (end < lines.length && ((lines[end] ?? '').trim() === '' || margin(lines[end] ?? '') > own)) end += 1;
  // The empty lines after the last entry part it from what follows, and stay.
  while (end - 1 > first && (lines[end - 1] ?? '').trim() === '') end -= 1;
  return [first, end];
}

/**
 * A pnpm lock file (version 9) without dependencies that no manifest asks for any more, and without what only those
 * needed. Null when something in it is not as pnpm writes it.
 */
export function pruned(
  text: string,
  gone: readonly { readonly importer: string; readonly name: string }[],
): string | null {
  const yaml = yamlText(text);
  const root = yaml?.document.contents ?? null;
  if (!yaml || !/^lockfileVersion: '9\.\d+'$/m.test(text)) return null;
  const importers = entriesOf(valueOf(root, 'importers'));
  const out: YamlEntry[] = [];
  const roots: string[] = [];
  for (const { key, value } of importers)
    for (const { key: section, keyNode, value: list } of entriesOf(value)) {
      if (!SECTIONS.includes(section)) return null;
      const entries = entriesOf(list);
      const dropped = entries.filter(({ key: name }) =>
        gone.some((each) => each.importer === key && each.name === name),
      );
      if (dropped.length === entries.length) out.push({ key: section, keyNode, value: list });
      else out.push(...dropped);
      for (const entry of entries.filter((each) => !dropped.includes(each))) {
        const version = textOf(valueOf(entry.value, 'version'));
        if (version === null) return null;
        if (!version.startsWith('link:')) roots.push(`${entry.key}@${version}`);
      }
    }
  const snapshots = new Map(entriesOf(valueOf(root, 'snapshots')).map((each) => [each.key, each]));
  const reached = new Set(roots);
  for (const id of reached) {
    const snapshot = snapshots.get(id);
    // An alias (`name@npm:other@1`) or a tarball is written in another way.
    if (!snapshot) return null;
    for (const kind of ['dependencies', 'optionalDependencies'])
      for (const { key, value } of entriesOf(valueOf(snapshot.value, kind))) {
        const version = textOf(value);
        if (version === null) return null;
        reached.add(`${key}@${version}`);
      }
  }
  const kept = new Set([...reached].map((id) => id.replace(/\(.*$/, '')));
  out.push(...[...snapshots.values()].filter(({ key }) => !reached.has(key)));
  out.push(...entriesOf(valueOf(root, 'packages')).filter(({ key }) => !kept.has(key)));
  const lines = text.split('\n');
  const stretches = out.map((entry) => linesOf(yaml, lines, entry));
  if (stretches.some((each) => each === null)) return null;
  const dropped = new Set<number>();
  for (const each of stretches) {
    const [first, end] = each ?? [0, 0];
    for (let at = first; at < end; at += 1) dropped.add(at);
    // Of two empty lines that would meet one goes.
    if ((lines[end] ?? '').trim() === '' && (lines[first - 1] ?? '').trim() === '') dropped.add(end);
  }
  return lines.filter((_, at) => !dropped.has(at)).join('\n');
}
