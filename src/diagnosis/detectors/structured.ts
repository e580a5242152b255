import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue } from './detector';
import { ACTIONLINT_RULE } from './ci-file';
import { closed, isTooDeep } from './cut-json';
import { fileOf, isPath, severityOf } from './place';

/** Bytes of one JSON text that are parsed; the rest of a longer one is left to the other readers. */
const MAX_JSON = 2_000_000;
const MAX_FOUND = 1000;
const MAX_JSON_LINES = 50_000;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function pick(fields: Fields, names: readonly string[]): unknown {
  for (const name of names) {
    const value = fields[name];
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

const text = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value : null);

function positive(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,7}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : null;
}

const FILE = [
  'file',
  'filename',
  'fileName',
  'filePath',
  'file_name',
  'path',
  'source',
  'uri',
  'from',
  'file_path',
  'relativePath',
  'sourceFile',
  'filepath',
];
const LINE = [
  'line',
  'startLine',
  'start_line',
  'lineNumber',
  'line_number',
  'row',
  'beginLine',
  'lineStart',
  'line_start',
  'line_from',
  'begin',
];
const COLUMN = [
  'column',
  'col',
  'startColumn',
  'start_column',
  'columnNumber',
  'beginColumn',
  'columnStart',
  'column_start',
  'colStart',
  'character',
  'column_from',
];
const MESSAGE = [
  'message',
  'raw_msg',
  'msg',
  'description',
  'text',
  'reason',
  'issue_text',
  'hint',
  'desc',
  'details',
  'Message',
];
const RULE = [
  'ruleId',
  'rule',
  'ruleName',
  'rule_id',
  'code',
  'check_name',
  'cop_name',
  'linter',
  'smell_type',
  'test_id',
  'type',
  'symbol',
  'check_id',
  'ruleNumber',
  'category',
  'name',
  'warning_type',
  'check',
];
const SEVERITY = ['severity', 'level', 'issue_severity', 'confidence', 'impact', 'kind'];
const NESTED = [
  'location',
  'start',
  'range',
  'region',
  'position',
  'loc',
  'span',
  'begin',
  'lines',
  'positions',
  'physicalLocation',
  'artifactLocation',
  'primary',
  'caret',
  'labels',
];

/** A place anywhere in the field's usual nests: ESLint's flat ones, ruff's `location`, SARIF's regions, LSP's ranges. */
function find(fields: Fields, names: readonly string[], depth = 0): unknown {
  const own = pick(fields, names);
  if (own !== undefined && !isFields(own) && !Array.isArray(own)) return own;
  if (depth > 4) return undefined;
  for (const name of [...NESTED, 'locations', 'spans']) {
    const nested = fields[name];
    const inner = Array.isArray(nested) ? (nested as readonly unknown[])[0] : nested;
    if (typeof inner === 'number' && names === LINE && (name === 'lines' || name === 'start')) return inner;
    const value = isFields(inner) ? find(inner, names, depth + 1) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

/** What a report calls the rule, and the severity: some use one's usual field for the other. */
function ruleOf(fields: Fields, sniff: boolean): { readonly rule: unknown; readonly level: unknown } {
  // actionlint calls its rules kinds, which elsewhere are severities.
  const kind = text(fields.kind);
  if (kind !== null && ACTIONLINT_RULE.test(kind)) return { rule: kind, level: 'error' };
  if (sniff) return { rule: fields.source, level: fields.type };
  const type = text(fields.type);
  return type !== null && /^(?:error|warning|info|notice)$/i.test(type)
    ? { rule: pick({ ...fields, type: undefined }, RULE), level: type }
    : { rule: pick(fields, RULE), level: pick(fields, SEVERITY) };
}

/** ShellCheck leaves the letters of its rules out of its JSON. */
const isShellCheck = ({ code, level, fix }: Fields): boolean =>
  typeof code === 'number' && code >= 1000 && typeof level === 'string' && fix !== undefined;

function issueOf(fields: Fields, inherited: string | null, line: LogLine): FoundIssue | null {
  const said = pick(fields, MESSAGE);
  const message = text(isFields(said) ? pick(said, ['text', 'value', 'message', ...MESSAGE]) : said);
  const at = positive(find(fields, LINE));
  if (message === null || at === null) return null;
  const named = text(find(fields, FILE));
  // PHP_CodeSniffer's `source` is the rule; the file heads its messages.
  const sniff = inherited !== null && fields.source === named && named !== null && !/[\\/]/.test(named);
  const file = named !== null && !sniff && isPath(named.trim()) ? named : inherited;
  const { rule, level } = ruleOf(fields, sniff);
  const code = isFields(rule) ? text(pick(rule, ['code', 'value', 'id', 'name'])) : rule;
  const severity = typeof level === 'number' ? (level === 1 ? 'warning' : 'error') : severityOf(text(level));
  return {
    rule: typeof code === 'string' || typeof code === 'number' ? `${isShellCheck(fields) ? 'SC' : ''}${code}` : null,
    file: fileOf(file),
    line: at === 0 ? null : at,
    column: positive(find(fields, COLUMN)),
    message: message
      .replace(/\x1b\[[0-9;]{0,20}m/g, '')
      .trim()
      .slice(0, 900),
    severity,
    firstLine: line.number,
    lastLine: line.number,
  };
}

/** Walks a report; the file of a group (`filePath` + `messages`, `path` + `offenses`) is inherited. */
function walk(value: unknown, inherited: string | null, line: LogLine, out: FoundIssue[], depth = 0): void {
  if (out.length >= MAX_FOUND || depth > 8) return;
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) walk(item, inherited, line, out, depth + 1);
    return;
  }
  if (!isFields(value)) return;
  const issue = issueOf(value, inherited, line);
  if (issue) {
    out.push(issue);
    return;
  }
  const named = text(pick(value, FILE));
  const file = named !== null && isPath(named) ? named : inherited;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'message' && isFields(inner)) walk(inner, file, line, out, depth + 1);
    else if (typeof inner === 'object') walk(inner, isPath(key) && /[./]/.test(key) ? key : file, line, out, depth + 1);
  }
}

