import type { Detector, FoundIssue } from './detector';

/** `src/a.ts(3,5): error TS2322: message` */
const PLAIN = /^(?:\s{0,8})([^\s(:][^(]{0,300})\((\d{1,7}),(\d{1,6})\): (error|warning) (TS\d{3,6}): (.{1,900})$/;
/** `src/a.ts:3:5 - error TS2322: message`, as `--pretty` prints it. */
const PRETTY =
  /^(?:\s{0,8})([^\s:](?:[^:]{0,300}|:[\\/][^:]{0,300})):(\d{1,7}):(\d{1,6}) - (error|warning) (TS\d{3,6}): (.{1,900})$/;
/** `error TS18003: message`: about the configuration or the command line, no file. */
const BARE = /^(error) (TS\d{3,6}): (.{1,900})$/;

/** `  src/a.ts:3:17 - The expected type comes from …`, older versions break the line behind the place. */
const RELATED = /^ {2}(?:[A-Za-z]:)?[^\s:(]{1,300}:\d{1,7}:\d{1,6}(?: - (?!error |warning ).{1,900})?$/;

type Head = Omit<FoundIssue, 'firstLine' | 'lastLine'>;

function read(text: string): Head | null {
  if (!text.includes(' TS') && !text.startsWith('error TS')) return null;
  const placed = PLAIN.exec(text) ?? PRETTY.exec(text);
  if (placed) {
    const [, file = '', line, column, severity, rule = '', message = ''] = placed;
    return {
      rule,
      file,
      line: Number(line),
      column: Number(column),
      message,
      severity: severity === 'warning' ? 'warning' : 'error',
    };
  }
  const bare = BARE.exec(text);
  if (!bare) return null;
  const [, , rule = '', message = ''] = bare;
  return { rule, file: null, line: null, column: null, message, severity: 'error' };
}

/** The TypeScript compiler, plain and pretty. Indented lines below an error (the chain of reasons) are its evidence. */
export const tscDetector: Detector = {
  name: 'tsc',
  tool: 'tsc',
  class: 'type-check',
  heads: [PLAIN, PRETTY, BARE],
  detect(lines) {
    const issues: FoundIssue[] = [];
    const quiet: number[] = [];
    for (const [index, line] of lines.entries()) {
      const head = read(line.text);
      if (!head) continue;
      let last = line.number;
      // A chain of reasons is rarely deeper than 20.
      for (const below of lines.slice(index + 1, index + 21)) {
        if (below.number !== last + 1 || !/^ {2,20}\S/.test(below.text)) break;
        last = below.number;
      }
      issues.push({ ...head, firstLine: line.number, lastLine: last });
      // `--pretty` shows related places below, two blanks in: they explain the error.
      for (const { text, number } of PRETTY.test(line.text) ? lines.slice(index + 1, index + 41) : []) {
        if (text !== '' && !/^\s|^\d{1,7} /.test(text)) break;
        if (RELATED.test(text)) quiet.push(number);
      }
    }
    return { issues, tests: [], quiet };
  },
};
