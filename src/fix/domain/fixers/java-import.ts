import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { CLASS_BY_NAME, withImports } from '../java/names';
import { linesFrom, quoteOf, rewrite } from '../kit';

const ERROR = /(?:^|\s)(\S+\.java):(?:(\d+): error:|\[(\d+),\d+\]) (?:error: )?cannot find symbol/;
const SYMBOL = /^(?:\[ERROR\])?\s*symbol:\s+(?:class|variable|interface) (\w+)$/;

interface Missing {
  readonly line: number;
  readonly name: string | null;
}

/** Every symbol javac misses in a file; the diagnosis keeps one of a line. */
function missingIn(input: FixerInput, path: string, job: string): Missing[] {
  const lines = linesFrom(input, job, 1, Infinity);
  return lines.flatMap(({ text }, at): Missing[] => {
    const [, file, line, other] = ERROR.exec(text) ?? [];
    if (file === undefined || input.pathOf(file) !== path) return [];
    const block = lines.slice(at + 1, at + 6).map((each) => each.text);
    const end = block.findIndex((each) => each.includes('.java:'));
    const name = block.slice(0, end < 0 ? undefined : end).flatMap((each) => SYMBOL.exec(each)?.[1] ?? [])[0];
    return [{ line: Number(line ?? other), name: name ?? null }];
  });
}

/** Imports that `cannot find symbol` lacks: classes of the JDK with one home, which the project has none of. */
export const javaImport: Fixer = {
  name: 'java-import',
  phase: 'edit',
  fix(input) {
    const files = new Map<string, DiagnosisIssue[]>();
    for (const issue of input.issues) {
      const path =
        issue.file?.endsWith('.java') === true && issue.message.startsWith('cannot find symbol')
          ? input.pathOf(issue.file)
          : null;
      if (path !== null) files.set(path, [...(files.get(path) ?? []), issue]);
    }
    const outcomes: FixerOutcome[] = [];
    for (const [path, issues] of files) {
      const text = input.files.text(path);
      if (text === null) continue;
      const missing = missingIn(input, path, issues[0]?.evidence.job ?? '');
      const own = new Set([...input.files.paths].map((file) => /([^/]+)\.(?:java|kt)$/.exec(file)?.[1]));
      const homeOf = ({ name }: Missing): string | null =>
        name === null || own.has(name) ? null : (CLASS_BY_NAME.get(name) ?? null);
      const unknown = missing.find((each) => homeOf(each) === null);
      if (missing.length === 0 || unknown) {
        outcomes.push({
          outcome: 'declined',
          covers: issues,
          why: `where ${unknown?.name ?? 'the symbol'} is from, the log does not say`,
        });
        continue;
      }
      const names = [...new Set(missing.flatMap((each) => homeOf(each) ?? []))];
      outcomes.push({
        outcome: 'patch',
        edits: rewrite(path, text, withImports(text, names)),
        reason: `Import ${names.join(', ')}`,
        quotes: issues.map((issue) => quoteOf(input, issue)),
        covers: issues,
        confidence: 0.9,
        safety: 'safe',
      });
    }
    return outcomes;
  },
};
