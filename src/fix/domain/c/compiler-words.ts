const HEADER: readonly RegExp[] = [
  /note: include [‘'](<[\w./+-]+>)[’'] or provide a declaration/,
  /note: include the header (<[\w./+-]+>) or explicitly provide a declaration/,
  /did you forget to [‘']#include (<[\w./+-]+>)[’']\?/,
  /fixable by adding [‘']#include (<[\w./+-]+>)[’']/,
];

/** The header a compiler would include; null when it names none. */
export function headerOf(block: readonly string[]): string | null {
  for (const text of block)
    for (const pattern of HEADER) {
      const [, header] = pattern.exec(text) ?? [];
      if (header !== undefined) return header;
    }
  return null;
}

/** The text a compiler prints below its caret as what it would write. */
export function fixItOf(block: readonly string[]): string | null {
  const shown = block.flatMap((text) => /^\s*\| +(\S.*?)\s*$/.exec(text)?.[1] ?? []);
  return shown.filter((text) => !/^[~^| ]+$/.test(text)).at(-1) ?? null;
}

/** clang's fix-it of a format: under the code a line of marks, under the verb's marks the verb it would have. */
export function formatBelow(
  content: string,
  block: readonly string[],
): { readonly column: number; readonly old: string; readonly fresh: string } | null {
  // Older ones print no numbers and no bar before the code.
  const plain = block.map((text) => text.replace(/^ {0,6}\d* +\| ?/, ''));
  const at = plain.findIndex((text) => text.trimEnd() === content.trimEnd());
  const [marks = '', put = ''] = at < 0 ? [] : plain.slice(at + 1, at + 3);
  if (!/^[\s~^]+$/.test(marks) || !/^\s+%\S+\s*$/.test(put) || content.includes('\t')) return null;
  const from = put.search(/\S/);
  const length = /^[~^]+/.exec(marks.slice(from))?.[0].length ?? 0;
  const old = content.slice(from, from + length);
  return old.startsWith('%') ? { column: from + 1, old, fresh: put.trim() } : null;
}
