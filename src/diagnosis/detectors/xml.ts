import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue, FoundTest } from './detector';
import { toNumber } from './detector';
import { testAt } from './block';
import { fileOf, isPath, readComplaint, severityOf } from './place';

const TAG =
  /<(\/?)([A-Za-z][\w:-]{0,40})((?:\s{1,20}[\w:-]{1,60}\s?=\s?(?:"[^"]{0,2000}"|'[^']{0,2000}'))*)\s{0,8}(\/?)>/g;
const ATTRIBUTE = /([\w:-]{1,60})\s?=\s?(?:"([^"]{0,2000})"|'([^']{0,2000})')/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Tags that hold one complaint, and the attributes that say where. */
const COMPLAINTS = /^(?:error|warning|violation|issue|bug|Diagnostic|FileDiagnostic)$/;

type Attributes = ReadonlyMap<string, string>;

function decode(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w{2,6}));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

function attributesOf(text: string): Attributes {
  const found = new Map<string, string>();
  for (const match of text.matchAll(ATTRIBUTE))
    found.set((match[1] ?? '').toLowerCase(), decode(match[2] ?? match[3] ?? ''));
  return found;
}

const first = (attributes: Attributes, ...names: readonly string[]): string | undefined =>
  names.map((name) => attributes.get(name)).find((value) => value !== undefined && value !== '');

/** PHP_CodeSniffer's tags are the severity, their number is the standard's; PMD's and FindBugs' numbers are priorities. */
function severityIn(level: string | undefined, tag: string): FoundIssue['severity'] {
  if (tag === 'warning') return 'warning';
  if (!/^\d$/.test(level ?? '')) return severityOf(level);
  return tag === 'error' || Number(level) < 3 ? 'error' : 'warning';
}

function complaintOf(
  line: LogLine,
  name: string,
  attributes: Attributes,
  file: string | null,
  words: string,
): FoundIssue | null {
  const message = first(attributes, 'message', 'reason', 'summary', 'msg', 'short_message') ?? words;
  const at = first(attributes, 'line', 'beginline', 'startline');
  if (message === '' || at === undefined || !/^\d{1,7}$/.test(at)) return null;
  const level = first(attributes, 'severity', 'priority', 'level');
  const own = first(attributes, 'file', 'path');
  return {
    rule: first(attributes, 'source', 'rule', 'id', 'type') ?? null,
    file: fileOf(own !== undefined && isPath(own) ? own : file),
    line: Number(at) === 0 ? null : Number(at),
    column: toNumber(/^\d{1,6}$/.exec(first(attributes, 'column', 'col', 'char', 'begincolumn') ?? '')?.[0]),
    message,
    severity: severityIn(level, name),
    firstLine: line.number,
    lastLine: line.number,
  };
}

/** Reports that tools print as XML: Checkstyle's form, JSLint's, PMD's, and JUnit's for tests. Read tag by tag, so a cut one is read too. */
export const xmlDetector: Detector = {
  name: 'xml',
  tool: null,
  class: null,
  heads: [/<(?:error|violation|issue|bug|Diagnostic|FileDiagnostic|failure)\b/],
  detect(lines) {
    const issues: FoundIssue[] = [];
    const tests: FoundTest[] = [];
    let file: string | null = null;
    // cppcheck's complaint has its places inside: the first is where it happens.
    let open: FoundIssue | null = null;
    let suite: string | null = null;
    let testcase: { readonly line: LogLine; readonly attributes: Attributes } | null = null;
    for (const line of lines) {
      if (!line.text.includes('<') || !line.text.includes('>')) continue;
      for (const match of line.text.matchAll(TAG)) {
        const [whole, closing, name = '', text = '', alone] = match;
        if (closing === '/') {
          if (name === 'testcase') testcase = null;
          if (name === 'error') open = null;
          continue;
        }
        const attributes = attributesOf(text);
        if (name === 'file' || name === 'sourcefile') file = first(attributes, 'name', 'path') ?? null;
        else if (name === 'testsuite') suite = attributes.get('name') ?? null;
        else if (name === 'testcase' && alone !== '/') testcase = { line, attributes };
        else if ((name === 'failure' || name === 'error') && testcase) {
          const behind = decode(line.text.slice(match.index + whole.length, match.index + whole.length + 900));
          const issue = lintedIn(testcase, attributes, behind, suite);
          if (issue) issues.push(issue);
          else tests.push(failureOf(testcase, attributes));
          testcase = null;
        } else if (name === 'error' && attributes.has('msg') && !attributes.has('line')) {
          open = complaintOf(line, '', new Map([...attributes, ['line', '0']]), null, '');
        } else if (name === 'location' && open !== null) {
          const at = { file: attributes.get('file') ?? null, line: toNumber(attributes.get('line')) };
          issues.push({ ...open, ...at, column: toNumber(attributes.get('column')) });
          open = null;
        } else if (COMPLAINTS.test(name) && (file !== null || attributes.has('line'))) {
          const behind = decode(line.text.slice(match.index + whole.length).split('<', 1)[0] ?? '').trim();
          const issue = complaintOf(line, name, attributes, file, behind);
          if (issue) issues.push(issue);
        }
      }
    }
    return { issues, tests };
  },
};

