import type { Detector, FoundIssue } from './detector';

/** A line that is a path alone, as the `stylish` formatter heads each file with. */
const HEAD = /^(?:[A-Za-z]:)?[^\s:'"()][^:'"()]{0,300}\.[A-Za-z0-9]{1,8}$/;
/** `  3:5  error  message  rule` */
const ROW = /^\s{1,8}(\d{1,7}):(\d{1,6})\s{1,8}(error|warning)\s{1,8}(\S.{0,900})$/;
/** The rule stands behind two blanks or more; a fatal parsing error has none. */
const RULE = /^(.{1,800}?)\s{2,60}(@?[a-z][a-z0-9-]{0,60}(?:\/[a-z0-9@/-]{1,80}|\([a-z0-9@/-]{1,80}\))?)$/;

/** ESLint's default formatter. */
export const eslintDetector: Detector = {
  name: 'eslint',
  tool: 'eslint',
  class: 'lint',
  heads: [ROW],
  detect(lines) {
    const issues: FoundIssue[] = [];
    let file: string | null = null;
    for (const { number, text } of lines) {
      if (HEAD.test(text)) {
        file = text;
        continue;
      }
      const row = file === null || /\.ya?ml$/.test(file) ? null : ROW.exec(text);
      if (!row) {
        if (text.trim() === '') file = null;
        continue;
      }
      const [, line, column, severity, rest = ''] = row;
      // yamllint and others print the same rows with the rule in parentheses.
      if (/\s{2}\([\w-]{1,60}\)$/.test(rest)) continue;
      const [, message = rest, rule = null] = RULE.exec(rest) ?? [];
      issues.push({
        rule,
        file,
        line: Number(line),
        column: Number(column),
        message: message.trim(),
        severity: severity === 'warning' ? 'warning' : 'error',
        firstLine: number,
        lastLine: number,
      });
    }
    return { issues, tests: [] };
  },
};
