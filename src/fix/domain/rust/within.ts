import type { Edit } from '../fix.types';
import { replaceAt } from '../kit';

/** rustc prints a tab as four blanks. */
export const widened = (text: string): string => text.replaceAll('\t', '    ');

/**
 * The change within a line, so that two suggestions for one line fit together: what is taken out around something that
 * stays are two edits. Null where the line is not what rustc says.
 */
export function within(path: string, line: number, raw: string, old: string, fresh: string): readonly Edit[] | null {
  if (widened(raw).trimEnd() !== old.trimEnd() || old.trimEnd() === fresh.trimEnd()) return null;
  let head = 0;
  while (head < old.length && head < fresh.length && old.charAt(head) === fresh.charAt(head)) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < fresh.length - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1;
  const shift = old.length - raw.trimEnd().length - (old.length - old.trimEnd().length);
  if (shift > 0 && head < widened(/^\t*/.exec(raw)?.[0] ?? '').length) return null;
  const from = head - shift;
  const gone = old.slice(head, old.length - tail);
  const come = fresh.slice(head, fresh.length - tail);
  if (from < 0 || raw.slice(from, from + gone.length) !== gone) return null;
  const kept = come === '' ? -1 : gone.indexOf(come);
  // `return x;` becomes `x`: something else may have to change within what stays.
  if (kept > 0 && !gone.includes(come, kept + 1))
    return [
      replaceAt(path, { line, column: from + 1 }, gone.slice(0, kept), ''),
      replaceAt(path, { line, column: from + kept + come.length + 1 }, gone.slice(kept + come.length), ''),
    ].filter(({ oldText }) => oldText !== '');
  return [replaceAt(path, { line, column: from + 1 }, gone, come)];
}
