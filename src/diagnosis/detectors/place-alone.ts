import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue } from './detector';
import { toNumber } from './detector';
import { isForeign } from './block';
import { fileOf, isNameless, isPath, readComplaint, severityOf } from './place';

const DRIVE = String.raw`(?:[A-Za-z]:(?=[\\/]))?`;
const SEVERITY = String.raw`(?<severity>(?:fatal )?(?:error|warning|note|info|remark))`;
/** Lines that say where and end there; the words come below. */
const PLACES: readonly RegExp[] = [
  // Main.hs:84:1:Warning:  a.f90:81.24-26:  %:p:11:11-13:  /a.rb:36:100  a.swift:3:5: error:
  new RegExp(
    String.raw`^\s{0,3}(?:(?<before>Error|Warning|ERROR|Fatal): )?(?<file>%:p|(?!\s)(?:file://)?${DRIVE}[^:\n"()]{1,300}):(?<line>\d{1,7})(?:[:.](?<column>\d{1,6}))?(?:-\d{1,7}(?:[.:]\d{1,6})?)?:?(?: ?${SEVERITY}:?(?: \[[\w,= -]{1,80}\])?)?\s{0,4}$`,
    'i',
  ),
  // "a.cpp", line 2: error #5:
  new RegExp(
    String.raw`^\s{0,4}"(?<file>[^"]{1,300})", line (?<line>\d{1,7})(?:\.(?<column>\d{1,6}))?:?\s{0,2}(?:(?<code>[a-z]{2}\d{3,5}): \{[A-Z]\} )?${SEVERITY}(?: (?<rule>#[\w-]{1,20}))?:\s{0,4}$`,
    'i',
  ),
  // a.py:33 in public function `f`: (pydocstyle)
  new RegExp(
    String.raw`^(?<file>${DRIVE}[^:\n"]{1,300}):(?<line>\d{1,7}) (?:in|at) (?:public|private|nested|module|package)\b.{0,200}:\s{0,4}$`,
  ),
  // [WARNING] /A.java:[369,0]
  new RegExp(
    String.raw`^\[${SEVERITY}\] (?<file>${DRIVE}[^:\n]{1,300}):\[(?<line>\d{1,7}),(?<column>\d{1,6})\]\s{0,4}$`,
    'i',
  ),
];
const SAID = /^\s{0,4}(?:(?:fatal )?error|warning)(?: \[[\w-]{1,40}\])?: \S/i;
const CARETS = /^\s{0,200}[\^~]{1,400}\s{0,4}$|^\s{1,200}\d\s{0,4}$/;
const EXCEPTION = /^(?:Uncaught )?(?:[A-Z]\w{0,60}(?:Error|Exception)|Error)\b(?: \[[\w-]{1,60}\])?(?:: |$)/;

interface Words {
  readonly text: string;
  readonly lastLine: number;
}

/** The words of a complaint whose place stands at `index`: `Error: …` below it, what follows the carets, or the lines as they come. */
function wordsBelow(lines: readonly LogLine[], index: number): Words | null {
  const window = lines.slice(index + 1, index + 12);
  const next = window.findIndex(
    ({ text }) => !/^\s{0,12}Included at /.test(text) && PLACES.some((pattern) => pattern.test(text)),
  );
  const body = next < 0 ? window : window.slice(0, next);
  const said = body.find(({ text }) => SAID.test(text) || EXCEPTION.test(text));
  const carets = body.findIndex(({ text }) => CARETS.test(text));
  if (said) return { text: said.text.trim(), lastLine: said.number };
  const after = carets < 0 ? undefined : body[carets + 1];
  const tabbed = (body[0]?.text ?? '').startsWith('\t');
  if (after && tabbed && after.text.trim() !== '') return { text: after.text.trim(), lastLine: after.number };
  const words: string[] = [];
  let lastLine = lines[index]?.number ?? 0;
  for (const line of carets < 0 ? body : body.slice(0, Math.max(1, carets))) {
    const text = line.text.trim().replace(/^(?:Warning|Error):\s{2,8}/, '');
    if (
      text === '' &&
      words.length > 0 &&
      !/^\s{2,}\S/.test(body[body.indexOf(line) + 1]?.text ?? '') &&
      words.length > 1
    )
      break;
    if (text === '') continue;
    words.push(text);
    lastLine = line.number;
    if (words.length === 6) break;
  }
  return words.length === 0 ? null : { text: words.join(' ').slice(0, 900), lastLine };
}

function issueAt(lines: readonly LogLine[], index: number): FoundIssue | null {
  const line = lines[index];
  if (!line) return null;
  for (const pattern of PLACES) {
    const groups = pattern.exec(line.text)?.groups;
    if (!groups) continue;
    const file = (groups.file ?? '').trim();
    if ((file !== '%:p' && !isPath(file)) || (isForeign(file) && !isNameless(file))) return null;
    const words = wordsBelow(lines, index);
    if (!words) return null;
    const complaint = readComplaint(words.text);
    const word = groups.severity ?? groups.before ?? complaint.word;
    const issue: FoundIssue = {
      rule: groups.rule ?? groups.code ?? complaint.rule,
      file: file === '%:p' ? null : fileOf(file),
      line: toNumber(groups.line),
      column: toNumber(groups.column) === 0 ? null : toNumber(groups.column),
      message: complaint.message,
      severity: severityOf(word),
      firstLine: line.number,
      lastLine: words.lastLine,
    };
    // Node shows the source below the place; the words of its exception may have been read with their frames.
    if (/^\S{1,300}\.[cm]?[jt]sx?:\d{1,7}$/.test(line.text) && !EXCEPTION.test(words.text)) return null;
    return isComplaint(line, issue, words.text) ? issue : null;
  }
  return null;
}

/** A place that needs a word about what is wrong: a bare `file:3` in the middle of prose is none. */
function isComplaint(line: LogLine, issue: FoundIssue, words: string): boolean {
  return (
    /(?:error|warning|fatal)/i.test(line.text) ||
    /:\s{0,2}$/.test(line.text) ||
    (issue.column !== null && /^\S{1,300}:\d{1,7}:\d{1,6}$/.test(line.text)) ||
    EXCEPTION.test(words) ||
    /(?:Error|Exception|violation|error|warning)\b/.test(issue.message)
  );
}

/** Compilers that print the place on a line of its own: GHC, gfortran, Idris, EDG's family, SWI-Prolog, ECJ in Maven, Node's crashes. */
export const placeAloneDetector: Detector = {
  name: 'place-alone',
  tool: null,
  class: null,
  heads: PLACES,
  detect(lines) {
    const issues: FoundIssue[] = [];
    for (const [index, line] of lines.entries()) {
      if (!/[\d:\])] {0,4}$|(?:error|warning|note):?\s{0,4}$/i.test(line.text) || !/\d/.test(line.text)) continue;
      const issue = issueAt(lines, index);
      if (issue) issues.push(issue);
    }
    return { issues, tests: [] };
  },
};
