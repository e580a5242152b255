import type { LogLine, ParsedLog } from './log.types';

/** Lines of a green log that are remembered; a longer one repeats itself. */
const MAX_TEMPLATES = 200_000;

/** What stays of a line from one run to the next: numbers and hashes masked, blanks as one. */
function templateOf(text: string): string {
  return text
    .slice(0, 200)
    .replace(/\b(?=[a-f]{0,40}\d)[0-9a-f]{7,64}\b/g, '#')
    .replace(/\d{1,20}/g, '#')
    .replace(/\s{1,200}/g, ' ')
    .trim();
}

/**
 * Tells the lines that a green run of the same job printed too from those that are new: what was there when all went
 * well is not the cause. Lines are compared by their templates, as Drain makes them, with its tree left out: the masks
 * alone tell the lines of two runs of one job.
 */
export function novelTo(green: ParsedLog): (line: LogLine) => boolean {
  const known = new Set<string>();
  for (const { text } of green.lines) {
    if (known.size >= MAX_TEMPLATES) break;
    known.add(templateOf(text));
  }
  return ({ text }) => !known.has(templateOf(text));
}
