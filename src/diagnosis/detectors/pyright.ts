import type { Detector, FoundIssue } from './detector';
import { fileOf, severityOf } from './place';

/** `  /app/a.py:2:12 - error: message (reportReturnType)`; a long message goes on in lines further in, the rule at its end. */
const HEAD = /^\s{1,4}((?:[A-Za-z]:)?[^:\n]{1,300}):(\d{1,7}):(\d{1,6}) - (error|warning|information): (\S.{0,900})$/;
const RULE = /\s\((report[A-Z]\w{2,60})\)$/;

/** Pyright and basedpyright. */
export const pyrightDetector: Detector = {
  name: 'pyright',
  tool: 'pyright',
  class: 'type-check',
  heads: [HEAD],
  detect(lines) {
    const issues: FoundIssue[] = [];
    for (const [index, line] of lines.entries()) {
      const head = line.text.includes(' - ') ? HEAD.exec(line.text) : null;
      if (!head) continue;
      const [, file, at, column, word, words = ''] = head;
      let rule = RULE.exec(words)?.[1] ?? null;
      let lastLine = line.number;
      for (const { text, number } of rule === null ? lines.slice(index + 1, index + 9) : []) {
        if (!/^\s{4,40}\S/.test(text)) break;
        lastLine = number;
        rule = RULE.exec(text)?.[1] ?? null;
        if (rule !== null) break;
      }
      const place = { file: fileOf(file), line: Number(at), column: Number(column) };
      const message = words.replace(RULE, '');
      issues.push({ rule, ...place, message, severity: severityOf(word), firstLine: line.number, lastLine });
    }
    return { issues, tests: [] };
  },
};
