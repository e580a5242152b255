import type { Detector, FoundIssue } from './detector';
import { fileOf, severityOf } from './place';

/** `1. WARNING in C:\A.java (at line 3)` */
const HEAD = /^\s{0,8}\d{1,6}\. (ERROR|WARNING|INFO) in (.{1,400}?) ?\(at line (\d{1,7})\)\s{0,4}$/;
const CARETS = /^\s{0,400}\^{1,600}\s{0,4}$/;

/** The Eclipse compiler: the source, carets below it, then what is wrong, up to a rule of hyphens. */
export const ecjDetector: Detector = {
  name: 'ecj',
  tool: 'ecj',
  class: 'build',
  heads: [HEAD],
  detect(lines) {
    const issues: FoundIssue[] = [];
    for (const [index, line] of lines.entries()) {
      const head = line.text.includes('(at line ') ? HEAD.exec(line.text) : null;
      if (!head) continue;
      const body = lines.slice(index + 1, index + 16);
      const carets = body.findIndex(({ text }) => CARETS.test(text));
      const words = body[carets < 0 ? 0 : carets + 1];
      if (!words) continue;
      const next = body[carets + 2]?.text ?? '';
      const more = /^-{6,}|^\s{0,4}$/.test(next) ? '' : ` ${next.trim()}`;
      const message = `${words.text.trim()}${more}`;
      const place = { file: fileOf(head[2]), line: Number(head[3]), column: null };
      const severity = severityOf(head[1]);
      issues.push({ rule: null, ...place, message, severity, firstLine: line.number, lastLine: words.number });
    }
    return { issues, tests: [] };
  },
};