/** The text of the JSON that starts at `index`, to the line that closes it, or null. */
function jsonAt(
  lines: readonly LogLine[],
  index: number,
  most: number,
): { readonly text: string; readonly end: number } | { readonly text: null; readonly end: number } {
  const first = lines[index]?.text.trim() ?? '';
  const body = first.replace(/^@nix /, '');
  if (!/^(?:\{\s{0,4}"|\[\s{0,4}\{|[{[]$)/.test(body)) return { text: null, end: index };
  const whole = lines[index]?.json ?? null;
  if (whole !== null) return { text: whole.trim(), end: index };
  if (/[}\]]$/.test(body)) return { text: body, end: index };
  // A line that was cut has no second one.
  if (body.endsWith('…')) return { text: body, end: index };
  let joined = body;
  const close = body.startsWith('{') ? '}' : ']';
  for (let at = index + 1; at < lines.length && joined.length < MAX_JSON && at - index < most; at += 1) {
    const row = lines[at]?.text ?? '';
    joined += `\n${row}`;
    if (row.startsWith(close)) return { text: joined, end: at };
    if (!/^[\s}\]"{[]/.test(row)) return { text: null, end: at };
  }
  const end = Math.min(lines.length, index + most);
  // A report whose last bracket is indented.
  return end === lines.length && joined.length < MAX_JSON ? { text: joined, end } : { text: null, end };
}

/** The value of a text, or of what is whole of one that was cut. Throws when it is no JSON. */
function parsed(text: string): unknown {
  if (isTooDeep(text)) throw new SyntaxError('nested deeper than a report');
  try {
    return JSON.parse(text);
  } catch (error) {
    const whole = closed(text);
    if (whole === null || whole === text) throw error;
    return JSON.parse(whole);
  }
}

/** Reports that tools print as JSON, as lines of JSON, and as SARIF. */
export const jsonDetector: Detector = {
  name: 'json',
  tool: null,
  class: null,
  detect(lines) {
    const issues: FoundIssue[] = [];
    // Lines that may be looked at twice in all: openings that never close must not make this quadratic.
    let budget = 4 * lines.length + 100;
    for (let index = 0; index < lines.length; index += 1) {
      const line = lines[index];
      const first = line?.text.trimStart().charAt(0) ?? '';
      if (!line || (first !== '{' && first !== '[' && first !== '@')) continue;
      const found = jsonAt(lines, index, Math.min(MAX_JSON_LINES, budget));
      budget -= found.end - index;
      if (found.text === null) continue;
      try {
        const before = issues.length;
        walk(parsed(found.text), null, line, issues);
        if (issues.length > before) index = found.end;
      } catch {
        // Not JSON after all, or cut: another reader may know the line.
      }
      if (issues.length >= MAX_FOUND) break;
    }
    return { issues, tests: [] };
  },
};
