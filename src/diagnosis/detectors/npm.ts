import type { Detector } from './detector';
import { perLine } from './detector';

/** npm 10 and newer say `npm error`, older ones `npm ERR!`. */
const LINE = /^npm (?:ERR!|error) (.{1,900})$/;
const CODE = /^code ([A-Z][A-Z0-9_]{2,40})$/;
/** Codes that speak about packages, not about a script that failed (ELIFECYCLE) or npm itself. */
const ABOUT_PACKAGES =
  /^(?:E404|E401|E403|ERESOLVE|ETARGET|EUSAGE|ENOTFOUND|EBADENGINE|EINTEGRITY|EBADPLATFORM|ENOLOCK|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|EJSONPARSE|ENOVERSIONS|EUNSUPPORTEDPROTOCOL)$/;

/** npm's own failures to install; the code is the rule, the line after it the message. */
export const npmDetector: Detector = {
  name: 'npm',
  tool: 'npm',
  class: 'dependency',
  heads: [LINE],
  detect(lines) {
    const codes = perLine(({ text }) => {
      const rule = CODE.exec(LINE.exec(text)?.[1] ?? '')?.[1];
      if (rule === undefined || !ABOUT_PACKAGES.test(rule)) return null;
      return { rule, file: null, line: null, column: null, message: rule, severity: 'error' };
    })(lines).issues;
    const issues = codes.map((issue) => {
      const next = lines.find(({ number, text }) => number > issue.lastLine && LINE.test(text));
      if (!next || next.number > issue.lastLine + 2) return issue;
      return { ...issue, message: LINE.exec(next.text)?.[1] ?? issue.message, lastLine: next.number };
    });
    return { issues, tests: [] };
  },
};
