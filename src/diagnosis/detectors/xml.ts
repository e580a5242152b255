import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue, FoundTest } from './detector';
import { toNumber } from './detector';
import { testAt } from './block';
import { fileOf, isPath, severityOf } from './place';

const TAG =
  /<(\/?)([A-Za-z][\w:-]{0,40})((?:\s{1,20}[\w:-]{1,60}\s?=\s?(?:"[^"]{0,2000}"|'[^']{0,2000}'))*)\s{0,8}(\/?)>/g;
const ATTRIBUTE = /([\w:-]{1,60})\s?=\s?(?:"([^"]{0,2000})"|'([^']{0,2000})')/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Tags that hold one complaint, and the attributes that say where. */
const COMPLAINTS = /^(?:error|violation|issue|bug|Diagnostic|FileDiagnostic)$/;

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

function complaintOf(line: LogLine, attributes: Attributes, file: string | null, words: string): FoundIssue | null {
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
    severity: /^\d$/.test(level ?? '') ? (Number(level) < 3 ? 'error' : 'warning') : severityOf(level),
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
        else if (name === 'testcase' && alone !== '/') testcase = { line, attributes };
        else if ((name === 'failure' || name === 'error') && testcase) {
          tests.push(failureOf(testcase, attributes));
          testcase = null;
        } else if (name === 'error' && attributes.has('msg') && !attributes.has('line')) {
          open = complaintOf(line, new Map([...attributes, ['line', '0']]), null, '');
        } else if (name === 'location' && open !== null) {
          const at = { file: attributes.get('file') ?? null, line: toNumber(attributes.get('line')) };
          issues.push({ ...open, ...at, column: toNumber(attributes.get('column')) });
          open = null;
        } else if (COMPLAINTS.test(name) && (file !== null || attributes.has('line'))) {
          const behind = decode(line.text.slice(match.index + whole.length).replace(/<.{0,2000}$/, '')).trim();
          const issue = complaintOf(line, attributes, file, behind);
          if (issue) issues.push(issue);
        }
      }
    }
    return { issues, tests };
  },
};

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
