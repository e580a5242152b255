import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue } from './detector';
import { fileOf, isPath, severityOf } from './place';

/** Names that tools give their columns, in lower case without blanks and marks. */
const COLUMNS: readonly (readonly [keyof Columns, RegExp])[] = [
  ['file', /^(?:file|filename|filepath|path|sourcefile|objectname)$/],
  ['line', /^(?:line|linenumber|startline|beginline|row)$/],
  ['column', /^(?:col|column|columnnumber|begincolumn|position)$/],
  ['message', /^(?:message|description|text|problem|check|details|issue)$/],
  ['rule', /^(?:rule|ruleid|code|checkid|group|ruleset|messagenumber)$/],
  ['severity', /^(?:severity|level|priority|color|type)$/],
];
/** Rows that one header may rule. */
const MAX_ROWS = 5000;
/** Rows that look like headers and rule nothing, before the log is taken to have no table. */
const MAX_HEADERS = 10;

interface Columns {
  file: number;
  line: number;
  column: number;
  message: number;
  rule: number;
  severity: number;
}

/** Cells of a row; quotes hold a delimiter, doubled they stand for themselves. */
function cells(text: string, delimiter: string): string[] {
  if (!text.includes('"')) return text.split(delimiter).map((cell) => cell.trim());
  const found: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"' && quoted && text.charAt(at + 1) === '"') {
      cell += '"';
      at += 1;
    } else if (char === '"') quoted = !quoted;
    else if (char === delimiter && !quoted) {
      found.push(cell.trim());
      cell = '';
    } else cell += char;
  }
  found.push(cell.trim());
  return found;
}

/** What each column is, when `text` is a header that names at least a file and a line. */
function headerOf(
  text: string,
): { readonly columns: Columns; readonly delimiter: string; readonly width: number } | null {
  const delimiter = text.includes('\t') ? '\t' : ',';
  const names = cells(text, delimiter).map((name) => name.toLowerCase().replace(/[\s_"-]/g, ''));
  if (names.length < 4) return null;
  const columns: Columns = { file: -1, line: -1, column: -1, message: -1, rule: -1, severity: -1 };
  for (const [key, pattern] of COLUMNS) {
    const found = names.flatMap((name, at) => (pattern.test(name) ? [at] : []));
    columns[key] = (key === 'message' ? found.at(-1) : found[0]) ?? -1;
  }
  return columns.file < 0 || columns.line < 0 || columns.message < 0
    ? null
    : { columns, delimiter, width: names.length };
}

function rowIssue(line: LogLine, row: readonly string[], columns: Columns): FoundIssue | null {
  const file = row[columns.file] ?? '';
  const number = row[columns.line] ?? '';
  const message = row[columns.message] ?? '';
  if (!/^\d{1,7}$/.test(number) || message === '') return null;
  const column = row[columns.column] ?? '';
  const rule = row[columns.rule] ?? '';
  const severity = row[columns.severity] ?? '';
  return {
    rule: rule === '' ? (/^[A-Z]{2,5}-\d{2,6}/.exec(message)?.[0] ?? null) : rule,
    file: isPath(file) ? fileOf(file) : null,
    line: Number(number),
    column: /^\d{1,6}$/.test(column) ? Number(column) : null,
    message,
    severity: /^\d$/.test(severity) ? (Number(severity) < 3 ? 'error' : 'warning') : severityOf(severity),
    firstLine: line.number,
    lastLine: line.number,
  };
}

/** Reports as comma or tab separated values whose first row names the columns: PMD, CPD, CoffeeLint, Polyspace, … */
export const tableDetector: Detector = {
  name: 'table',
  tool: null,
  class: 'lint',
  heads: [/\bline/i],
  detect(lines) {
    const issues: FoundIssue[] = [];
    let tried = 0;
    for (let index = 0; index < lines.length; index += 1) {
      const text = lines[index]?.text ?? '';
      if (!/\bline/i.test(text) || !/[,\t]/.test(text) || /\d/.test(text)) continue;
      const header = headerOf(text);
      if (!header) continue;
      for (const line of lines.slice(index + 1, index + MAX_ROWS)) {
        const row = cells(line.text, header.delimiter);
        // A row that a long text was folded out of is shorter.
        if (row.length < Math.max(4, header.width - 2)) continue;
        const issue = rowIssue(line, row, header.columns);
        if (issue) issues.push(issue);
      }
      tried += 1;
      if (issues.length > 0 || tried === MAX_HEADERS) break;
    }
    return { issues, tests: [] };
  },
};
