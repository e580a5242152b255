import { distance } from 'fastest-levenshtein';

/** Letters only, so that `runsOn`, `runs_on` and `runs-on` are one name. */
const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
const digits = (name: string): string => name.replace(/\D/g, '');
const letters = (name: string): string => Array.from(name).sort().join('');

/** How far a slip may be off: one key for short names, two or three for long ones; two swapped letters count as one slip. */
function reach(name: string, other: string): number {
  if (name.length <= 2) return 0;
  if (letters(name) === letters(other)) return 2;
  if (name.length <= 5) return 1;
  return name.length <= 11 ? 2 : 3;
}

/**
 * The one name that another was surely meant to be: the same but for case and separators, else the single nearest
 * within a slip or two. Numbers must be equal: `macos-12` is no misspelt `macos-11`. Null when in doubt.
 */
export function closeName(name: string, candidates: Iterable<string>): string | null {
  const others = [...new Set(candidates)].filter((other) => other !== name && digits(other) === digits(name));
  const same = others.filter((other) => plain(other) === plain(name) && plain(name) !== '');
  if (same.length > 0) return same.length === 1 ? (same[0] ?? null) : null;
  const ranked = others
    .map((other) => ({ other, off: distance(name.toLowerCase(), other.toLowerCase()) }))
    .sort((a, b) => a.off - b.off);
  const [best, second] = ranked;
  if (!best || best.off > reach(name, best.other)) return null;
  return second?.off === best.off ? null : best.other;
}
