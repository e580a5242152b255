import { closeName } from './close-name';

const partsOf = (path: string): string[] => path.split('/');

/**
 * The one path that another was surely meant to be: the same but for capitals, else with one of its parts a slip away.
 * Null when several fit, or when it is there as it is.
 */
export function nearPath(wrong: string, candidates: Iterable<string>): string | null {
  const all = [...new Set(candidates)];
  if (all.includes(wrong)) return null;
  const same = all.filter((each) => each.toLowerCase() === wrong.toLowerCase());
  if (same.length > 0) return same.length === 1 ? (same[0] ?? null) : null;
  const parts = partsOf(wrong);
  const found = new Set<string>();
  for (const [index, part] of parts.entries()) {
    const near = all.filter((each) => {
      const other = partsOf(each);
      return other.length === parts.length && other.every((own, at) => at === index || own === parts[at]);
    });
    // The ending is no part of the name: `a.css` is no slip for `a.ts`.
    const ending = /\.[^.]*$/.exec(part)?.[0] ?? '';
    const names = near.map((each) => partsOf(each)[index] ?? '').filter((name) => name.endsWith(ending));
    const right = closeName(
      part.slice(0, part.length - ending.length),
      names.map((name) => name.slice(0, name.length - ending.length)),
    );
    if (right !== null) found.add([...parts.slice(0, index), right + ending, ...parts.slice(index + 1)].join('/'));
  }
  return found.size === 1 ? ([...found][0] ?? null) : null;
}

/** Folders of a tree, each without its `/`. */
export function foldersOf(paths: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths)
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) folders.add(path.slice(0, at));
  return folders;
}
