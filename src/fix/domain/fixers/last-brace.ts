import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerOutcome } from '../fix.types';
import { appendLine, quoteOf, spotOf } from '../kit';

/** What compilers say where a file ends too soon. */
const TOO_SOON: readonly (readonly [file: RegExp, message: RegExp])[] = [
  [/\.java$/, /^reached end of file while parsing$/],
  [
    /\.(?:c|cc|cpp|cxx|h|hpp)$/,
    /^expected declaration or statement at end of input$|^expected [‘']\}[’'] at end of input$|^expected '\}'$/,
  ],
  [/\.[cm]?[jt]sx?$/, /^'\}' expected\.$/],
  [/\.go$/, /^syntax error: unexpected EOF, expect(?:ed|ing) \}$/],
  [/\.cs$/, /^\} expected$/],
];
const CODE = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;

/**
 * The indentation of the one block that is open at the end; null unless every block that is closed is closed at the
 * margin it was opened at, so that it can be no other one that lacks its brace.
 */
function openAtEnd(text: string): string | null {
  if (text.includes('`')) return null;
  const code = text.replace(CODE, (part) => part.replace(/[^\n]/g, ' '));
  const open: string[] = [];
  let closed = 0;
  for (const line of code.split('\n')) {
    const margin = /^\s*/.exec(line)?.[0] ?? '';
    for (const [index, sign] of Array.from(line).entries()) {
      if (sign === '{') open.push(margin);
      if (sign !== '}') continue;
      const own = open.pop();
      closed += 1;
      if (own === undefined || (line.slice(0, index).trim() === '' && own !== margin)) return null;
    }
  }
  // A file of one block shows no margins to go by.
  return open.length === 1 && closed > 0 ? (open[0] ?? null) : null;
}

const isTooSoon = ({ file, message }: DiagnosisIssue): boolean =>
  TOO_SOON.some(([name, words]) => name.test(file ?? '') && words.test(message));

/** The brace that closes the last block of a file, where all other blocks close at the margin they were opened at. */
export const lastBrace: Fixer = {
  name: 'last-brace',
  phase: 'edit',
  fix: (input) =>
    input.issues.filter(isTooSoon).flatMap((issue): FixerOutcome[] => {
      const path = issue.file === null ? null : input.pathOf(issue.file);
      const text = path === null ? null : input.files.text(path);
      if (path === null || text === null || (spotOf(input, issue) === null && issue.line === null)) return [];
      const margin = openAtEnd(text);
      if (margin !== '')
        return [{ outcome: 'declined', covers: [issue], why: `${path} has more than one place for the missing brace` }];
      return [
        {
          outcome: 'patch',
          edits: [appendLine(path, text, '}')],
          reason: `Close the last block of ${path}: all others are closed where they were opened`,
          quotes: [quoteOf(input, issue)],
          covers: input.issues.filter((other) => other === issue || (isTooSoon(other) && other.file === issue.file)),
          confidence: 0.85,
          safety: 'safe',
        },
      ];
    }),
};
