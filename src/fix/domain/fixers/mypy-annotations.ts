import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { quoteOf, rewrite } from '../kit';
import { withImport } from '../python/imports';
import type { ScannedLine } from '../python/scan';
import { COMMENT, endOfStatement, scanPython } from '../python/scan';

const RETURN = /^Function is missing a (?:return )?type annotation$/;
const DEFAULT = /^Incompatible default for argument "(\w+)" \(default has type "None", argument has type "([^"]+)"\)$/;
const CAST = /^Redundant cast to "[^"]+"$/;

const indentOf = (text: string): number => text.length - text.trimStart().length;

/** `-> None` for a function that returns nothing; null where it may return something, or has unannotated arguments. */
function withNone(text: string, line: number): string | null {
  const lines = scanPython(text);
  const first = line - 1;
  const head = lines[first];
  if (head === undefined || !/^\s*(?:async\s+)?def\s/.test(head.code)) return null;
  const last = endOfStatement(lines, first);
  const end = lines[last];
  const code = end?.code.replaceAll(COMMENT, ' ').trimEnd() ?? '';
  if (end === undefined || !/\)\s*:$/.test(code)) return null;
  const depth = indentOf(head.text);
  for (let at = last + 1; at < lines.length; at += 1) {
    const own = lines[at];
    if (own === undefined || own.inString || own.code.replaceAll(COMMENT, ' ').trim() === '') continue;
    if (indentOf(own.text) <= depth && !own.continued) break;
    if (
      /\breturn\s+(?!None\s*$)\S|\byield\b|\braise\s+NotImplementedError|^\s*\.\.\.\s*$|\blambda\b/.test(
        own.code.replaceAll(COMMENT, ' '),
      )
    )
      return null;
  }
  // Arguments without a type would be the next finding.
  const signature = lines
    .slice(first, last + 1)
    .map((each) => each.code.replaceAll(COMMENT, ' '))
    .join(' ');
  const inner = signature.slice(signature.indexOf('(') + 1, signature.lastIndexOf(')'));
  let nested = 0;
  const args = Array.from(inner, (sign) => {
    if ('([{'.includes(sign)) nested += 1;
    if (')]}'.includes(sign)) nested -= 1;
    return sign === ',' && nested === 0 ? '\n' : sign;
  })
    .join('')
    .split('\n')
    .map((each) => each.trim());
  if (args.some((arg) => !['', 'self', 'cls', '*', '/'].includes(arg) && !/^\*{0,2}\w+\s*:/.test(arg))) return null;
  const raw = text.split('\n');
  const at = code.lastIndexOf(':');
  raw[last] = `${end.text.slice(0, at).trimEnd()} -> None${end.text.slice(at)}`;
  return raw.join('\n');
}

/**
 * True where `None` is met before the name is used as more: mypy would complain of `name.upper()` next. The first use
 * narrows it, or all uses are ones that `None` may have.
 */
function meetsNone(lines: readonly ScannedLine[], first: number, name: string): boolean {
  const depth = indentOf(lines[first]?.text ?? '');
  const uses: string[] = [];
  for (let at = endOfStatement(lines, first) + 1; at < lines.length; at += 1) {
    const own = lines[at];
    if (own === undefined) break;
    const code = own.code.replaceAll(COMMENT, ' ');
    if (code.trim() !== '' && indentOf(own.text) <= depth && !own.continued && !own.inString) break;
    if (new RegExp(`(?<![\\w.])${name}\\b`).test(own.text)) uses.push(own.text);
  }
  const narrows = new RegExp(`^\\s*(?:if (?:${name} is None|not ${name}):$|${name} = ${name} or \\S)`);
  const free = new RegExp(`(?<![\\w.])${name}\\b(?! or | is (?:not )?None\\b)`);
  return uses[0] !== undefined && narrows.test(uses[0]) ? true : uses.every((use) => !free.test(use));
}