/** `line 1, col 8, Error - words (rule)`: ESLint, Biome, oxlint, stylelint */
const WORDS =
  /^(?:<!\[CDATA\[)?\s{0,8}line (\d{1,7}), col(?:umn)? (\d{1,6}), (?:(Error|Warning|Info) - )?(.{1,800}?)(?:\]\]>)?(?:<\/.{0,200})?$/;
/** `PEAR.Files.X at a.php (2:1)` (PHP_CodeSniffer) */
const NAMED = /^(.{1,200}) at (.{1,300}) \((\d{1,7}):(\d{1,6})\)$/;
/** `b.lua:1:7: words` (luacheck) */
const PLACED = /^([^\s:]{1,300}):(\d{1,7}):(\d{1,6}): (.{1,800})$/;

/** Linters can write JUnit's form too: a failure that has a place and a rule is a complaint, not a failing test. */
function lintedIn(
  testcase: { readonly line: LogLine; readonly attributes: Attributes },
  failure: Attributes,
  behind: string,
  suite: string | null,
): FoundIssue | null {
  const name = testcase.attributes.get('name') ?? '';
  const message = failure.get('message') ?? '';
  const at = { firstLine: testcase.line.number, lastLine: testcase.line.number };
  const words = suite !== null && isPath(suite) ? WORDS.exec(behind) : null;
  if (words) {
    const complaint = readComplaint(words[4] ?? '');
    const rule = complaint.rule ?? (name === '' ? null : name.replace(/^org\.(?:eslint|biome|stylelint)\./, ''));
    const place = { file: fileOf(suite), line: Number(words[1]), column: Number(words[2]) };
    return { rule, ...place, message: complaint.message, severity: severityOf(words[3]), ...at };
  }
  const named = NAMED.exec(name);
  if (named && isPath(named[2] ?? '')) {
    const place = { file: fileOf(named[2]), line: Number(named[3]), column: Number(named[4]) };
    return { rule: named[1] ?? null, ...place, message, severity: severityOf(failure.get('type')), ...at };
  }
  const placed = PLACED.exec(message);
  if (!placed || placed[1] !== testcase.attributes.get('classname')) return null;
  const place = { file: fileOf(placed[1]), line: Number(placed[2]), column: Number(placed[3]) };
  const rule = failure.get('type') ?? null;
  return {
    rule,
    ...place,
    message: placed[4] ?? '',
    severity: (rule ?? '').startsWith('W') ? 'warning' : 'error',
    ...at,
  };
}

function failureOf(
  testcase: { readonly line: LogLine; readonly attributes: Attributes },
  failure: Attributes,
): FoundTest {
  const { line, attributes } = testcase;
  const owner = attributes.get('classname');
  const name = attributes.get('name') ?? '';
  const full = owner === undefined || owner === '' || name.startsWith(owner) ? name : `${owner}.${name}`;
  return testAt(line, full, attributes.get('file') ?? null, failure.get('message') ?? null);
}
