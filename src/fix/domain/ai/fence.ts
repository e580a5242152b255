import { createHash } from 'node:crypto';
import { redact } from '../../../diagnosis/log/redact';

/** Longest line a model is shown; the rest is data, not code. */
const MAX_LINE = 600;

/** Lines a model is shown, by their 1-based numbers, exactly as it was shown them. */
export type ShownLines = ReadonlyMap<number, string>;

/** One block of foreign text: what it is called and what it says. */
export interface ForeignText {
  readonly heading: string;
  readonly lines: ShownLines;
}

/** Control, zero-width, bidirectional and tag characters: what a person would not see must not be read as words either. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029\ufe00-\ufe0f\u{e0000}-\u{e01ef}]/gu;

const spelt = (character: string): string =>
  character === '\t' ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/**
 * Lines as a model may see them: secrets removed (the lines keep their numbers), characters nobody sees spelt out, long
 * lines cut. A line that had to be changed no longer anchors an edit.
 */
export function presentable(lines: readonly string[]): string[] {
  return redact(lines.join('\n'))
    .split('\n')
    .map((line) => {
      const seen = line.replace(UNSEEN, spelt);
      return seen.length > MAX_LINE ? `${seen.slice(0, MAX_LINE)}…` : seen;
    });
}

/** A token count that is rather too high than too low: code has about 3.5 characters a token. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 3);
}

const numbered = (lines: ShownLines): string => {
  const parts: string[] = [];
  let last = 0;
  for (const [number, text] of [...lines].sort(([a], [b]) => a - b)) {
    if (last !== 0 && number !== last + 1) parts.push('      …');
    parts.push(`${String(number).padStart(6)}| ${text}`);
    last = number;
  }
  return parts.join('\n');
};

/**
 * Foreign texts between marks they cannot close: the mark is made of the texts' own hash, which none of them can hold,
 * and no line of a text starts a line of the block. The same texts always give the same block.
 */
export function fenced(texts: readonly ForeignText[]): { readonly mark: string; readonly text: string } {
  const bodies = texts.map(({ heading, lines }) => ({ heading, body: numbered(lines) }));
  const all = JSON.stringify(bodies);
  let mark = '';
  for (let round = 0; mark === '' || all.includes(mark); round += 1) {
    mark = `DATA-${createHash('sha256').update(`${round}\0${all}`).digest('hex').slice(0, 16)}`;
  }
  const text = bodies.map(({ heading, body }) => `${heading}\n<<<${mark}\n${body}\n${mark}>>>`).join('\n\n');
  return { mark, text };
}