/** `name: str = None` as `name: Optional[str] = None`. */
function withOptional(text: string, line: number, name: string): string | null {
  const lines = scanPython(text);
  const first = line - 1;
  const raw = text.split('\n');
  if (!meetsNone(lines, first, name)) return null;
  for (let at = first; at <= endOfStatement(lines, first); at += 1) {
    const found = new RegExp(`(?<![\\w.])${name}\\s*:\\s*([\\w.]+(?:\\[[\\w., \\[\\]]*\\])?)\\s*=\\s*None\\b`).exec(
      lines[at]?.code ?? '',
    );
    const [whole, type] = found ?? [];
    if (!found || whole === undefined || type === undefined) continue;
    const from = found.index + whole.indexOf(type, name.length);
    const own = raw[at] ?? '';
    raw[at] = `${own.slice(0, from)}Optional[${type}]${own.slice(from + type.length)}`;
    const next = raw.join('\n');
    return /^from typing import (?:.*, )?Optional\b/m.test(next)
      ? next
      : withImport(next, 'from typing import Optional');
  }
  return null;
}

/** `cast(int, x)` as `x`. */
function withoutCast(text: string, line: number): string | null {
  const own = scanPython(text)[line - 1];
  const found = [...(own?.code.matchAll(/(?<![\w.])(?:typing\.)?cast\([\w.]+,\s*([\w.]+)\)/g) ?? [])];
  const [only] = found;
  if (own === undefined || only === undefined || found.length > 1) return null;
  const raw = text.split('\n');
  raw[line - 1] = own.text.slice(0, only.index) + (only[1] ?? '') + own.text.slice(only.index + only[0].length);
  const next = raw.join('\n');
  // Its import is another checker's finding, of mypy none.
  return next;
}

function cured(text: string, issues: readonly DiagnosisIssue[]): string | DiagnosisIssue {
  let after = text;
  // From below: an import that comes in moves what is beneath it.
  let imports = 0;
  for (const issue of [...issues].sort((a, b) => (b.line ?? 0) - (a.line ?? 0))) {
    const line = (issue.line ?? 0) + imports;
    const [, name] = DEFAULT.exec(issue.message) ?? [];
    const before = after.split('\n').length;
    const next = RETURN.test(issue.message)
      ? withNone(after, line)
      : name !== undefined
        ? withOptional(after, line, name)
        : CAST.test(issue.message)
          ? withoutCast(after, line)
          : null;
    if (next === null) return issue;
    after = next;
    imports += after.split('\n').length - before;
  }
  return after;
}

/** What mypy wants written that only one annotation can be: `-> None`, `Optional[…]` by its default, no needless cast. */
export const mypyAnnotations: Fixer = {
  name: 'mypy-annotations',
  phase: 'edit',
  fix(input: FixerInput) {
    const files = new Map<string, DiagnosisIssue[]>();
    for (const issue of input.issues) {
      const path = issue.file?.endsWith('.py') === true ? input.pathOf(issue.file) : null;
      const known =
        (issue.rule === 'no-untyped-def' && RETURN.test(issue.message)) ||
        (issue.rule === 'assignment' && DEFAULT.test(issue.message)) ||
        (issue.rule === 'redundant-cast' && CAST.test(issue.message));
      if (path !== null && known) files.set(path, [...(files.get(path) ?? []), issue]);
    }
    return [...files].flatMap(([path, issues]): FixerOutcome[] => {
      const text = input.files.text(path);
      if (text === null) return [];
      const after = cured(text, issues);
      if (typeof after !== 'string')
        return [
          {
            outcome: 'declined',
            covers: issues,
            why: `${path}:${after.line ?? 0} ${after.message}: which annotation is meant is not certain`,
          },
        ];
      return [
        {
          outcome: 'patch',
          edits: rewrite(path, text, after),
          reason: `Annotate ${path} as mypy asks`,
          quotes: issues.map((issue) => quoteOf(input, issue)),
          covers: issues,
          confidence: 0.88,
          safety: 'safe',
        },
      ];
    });
  },
};
