import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome, LogTextLine } from '../fix.types';
import { rewrite } from '../kit';

interface Row {
  readonly line: number;
  readonly message: string;
  readonly fixable: boolean;
  readonly at: LogTextLine;
}
interface Report {
  readonly path: string;
  readonly job: string;
  readonly rows: readonly Row[];
}

/** The reports of a log, messages put together again where they were wrapped. */
function reportsOf(input: FixerInput): Report[] {
  const reports: { path: string; job: string; rows: Row[] }[] = [];
  for (const { job, lines } of input.logs) {
    let open: { path: string; job: string; rows: Row[] } | null = null;
    for (const at of lines) {
      const [, file] = /^FILE: (\S.*)$/.exec(at.text) ?? [];
      if (file !== undefined) {
        const path = input.pathOf(file.trim());
        open = path === null ? null : { path, job, rows: [] };
        if (open) reports.push(open);
        continue;
      }
      const [, line, mark, message] = /^\s*(\d+) \| (?:ERROR|WARNING)\s*\| (?:\[([x ])\] )?(.+)$/.exec(at.text) ?? [];
      if (line !== undefined && message !== undefined)
        open?.rows.push({ line: Number(line), message: message.trim(), fixable: mark === 'x', at });
      const [, more] = /^\s*\|\s+\|\s+(\S.*)$/.exec(at.text) ?? [];
      const last = open?.rows.at(-1);
      if (more !== undefined && last && open)
        open.rows[open.rows.length - 1] = { ...last, message: `${last.message} ${more.trim()}` };
      if (/^PHPCBF CAN FIX|^Time:/.test(at.text)) open = null;
    }
  }
  return reports;
}

/** Puts `fresh` for the one match of a pattern, in code. */
function once(line: string, pattern: RegExp, fresh: string): string | null {
  const found = [...line.matchAll(new RegExp(pattern.source, 'g'))];
  return found.length === 1 && !/['"].*['"]/.test(line.slice(0, found[0]?.index)) ? line.replace(pattern, fresh) : null;
}

type Cure = (line: string, words: RegExpExecArray) => string | null;
/** phpcbf's own changes, of sniffs whose message says all; a `\n` makes two lines of one. */
const CURES: readonly (readonly [RegExp, Cure])[] = [
  [
    /^Opening brace (?:should|must) be on a new line$|^Opening brace should be on the line after the declaration/,
    (line) => {
      const [, indent = '', head] = /^(\s*)(\S.*?)\s*\{\s*$/.exec(line) ?? [];
      return head === undefined ? null : `${indent}${head}\n${indent}{`;
    },
  ],
  [
    /^Tabs must be used to indent lines; spaces are not allowed$/,
    (line) =>
      line.replace(/^[ \t]+/, (indent) => {
        const width = indent.replaceAll('\t', '    ').length;
        return '\t'.repeat(Math.floor(width / 4)) + ' '.repeat(width % 4);
      }),
  ],
  [
    /^Spaces must be used to indent lines; tabs are not allowed$/,
    (line) => line.replace(/^[ \t]+/, (indent) => indent.replaceAll('\t', '    ')),
  ],
  [
    /^Expected 1 space\(s\) after (\w+) keyword; 0 found$/,
    (line, [, word = '']) => once(line, new RegExp(`\\b${word.toLowerCase()}\\(`), `${word.toLowerCase()} (`),
  ],
  [/^Expected 1 space\(s\) after closing parenthesis; found 0$/, (line) => once(line, /\)\{/, ') {')],
  [
    /^(?:TRUE, FALSE and NULL|PHP keywords|.*) must be lowercase; expected "(\w+)" but found "(\w+)"$/,
    (line, [, right = '', wrong = '']) => once(line, new RegExp(`\\b${wrong}\\b`), right),
  ],
  [/^Whitespace found at end of line$/, (line) => line.trimEnd()],
  [
    /^Expected 0 spaces after opening bracket; \d+ found$|^Space after opening parenthesis/,
    (line) => once(line, /\( +(?=\S)/, '('),
  ],
  [
    /^Expected 0 spaces before closing bracket; \d+ found$|^Space before closing parenthesis/,
    (line) => once(line, /(?<=\S) +\)/, ')'),
  ],
  [/^No space found after comma in (?:argument list|function call)$/, (line) => once(line, /,(?=\S)/, ', ')],
  [
    /^Line indented incorrectly; expected (?:at least )?(\d+) spaces, found \d+$/,
    (line, [, width = '0']) => ' '.repeat(Number(width)) + line.trimStart(),
  ],
];
const END = /^(?:Expected 1 (?:newline|blank line) at end of file; \d+ found|File must end with a newline character)$/;

function curedText(text: string, rows: readonly Row[]): string | Row {
  const lines = text.split('\n');
  let end = false;
  for (const row of rows) {
    if (END.test(row.message)) {
      end = true;
      continue;
    }
    const known = CURES.flatMap(([pattern, cure]) => {
      const words = pattern.exec(row.message);
      return words ? [{ cure, words }] : [];
    })[0];
    const old = lines[row.line - 1];
    const fresh = !row.fixable || known === undefined || old === undefined ? null : known.cure(old, known.words);
    if (fresh === null || fresh === old) return row;
    lines[row.line - 1] = fresh;
  }
  const joined = lines.join('\n');
  return end ? `${joined.trimEnd()}\n` : joined;
}

/** PHP_CodeSniffer's report: what phpcbf would do, where the message says all of it. All findings or none. */
export const phpcsReport: Fixer = {
  name: 'phpcs-report',
  phase: 'edit',
  fix(input) {
    const outcomes = reportsOf(input).flatMap(({ path, job, rows }): FixerOutcome[] => {
      const text = input.files.text(path);
      if (text === null || rows.length === 0) return [];
      const covers: DiagnosisIssue[] = input.diagnosis.issues.filter(
        ({ file, line }) => file !== null && input.pathOf(file) === path && rows.some((row) => row.line === line),
      );
      const cured = curedText(text, rows);
      if (typeof cured !== 'string')
        return [
          {
            outcome: 'declined',
            covers,
            why: `${path}:${cured.line} ${cured.message} is left to phpcbf`,
            command: 'phpcbf',
          },
        ];
      return [
        {
          outcome: 'patch',
          edits: rewrite(path, text, cured),
          reason: `Write ${path} as phpcbf would`,
          quotes: rows.map(({ at }) => ({ job, line: at.number, text: at.text.trim() })),
          covers,
          confidence: 0.9,
          safety: 'safe',
        },
      ];
    });
    const declined = outcomes.filter(({ outcome }) => outcome === 'declined');
    return declined.length > 0 ? declined : outcomes;
  },
};
