/**
 * Text that came out of a log, a repository or a model, made harmless for Markdown: shown as it is, doing nothing. Code
 * spans and fences are the only places where a forge expands neither mentions nor links nor images nor HTML.
 */

/** C0 and C1 controls (but for the line feed), and the characters that reorder what a reader sees (Trojan Source). */
// eslint's no-control-regex wants code points spelled out by the constructor.
const INVISIBLE = new RegExp(
  '[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff]',
  'gu',
);

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

/** One line as a code span; `limit` in UTF-16 units. */
export function inline(text: string, limit = 200): string {
  const line = text.replaceAll('\n', ' ').replace(INVISIBLE, ' ').trim();
  const short = line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
  if (short === '') return '` `';
  const fence = '`'.repeat(longestRun(short) + 1);
  const pad = short.startsWith('`') || short.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${short}${pad}${fence}`;
}

/** Lines as a fenced block, cut at `limit` UTF-16 units. `language` must be a word of ours. */
export function block(text: string, language = '', limit = 6_000): string {
  const kept = text.length > limit ? `${text.slice(0, limit)}\n…` : text;
  const clean = kept.replaceAll('\t', '    ').replace(INVISIBLE, '\u{fffd}').replace(/\n+$/, '');
  const fence = '`'.repeat(Math.max(3, longestRun(clean) + 1));
  return `${fence}${language}\n${clean}\n${fence}`;
}

/** A title: one line, no mark-up that a forge would render and no mention that it would notify. */
export function title(text: string, limit = 120): string {
  const line = text
    .replaceAll('\n', ' ')
    .replace(INVISIBLE, ' ')
    // A word joiner breaks the mention and is not seen.
    .replace(/[@#](?=\w)/g, (sign) => `${sign}\u2060`)
    .replaceAll('`', "'")
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}
