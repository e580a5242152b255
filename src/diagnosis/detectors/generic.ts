import type { IssueSeverity } from '../diagnosis.types';
import type { Detector } from './detector';
import { perLine, toNumber } from './detector';

/** A path with an ending, or with a slash; blanks are not taken, a sentence with a colon is no path. */
const FILE = String.raw`((?:[A-Za-z]:)?[\w@./\\+~$#-]{0,250}[\w)\]-]\.[A-Za-z][A-Za-z0-9+]{0,9}|(?:\.{0,2}/)?[\w@.+-]{1,80}/[\w@./+-]{1,200}|Dockerfile|Makefile|Gemfile)`;
/** `file:3:5: message`, `file:3: message`, `file(3,5): message`, `file:3:5 - message` */
const PLACED = new RegExp(
  String.raw`^\s{0,8}${FILE}(?::(\d{1,7})(?::(\d{1,6}))?|\((\d{1,7})(?:[,:](\d{1,6}))?\))(?::(?!\d)| -|\s)\s{0,8}(\S.{0,900})$`,
);
const SEVERITY =
  /^\[?(fatal error|error|warning|warn|notice|note|info|hint)\b\]?(?:\[?([A-Za-z]{1,10}[-_]?\d{1,6}|[\w-]{1,60})\]?)?\s{0,4}[:\s-]\s{0,4}(?=\S)/i;
/** A frame of a stack, not a complaint. */
const FRAME = /^\s{0,40}(?:at |in |from )/;

function severityOf(word: string | undefined): IssueSeverity {
  const lower = word?.toLowerCase() ?? 'error';
  if (lower.startsWith('warn')) return 'warning';
  return /^(?:note|notice|info|hint)$/.test(lower) ? 'notice' : 'error';
}

/**
 * The shape most compilers and linters share. Takes what no other detector took, and only lines that say where:
 * a path, a line, and a message. A URL with a port and a time of day are no paths.
 */
export const genericDetector: Detector = {
  name: 'generic',
  tool: null,
  class: null,
  detect: perLine(({ text }) => {
    if (FRAME.test(text) || text.includes('://')) return null;
    const placed = PLACED.exec(text);
    if (!placed || !/[A-Za-z]/.test(placed[6] ?? '')) return null;
    const [, file = '', line, column, line2, column2, rest = ''] = placed;
    const severity = SEVERITY.exec(rest);
    return {
      rule: severity?.[2] ?? null,
      file,
      line: toNumber(line ?? line2),
      column: toNumber(column ?? column2),
      message: severity ? rest.slice(severity[0].length) : rest,
      severity: severityOf(severity?.[1]),
    };
  }),
};
