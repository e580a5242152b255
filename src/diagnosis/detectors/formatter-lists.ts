import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue } from './detector';
import { fileOf, isPath } from './place';

/** `[warn] src/a.ts` of prettier --check, between its greeting and its verdict. */
const PRETTIER_ROW = /^\[warn\] (\S.{0,300})$/;
/** `[error] src/a.ts: SyntaxError: message (3:5)` */
const PRETTIER_ERROR = /^\[error\] ([^:]{1,300}): (SyntaxError: .{1,700}?) \((\d{1,7}):(\d{1,6})\)$/;
/** A sentence that says that the files below are not formatted. */
const ANNOUNCED =
  /\b(?:formatt?(?:ed|ing|er)?|prettier|gofmt|goimports|rustfmt|style|would be reformatted)\b.{0,120}$/i;
const ASKED =
  /(?:listed below|following files?|files? (?:need|are not|were not|is not)|not (?:properly )?formatted|Unformatted|commit:|run .{1,60}(?:fmt|format))/i;
/** One look that lets most lines pass. */
const MENTIONED = /format|fmt|prettier|style|import/i;
/** `Diff in /a.rs:3:` (rustfmt), `Diff in /a.rs at line 3:` */
const RUSTFMT = /^Diff in (.{1,300}?)(?: at line |:)(\d{1,7}):$/;
/** gofmt -d and others print a unified diff; `diff -u a.go.orig a.go` heads each file. */
const GOFMT = /^diff (?:-u )?(\S{1,300})\.orig (\S{1,300})$/;

/** One line that names one file: php-cs-fixer, mdformat, taplo, nixfmt, StyLua, `terraform fmt -diff`. */
const NAMED: readonly (readonly [RegExp, string])[] = [
  [/^\s{1,6}\d{1,5}\) (\S{1,300}\.php)(?: \([a-z_, ]{1,600}\))?$/, 'PHP CS Fixer'],
  [/^Error: File "([^"]{1,300})" is not formatted\.$/, 'mdformat'],
  [/^\s{0,2}ERROR taplo:\S{0,60} the file is not properly formatted path="([^"]{1,300})"/, 'Taplo'],
  [/^(\S{1,300}\.nix): not formatted$/, 'nixfmt'],
  [/^Diff in (\S{1,300}\.luau?):$/, 'StyLua'],
  [/^--- old\/(\S{1,300}\.(?:tf|tfvars|tofu|hcl))$/, 'terraform fmt'],
];
/** What `gofmt -l` prints, and nothing else does: paths of Go files, each on a line of its own. */
const GO_FILE = /^\S{1,300}\.go$/;
const AFTERWARDS = /^(?:exit status \d{1,3}|make(?:\[\d{1,2}\])?: .{1,200})$/;

function goList(lines: readonly LogLine[]): FoundIssue[] {
  const issues: FoundIssue[] = [];
  for (const { text, number } of lines) {
    if (GO_FILE.test(text))
      issues.push({ ...listed(text, number, 'not formatted as gofmt would write it'), tool: 'gofmt' });
    else if (text.trim() !== '' && !AFTERWARDS.test(text)) return [];
  }
  return issues;
}

/** One look that lets most lines pass them. */
const MAY_NAME = /^\s{1,6}\d{1,5}\) |is not formatted|properly formatted|: not formatted|^Diff in |^--- old\//;

function namedIn(text: string): { readonly file: string; readonly tool: string } | null {
  if (!MAY_NAME.test(text)) return null;
  for (const [pattern, tool] of NAMED) {
    const file = pattern.exec(text)?.[1];
    if (file !== undefined && isPath(file)) return { file, tool };
  }
  return null;
}

function listed(file: string, number: number, message: string, line: number | null = 1): FoundIssue {
  const severity = 'error';
  return { rule: null, file: fileOf(file), line, column: null, message, severity, firstLine: number, lastLine: number };
}

/**
 * Formatters that name the files they would change: Prettier, rustfmt, gofmt and projects' own scripts around them. The
 * whole file is meant, so the line is its first unless the tool says another.
 */
export const formatterDetector: Detector = {
  name: 'formatter',
  tool: 'prettier',
  class: 'lint',
  heads: [PRETTIER_ROW, PRETTIER_ERROR, RUSTFMT, GOFMT, ASKED, GO_FILE, ...NAMED.map(([pattern]) => pattern)],
  detect(lines) {
    const issues = goList(lines);
    if (issues.length > 0) return { issues, tests: [] };
    let open = 0;
    let checked = false;
    for (const { text, number } of lines) {
      if (text === 'Checking formatting...') checked = true;
      const row = text.startsWith('[warn] ') ? PRETTIER_ROW.exec(text)?.[1] : undefined;
      if (row !== undefined && isPath(row) && (checked || /\.\w{1,8}$/.test(row))) {
        issues.push(listed(row, number, 'not formatted as Prettier would write it'));
        continue;
      }
      const error = text.startsWith('[error] ') ? PRETTIER_ERROR.exec(text) : null;
      if (error) {
        const issue = listed(error[1] ?? '', number, error[2] ?? '', Number(error[3]));
        issues.push({ ...issue, column: Number(error[4]) });
        continue;
      }
      const named = namedIn(text);
      if (named !== null) {
        issues.push(listed(named.file, number, `not formatted as ${named.tool} would write it`));
        continue;
      }
      const diff = text.startsWith('Diff in ') ? RUSTFMT.exec(text) : null;
      if (diff) issues.push(listed(diff[1] ?? '', number, 'not formatted as rustfmt would write it', Number(diff[2])));
      const go = text.startsWith('diff ') ? GOFMT.exec(text) : null;
      if (go) issues.push(listed(go[2] ?? '', number, 'not formatted as gofmt would write it'));
      if (open === 0 && !MENTIONED.test(text)) continue;
      if (ASKED.test(text) && ANNOUNCED.test(text)) {
        open = 4;
        continue;
      }
      if (ASKED.test(text) && open > 0) {
        open = 4;
        continue;
      }
      if (open === 0) continue;
      const name = text.trim().replace(/^[-*•] /, '');
      if (name === '') open -= 1;
      else if (/\.\w{1,8}$/.test(name) && isPath(name)) issues.push(listed(name, number, 'not formatted'));
      else open = /prettier|format/i.test(name) ? open : 0;
    }
    return { issues, tests: [] };
  },
};
