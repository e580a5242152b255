import type { LogLine } from '../log/sections';
import { mayMatch, Sieve } from '../sieve';
import type { Detector, FoundIssue } from './detector';
import { toNumber } from './detector';
import { fileOf, isPath, readComplaint, severityOf } from './place';

/** One shape of line. The named groups `file`, `line`, `column` (or `col`), `severity`, `rule` and `message` are read, all optional. */
export interface LineFormat {
  /** A text that every such line holds; a cheap look before the pattern is tried. */
  readonly has?: string;
  readonly pattern: RegExp;
  /** When the line itself gives no severity. */
  readonly severity?: FoundIssue['severity'];
  /** True: the message is what it is, no severity or rule stands at its start or end. */
  readonly plain?: boolean;
  /** True when the file may be any word: the rest of the line is sure enough. */
  readonly anyFile?: boolean;
  /** True when such a line only explains the one before. */
  readonly skip?: boolean;
}

/** A frame of a stack is no complaint; nor is a line that a program prints of itself. */
const FRAME = /^\s{0,40}(?:at |from |in `|\.\.\. )|:\d{1,7}: in [\w<>.]{1,100}$|\s\+0x[0-9a-f]{1,16}$/;

/** The issue that `text` states in this format, or null; `issue.message` is never empty. */
export function readFormat(format: LineFormat, line: LogLine): FoundIssue | null {
  const { text } = line;
  if (format.has !== undefined && !text.includes(format.has)) return null;
  const groups = format.pattern.exec(text)?.groups;
  if (!groups) return null;
  const { file, message = '' } = groups;
  if (file !== undefined && format.anyFile !== true && !isPath(file.trim().replace(/^["'`]|["'`]$/g, ''))) return null;
  const complaint = format.plain === true ? null : readComplaint(message);
  const words = complaint?.message ?? message.trim();
  if (words === '' && message.trim() === '') return null;
  const said = groups.severity ?? complaint?.word ?? null;
  const spoken = said === null && complaint ? complaint.severity : severityOf(said);
  return {
    rule: groups.rule ?? complaint?.rule ?? null,
    file: fileOf(file),
    line: toNumber(groups.line) === 0 ? null : toNumber(groups.line),
    column: toNumber(groups.column ?? groups.col),
    message: words === '' ? message.trim() : words,
    severity: said === null && format.severity !== undefined ? format.severity : spoken,
    firstLine: line.number,
    lastLine: line.number,
  };
}

/** A detector that reads each line by the first of its formats that fits. */
export function lineDetector(
  head: Pick<Detector, 'name' | 'tool' | 'class'>,
  formats: readonly LineFormat[],
  gate?: RegExp,
): Detector {
  const sieve = new Sieve(formats.map(({ pattern }) => pattern));
  const sifted = sieve.room();
  return {
    ...head,
    heads: formats.map(({ pattern }) => pattern),
    lineByLine: true,
    detect(lines) {
      const issues: FoundIssue[] = [];
      const quiet: number[] = [];
      for (const line of lines) {
        if (gate !== undefined && !gate.test(line.text)) continue;
        sieve.sift(line.text, sifted);
        if (sifted.every((bits) => bits === 0) || FRAME.test(line.text)) continue;
        for (const [id, format] of formats.entries()) {
          if (!mayMatch(sifted, id)) continue;
          const issue = readFormat(format, line);
          if (!issue) continue;
          if (format.skip === true) quiet.push(line.number);
          else issues.push(issue);
          break;
        }
      }
      return { issues, tests: [], quiet };
    },
  };
}
