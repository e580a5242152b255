import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue } from './detector';
import { isForeign } from './block';

const START = /^\s{0,20}(?:\||\+)?\s{0,20}Traceback \(most recent call last\):$/;
const FRAME = /^(?:\*{3})?\s{0,24}(?:\|\s{0,8})?File "([^"]{1,300})", line (\d{1,7})(?:, in (.{1,200}))?$/;
const ERROR = /^\s{0,20}(?:\|\s{0,4})?((?:[A-Za-z_]\w{0,60}\.){0,8}[A-Z]\w{0,80})(?:: (.{0,800}))?$/;

/** The frame that the project can change: the last of its own. None where a library was all that ran. */
function blamed(frames: readonly RegExpExecArray[]): RegExpExecArray | undefined {
  return frames.filter(([, file = '']) => !isForeign(file) && !file.startsWith('<')).at(-1);
}

function tracebackAt(lines: readonly LogLine[], index: number): FoundIssue | null {
  const frames: RegExpExecArray[] = [];
  for (const line of lines.slice(index + 1, index + 400)) {
    const frame = FRAME.exec(line.text);
    if (frame) {
      frames.push(frame);
      continue;
    }
    if (START.test(line.text)) return null;
    // Source lines stand further in than the error that ends the trace.
    const error = /^\s{4}/.test(line.text) && !line.text.trimStart().startsWith('|') ? null : ERROR.exec(line.text);
    if (!error || frames.length === 0) continue;
    const syntax = /SyntaxError|IndentationError|TabError/.test(error[1] ?? '');
    const at = syntax ? frames.at(-1) : blamed(frames);
    return {
      rule: error[1] ?? null,
      file: at?.[1] ?? null,
      line: at === undefined ? null : Number(at[2]),
      column: null,
      message: (error[2] ?? '') === '' ? (error[1] ?? '') : (error[2] ?? ''),
      severity: 'error',
      firstLine: lines[index]?.number ?? line.number,
      lastLine: line.number,
    };
  }
  return null;
}

/** A Python program that died of an exception, and a module that doesn't parse. */
export const pythonTracebackDetector: Detector = {
  name: 'python-traceback',
  tool: 'python',
  class: null,
  heads: [START, FRAME],
  detect(lines) {
    const issues: FoundIssue[] = [];
    for (const [index, line] of lines.entries()) {
      if (line.text.includes('Traceback (') && START.test(line.text)) {
        const issue = tracebackAt(lines, index);
        if (issue) issues.push(issue);
        continue;
      }
      // py_compile and the parser say it without a head.
      const frame = line.text.includes('File "') ? FRAME.exec(line.text) : null;
      if (!frame || frame[3] !== undefined) continue;
      const error = lines
        .slice(index + 1, index + 5)
        .find(({ text }) => /^(?:\w*SyntaxError|IndentationError|TabError): /.test(text));
      if (error) {
        const [rule = '', ...words] = error.text.split(': ');
        const place = { file: frame[1] ?? '', line: Number(frame[2]), column: null };
        issues.push({
          rule,
          ...place,
          message: words.join(': '),
          severity: 'error',
          firstLine: line.number,
          lastLine: error.number,
        });
      }
    }
    return { issues, tests: [] };
  },
};
