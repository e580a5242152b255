import type { LogLine } from '../log/sections';
import type { FoundIssue } from './detector';

const CARET = /^\s{0,300}\^[~^-]{0,300}\s{0,4}$/;
/** What sbt puts before each line. */
const MARK = /^\[(?:error|warn|info)\] /;
/** Languages whose tools print the source line as it stands in the file; Python's and EDG's move it. */
const VERBATIM = /\.(?:java|scala|sc|groovy|kts?|[cm]?[jt]sx?|rb)$/;
/** Lines below a complaint in which its source and the caret stand. */
const WITHIN = 4;

/** Completes an issue whose tool says the column with a caret below the source alone: javac, scalac, Ruby, Node. */
export function byCaret(lines: readonly LogLine[]): (issue: FoundIssue) => FoundIssue {
  const carets = new Map<number, number>();
  let above = '';
  for (const { text, number } of lines) {
    const bare = text.replace(MARK, '');
    if (bare.includes('^') && above !== '' && CARET.test(bare)) carets.set(number, bare.indexOf('^') + 1);
    above = bare.trim();
  }
  if (carets.size === 0) return (issue) => issue;
  return (issue) => {
    if (issue.line === null || issue.column !== null || !VERBATIM.test(issue.file ?? '')) return issue;
    for (let number = issue.firstLine + 2; number <= issue.firstLine + WITHIN; number += 1) {
      const column = carets.get(number);
      if (column !== undefined) return { ...issue, column };
    }
    return issue;
  };
}
