import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue } from './detector';
import { fileOf, isPath, readComplaint, severityOf } from './place';

/** A line that is a file's path and nothing else, perhaps with a mark or a count: what the rows below belong to. */
const HEAD =
  /^\s{0,2}(?:FILE: |\*{3,} |In |File:? |Line {1,8}|Checking |\+ |[×✖✗⚠] |== \[?)?((?:[A-Za-z]:)?[^\s:'"()|][^:'"()|]{0,300}?)(?: -- \d{1,6} (?:warnings?|errors?):?|:| ==|\] FAIL| \(\d{1,6} (?:issues?|problems?|errors?)\))?$/;

/** One kind of row; the groups are those of `LineFormat`. */
const ROWS: readonly RegExp[] = [
  // 3:5  error  message  rule (ESLint, remark, alex, textlint, vala-lint, standard)
  /^\s{0,10}(?<line>\d{1,7})[:.,](?<column>\d{1,6})(?:-\d{1,7}[:.]\d{1,6})?\s{1,8}(?<severity>error|warning|warn|info|hint|(?:Error|Warning|Info)(?=:)|[×✖✕⚠ℹ‼✘]|[EWI]\b):?\s{1,12}(?<message>\S.{0,900})$/,
  // 12 | ERROR | [x] message (PHP_CodeSniffer)
  /^\s{0,8}(?<line>\d{1,7}) \| (?<severity>ERROR|WARNING) {1,4}\| (?:\[[ x]\] )?(?<message>\S.{0,900})$/,
  // [7, 9]:NilCheck: message [documentation] (reek)
  /^\s{2,6}\[(?<line>\d{1,7})(?:, \d{1,7}){0,20}\]:(?<rule>[A-Z]\w{2,60}): (?<message>\S.{0,900})$/,
  // L:   1 | P:   1 | LT01 | message [layout.spacing] (sqlfluff)
  /^L:\s{1,6}(?<line>\d{1,7}) \| P:\s{1,6}(?<column>\d{1,6}) \| (?<rule>[A-Z]{2,4}\d{2}|L\d{3}|PRS) \| (?<message>\S.{0,900})$/,
  // C:  1:  7: [Correctable] Style/A: message (RuboCop's simple form)
  /^(?<severity>[CWEFRI]): {1,5}(?<line>\d{1,7}): {1,5}(?<column>\d{1,6}): (?<message>\S.{0,900})$/,
  //   1:8 F401 [*] message (ruff, grouped)
  /^\s{2,6}(?<line>\d{1,7}):(?<column>\d{1,6})\s{1,6}(?<rule>[A-Z]{1,6}\d{3,4}|SyntaxError:) (?:\[\*\] )?(?<message>\S.{0,900})$/,
  // ERROR: 3:5  semicolon  message (TSLint's stylish form)
  /^(?<severity>ERROR|WARNING): (?<line>\d{1,7}):(?<column>\d{1,6}) {2,8}(?<rule>[\w/-]{2,80}) {2,80}(?<message>\S.{0,900})$/,
  //   line 3  message; line 3 col 5: message; L53: message
  /^\s{1,8}(?:[Ll]ine |L)(?<line>\d{1,7})(?:,? col(?:umn)? (?<column>\d{1,6}))?[:,]?\s{1,4}(?<message>\S.{0,900})$/,
  //      ✗ #3: message (CoffeeLint)
  /^\s{2,8}(?<severity>[✗⚠]) #(?<line>\d{1,7}): (?<message>\S.{0,900})$/,
  // <tab>3: message (editorconfig-checker)
  /^\t(?<line>\d{1,7}): (?<message>\S.{0,900})$/,
  // 12     message (PHPStan's table)
  /^\s{1,3}:?(?<line>\d{1,7})\s{2,6}(?<message>[A-Z\\].{0,900})$/,
];
/** The last kind of row needs its table's head. */
const LOOSEST = ROWS.length - 1;
/** What stands behind two blanks or more at the end is the rule. */
const RULE = /^(.{1,800}?)\s{2,80}(\(?@?[a-zA-Z][\w-]{0,60}(?:\/[\w@/-]{1,80})?\)?)(?:\s{1,20}[\w-]{1,40})?$/;
const CONTINUED = /^ {4,16}\S|^\s{0,8}\|\s{1,12}\||^\(/;
/** PHP_CodeSniffer folds its words into the last cell of further rows. */
const FOLDED = /^\s{1,8}\|\s{1,12}\|\s{1,8}(\S.{0,200})$/;

interface Row {
  readonly groups: Record<string, string | undefined>;
  readonly kind: number;
}

function rowOf(text: string): Row | null {
  if (!/\d/.test(text.slice(0, 24))) return null;
  for (const [kind, pattern] of ROWS.entries()) {
    const groups = pattern.exec(text)?.groups;
    if (groups) return { groups, kind };
  }
  return null;
}

function issueOf(line: LogLine, { groups }: Row, file: string | null): FoundIssue {
  // remark names itself behind the rule
  const shown = (groups.message ?? '').replace(/ {1,40}([a-z]{1,30}(?:-[a-z]{1,30}){1,6}) {1,4}remark-lint$/, '  $1');
  const behind = RULE.exec(shown);
  const complaint = readComplaint(behind?.[1] ?? shown);
  const mark = groups.severity ?? null;
  return {
    rule: groups.rule?.replace(/:$/, '') ?? behind?.[2]?.replace(/^\((.{1,150})\)$/, '$1') ?? complaint.rule,
    file,
    line: Number(groups.line),
    column: groups.column === undefined ? null : Number(groups.column),
    message: complaint.message,
    severity:
      mark === null
        ? complaint.severity
        : /^[⚠‼]/.test(mark)
          ? 'warning'
          : /^[×✖✕✘✗]/.test(mark)
            ? 'error'
            : severityOf(mark),
    firstLine: line.number,
    lastLine: line.number,
  };
}

/** A path with blanks in it is rooted, or something that only a head has stands around it. */
const BLANKS_ALLOWED =
  /^\s{0,4}(?:FILE: |\*{3,} |In |File|Line |Checking |\+ |[×✖✗⚠] |[A-Za-z]:[\\/]|[/.])| -- \d| \(\d|^== /;

/** The path that heads a file's rows; most lines are prose and are let go before the pattern is tried. */
function headOf(text: string): string | undefined {
  const line = text.trimEnd();
  if (line.length > 340 || (line.trimStart().includes(' ') && !BLANKS_ALLOWED.test(line))) return undefined;
  return HEAD.exec(line.replace(/^\s{1,4}(?=Line )/, ''))?.[1]?.trim();
}

/** Formatters that head each file with its path and list the places below it. */
export const headedDetector: Detector = {
  name: 'headed',
  tool: null,
  class: 'lint',
  heads: ROWS,
  detect(lines) {
    const issues: FoundIssue[] = [];
    let file: string | null = null;
    let blanks = 0;
    let rows = 0;
    for (const [index, line] of lines.entries()) {
      const { text } = line;
      if (text.trim() === '') {
        blanks += 1;
        // PHPStan and PHP_CodeSniffer set their tables off; a file's rows never start after three blank lines.
        if (blanks > 2 || rows > 0) file = null;
        continue;
      }
      blanks = 0;
      const row = rowOf(text);
      if (row && file !== null) {
        // The loosest row needs its table's head.
        if (row.kind === LOOSEST && !/^\s{0,4}Line\b|^\s{0,4}-{4}/.test(tableHead(lines, index))) continue;
        rows += 1;
        issues.push(issueOf(line, row, fileOf(file)));
        continue;
      }
      const last = issues.at(-1);
      if (row === null && rows > 0 && last !== undefined && line.number - last.lastLine < 8 && CONTINUED.test(text)) {
        const more = FOLDED.exec(text)?.[1];
        const message = `${last.message} ${more ?? ''}`.slice(0, 900);
        if (more !== undefined) issues[issues.length - 1] = { ...last, message, lastLine: line.number };
        continue;
      }
      const head = headOf(text);
      if (head !== undefined && isPath(head) && !head.startsWith('-')) {
        file = head;
        rows = 0;
      } else if (!/^[\s\-=|_*]{3,}$|^(?:FOUND|PHPCBF|No config)/.test(text) && row === null && rows > 0) file = null;
    }
    return { issues, tests: [] };
  },
};

/** The line that opened the table in which row `index` stands. */
function tableHead(lines: readonly LogLine[], index: number): string {
  for (let at = index - 1; at >= Math.max(0, index - 200); at -= 1) {
    const text = lines[at]?.text ?? '';
    if (/^\s{0,4}Line\b/.test(text)) return text;
    if (text.trim() === '') return '';
  }
  return '';
}
