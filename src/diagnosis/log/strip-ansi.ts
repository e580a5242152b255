/** Characters of a raw line that are looked at; real logs hold lines of 190,000, their tails are data, not messages. */
export const MAX_RAW_LINE = 8000;

/**
 * Terminal control: CSI (colours, cursor, erase) with 7 and 8 bit introducers, OSC (links, titles) up to its end or 2,000
 * characters, other escapes, then every other control character but tab, line feed and carriage return.
 */
const CONTROL =
  /(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,4}[@-~]|\x1b\][^\x07\x1b\n]{0,2000}(?:\x07|\x1b\\)|\x1b[ -/]{0,2}[0-Z\\^-~]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;
/** The same colours after a tool wrote the escape character as `^[`. */
const CARET_COLOUR = /\^\[\[[0-9;]{0,20}[mK]/g;
/** One cheap look that lets clean lines pass untouched. */
const HAS_CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;

/** The part of a long line that a terminal shows last: its end where it draws over itself there, its start elsewhere. */
function seen(raw: string): string {
  const end = raw.slice(-MAX_RAW_LINE);
  return end.slice(0, -1).includes('\r') ? end : raw.slice(0, MAX_RAW_LINE);
}

/**
 * One line of a log as a terminal would finally show it. Progress bars draw over themselves with a bare `\r`, so only
 * the last piece that is not blank counts; the line keeps its number, because lines are counted at `\n` alone. The line
 * is cut to 8,000 characters first.
 */
export function cleanLine(raw: string): string {
  const cut = raw.length > MAX_RAW_LINE ? seen(raw) : raw;
  const line = cut.includes('^[[') ? cut.replace(CARET_COLOUR, '') : cut;
  if (!HAS_CONTROL.test(line)) return line;
  const clean = line.replace(CONTROL, '');
  if (!clean.includes('\r')) return clean;
  const pieces = clean.split('\r').filter((piece) => piece.trim() !== '');
  return pieces.at(-1) ?? '';
}

/** `cleanLine` over a whole text; the number of lines stays. */
export function stripAnsi(text: string): string {
  if (!HAS_CONTROL.test(text)) return text;
  return text.split('\n').map(cleanLine).join('\n');
}
