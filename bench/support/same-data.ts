import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';

/** True when two texts of a file are alike, or, for YAML, say the same in another order or with other margins. */
export function sameData(path: string, one: string | null, other: string): boolean {
  if (one === other) return true;
  if (one === null || !/\.ya?ml$/.test(path)) return false;
  try {
    return isDeepStrictEqual(parse(one), parse(other));
  } catch {
    // A text that does not parse is not like any other.
    return false;
  }
}
