import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue } from './detector';
import { toNumber } from './detector';
import { fileOf, isPath, readComplaint, severityOf } from './place';

/** `  --> src/a.rs:3:5`, `   ╭─[src/a.ts:3:5]`, `  ┌─ a.move:3:5`, `   at /a.nix:3:5:`, `    ╷ src/a.ts:3:5` */
const ARROW =
  /^\s{0,12}(?:\d{1,6} )?(?:-->|──>|╭─{1,4}\[|┌─{1,4}\[?|,-\[) {0,2}((?:[A-Za-z]:)?[^\s:()[\]]{1,300}):(\d{1,7})(?::(\d{1,6}))?(?:[:\]].{0,80})?$/;
const AT = /^\s{1,12}at ((?:[A-Za-z]:)?\/[^\s:()]{1,300}\.nix):(\d{1,7}):(\d{1,6}):?$/;
/** esbuild: `✘ [ERROR] message`, and the place four blanks in below. */
const CROSS = /^\s{0,4}[✘▲✗] \[(ERROR|WARNING)\] (.{1,800})$/;
const BELOW = /^\s{2,6}((?:[A-Za-z]:)?[^\s:]{1,300}):(\d{1,7}):(\d{1,6}):$/;
/** webpack: `ERROR in ./src/a.ts 3:5` or `ERROR in src/a.ts:3:5`, the message below. */
const WEBPACK =
  /^(ERROR|WARNING) in (\.{0,2}[^\s:()]{1,300}?)(?:[ :(](\d{1,7})[:,](\d{1,6})(?:-\d{1,6})?\)?)?(?: .{1,200})?$/;
const RULE = /#\[(?:warn|deny|forbid)\(([\w:-]{2,80})\)\]|(?:lint|rust-clippy)[^#]{0,60}#([a-z_]{3,60})$/;

/** `eslint(no-debugger): message` */
const OXLINT = /^[a-z][\w-]{1,40}\(([\w/-]{2,80})\): /;
/** `-D unused-variables` implied by `-D warnings` */
const IMPLIED = /`-[DWF] ([\w:-]{2,80})` implied by/;

/** The complaint above an arrow, past the empty gutter; null for what only explains another. */
function headAbove(lines: readonly LogLine[], index: number): LogLine | null {
  for (let at = index - 1; at >= Math.max(0, index - 4); at -= 1) {
    const line = lines[at];
    const text = line?.text.trim() ?? '';
    if (line === undefined || text === '' || /^[|│╵╷]/.test(text)) continue;
    return /^(?:note|help|info|\.\.\.|= )/i.test(text) || ARROW.test(line.text) ? null : line;
  }
  return null;
}

/** `#[warn(clippy::needless_borrow)]` among the notes below. */
function ruleBelow(lines: readonly LogLine[], index: number): string | null {
  for (const { text } of lines.slice(index + 1, index + 40)) {
    if (text.trim() === '' || ARROW.test(text)) return null;
    const implied = IMPLIED.exec(text)?.[1];
    if (implied !== undefined) return implied.replaceAll('-', '_');
    const match = text.includes('= ') ? RULE.exec(text) : null;
    if (match) return match[1] ?? (match[2] === undefined ? null : `clippy::${match[2]}`);
  }
  return null;
}

function arrowIssue(lines: readonly LogLine[], index: number): FoundIssue | null {
  const line = lines[index];
  const match = line ? (ARROW.exec(line.text) ?? AT.exec(line.text)) : null;
  if (!line || !match || !isPath(match[1] ?? '')) return null;
  const head = headAbove(lines, index);
  if (!head) return null;
  const words = head.text.replace(/^\s{0,8}(?:[×✖⚠☞!✗] )?/, '');
  const ox = OXLINT.exec(words);
  const complaint = readComplaint(ox ? words.slice(ox[0].length) : words);
  return {
    ...(ox ? { tool: 'oxlint' } : {}),
    rule: ox?.[1] ?? complaint.rule ?? ruleBelow(lines, index),
    file: fileOf(match[1]),
    line: toNumber(match[2]),
    column: toNumber(match[3]),
    message: complaint.message,
    severity: head.text.trim().startsWith('⚠') ? 'warning' : complaint.severity,
    firstLine: head.number,
    lastLine: line.number,
  };
}

function crossIssue(lines: readonly LogLine[], index: number): FoundIssue | null {
  const line = lines[index];
  const match = line ? CROSS.exec(line.text) : null;
  if (!line || !match) return null;
  const place = lines.slice(index + 1, index + 4).find(({ text }) => BELOW.test(text));
  const at = place ? BELOW.exec(place.text) : null;
  return {
    rule: /\[([a-z][\w-]{2,60})\]$/.exec(match[2] ?? '')?.[1] ?? null,
    file: fileOf(at?.[1]),
    line: toNumber(at?.[2]),
    column: toNumber(at?.[3]),
    message: (match[2] ?? '').replace(/ \[[a-z][\w-]{2,60}\]$/, ''),
    severity: severityOf(match[1]),
    firstLine: line.number,
    lastLine: place?.number ?? line.number,
  };
}

function webpackIssue(lines: readonly LogLine[], index: number): FoundIssue | null {
  const line = lines[index];
  const match = line ? WEBPACK.exec(line.text) : null;
  if (!line || !match || !isPath(match[2] ?? '')) return null;
  const below = lines.slice(index + 1, index + 4).find(({ text }) => text.trim() !== '');
  if (!below) return null;
  // ts-loader repeats the place, and says the rest in tsc's words, which are read by themselves.
  if (/^\.{0,2}[^\s:()]{1,300} \d{1,7}:\d{1,6}(?:-\d{1,6})?$/.test(below.text)) return null;
  const complaint = readComplaint(below.text);
  return {
    rule: complaint.rule,
    file: fileOf(match[2]),
    line: toNumber(match[3]),
    column: toNumber(match[4]),
    message: complaint.message,
    severity: severityOf(match[1]),
    firstLine: line.number,
    lastLine: below.number,
  };
}

/** Compilers that print the complaint first and point at the place below it: rustc, clippy, ruff, oxlint, esbuild, webpack, solc, … */
export const arrowDetector: Detector = {
  name: 'arrow',
  tool: null,
  class: null,
  heads: [ARROW, AT, CROSS, WEBPACK],
  detect(lines) {
    const issues: FoundIssue[] = [];
    for (const [index, { text }] of lines.entries()) {
      const first = text.trimStart().charAt(0);
      let issue: FoundIssue | null = null;
      if (/[-─╭┌,a\d]/.test(first)) issue = arrowIssue(lines, index);
      else if (first === '✘' || first === '▲' || first === '✗') issue = crossIssue(lines, index);
      else if (text.startsWith('ERROR in ') || text.startsWith('WARNING in ')) issue = webpackIssue(lines, index);
      if (issue) issues.push(issue);
    }
    return { issues, tests: [] };
  },
};
