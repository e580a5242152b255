import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import { semicolonPlace } from '../c/source';
import type { Fixer, FixerInput, FixerOutcome, Position } from '../fix.types';
import { slipInCode } from '../c/slips';
import { CLASS_BY_NAME, unknownClasses, withImports } from '../java/names';
import { linesFrom, quoteOf, replaceAt, rewrite, spotOf } from '../kit';

const PHP = /^(?:PHP )?Parse error: +syntax error, unexpected .+/;
const EXPECTING = /expecting (?:"," or )?";"/;
/** Tokens that begin a statement; PHP says what surprised it, not always what it wanted. */
const BEGINS =
  /unexpected (?:token "(?:echo|return|if|foreach|for|while|function|class|public|private|protected|\})"|variable "\$\w+")/;
const PHP_STATEMENT =
  /^\s*(?:\$[\w>[\]'"-]+\s*[.+*\/-]?=[^>]|return\b|echo\b|print\b|throw\b|use\s|namespace\s|(?:break|continue)$|\$\w+(?:->|::)\w+\(.*\)$)/;
const JAVA_STATEMENT =
  /^\s*(?:(?:final\s+)?[\w.<>[\], ?]+\s+\w+\s*=[^=]|[\w.[\]]+\s*[+*\/-]?=[^=]|return\b|throw\b|import\s|package\s|(?:break|continue)$|[\w.]+\([^{}]*\)$)/;
const HEAD = /^\s*(?:if|for|while|switch|catch|else|do|try|class|interface|enum)\b/;

function balanced(line: string): boolean {
  let depth = 0;
  for (const sign of line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '')) {
    if ('([{'.includes(sign)) depth += 1;
    if (')]}'.includes(sign)) depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** The column of the caret below the source line javac prints. */
function caretOf(input: FixerInput, { evidence: { job, firstLine } }: DiagnosisIssue): number | null {
  const caret = linesFrom(input, job, firstLine, 3)[2]?.text ?? '';
  return /^\s*\^\s*$/.test(caret) ? caret.indexOf('^') + 1 : null;
}

function placeOf(input: FixerInput, issue: DiagnosisIssue): Position | null | undefined {
  const { message } = issue;
  const php = issue.file?.endsWith('.php') === true && PHP.test(message);
  const java = issue.file?.endsWith('.java') === true && message === "';' expected";
  const cs = issue.file?.endsWith('.cs') === true && /^; expected$/.test(message);
  if (!php && !java && !cs) return undefined;
  const spot = spotOf(input, issue);
  if (spot === null) return null;
  if (php && !EXPECTING.test(message) && !BEGINS.test(message)) return undefined;
  const column = php ? (/^\s*/.exec(spot.content)?.[0].length ?? 0) + 1 : java ? caretOf(input, issue) : spot.column;
  const place = column === null ? null : semicolonPlace(spot.text, spot.line, column);
  const line = spot.text.split('\n')[(place?.line ?? 0) - 1]?.slice(0, (place?.column ?? 1) - 1) ?? '';
  const plain = php ? PHP_STATEMENT : JAVA_STATEMENT;
  return place !== null && plain.test(line) && !HEAD.test(line) && balanced(line) ? place : null;
}

/**
 * What javac tells only once the file parses: names without an import. `names` are imports to add; null when something
 * would stay that no import cures.
 */
function importsNext(input: FixerInput, path: string, text: string): readonly string[] | null {
  const unknown = unknownClasses(text, input.files.paths);
  const names = unknown.flatMap((name) => CLASS_BY_NAME.get(name) ?? []);
  return names.length === unknown.length && slipInCode(path, text) === null ? names : null;
}

/** PHP's, javac's and the C# compiler's missing semicolon, behind a line that is a whole statement. */
export const missingSemicolon: Fixer = {
  name: 'missing-semicolon',
  phase: 'edit',
  fix(input) {
    const files = new Map<string, { readonly issue: DiagnosisIssue; readonly place: Position | null }[]>();
    for (const issue of input.issues) {
      const place = placeOf(input, issue);
      const path = issue.file === null ? null : input.pathOf(issue.file);
      if (place !== undefined && path !== null) files.set(path, [...(files.get(path) ?? []), { issue, place }]);
    }
    return [...files].flatMap(([path, found]): FixerOutcome[] => {
      const covers = found.map(({ issue }) => issue);
      const declined = (why: string): FixerOutcome[] => [
        { outcome: 'declined', covers, why: `${path}:${covers[0]?.line ?? 0} ${why}` },
      ];
      const text = input.files.text(path);
      const places = found.flatMap(({ place }) => place ?? []);
      if (text === null || places.length < found.length) return declined('more than a semicolon may be missing');
      const imports = path.endsWith('.java') ? importsNext(input, path, text) : [];
      if (imports === null) return declined('the compiler would find a name it does not know next');
      const head = imports.length === 0 ? [] : rewrite(path, text, withImports(text, imports));
      return [
        {
          outcome: 'patch',
          edits: [...places.map((place) => replaceAt(path, place, '', ';')), ...head],
          reason: `End the statement at ${places.map(({ line }) => `${path}:${line}`).join(', ')} with a semicolon${imports.length === 0 ? '' : `, and import ${imports.join(', ')}`}`,
          quotes: covers.map((issue) => quoteOf(input, issue)),
          covers,
          confidence: 0.9,
          safety: 'safe',
        },
      ];
    });
  },
};
