import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome, Position } from '../fix.types';
import type { Spot } from '../kit';
import { columnOfCharacters, linesFrom, quoteOf, replaceAt, spotOf } from '../kit';
import { COMMENT, scanPython } from '../python/scan';

/** The column of the first caret below the line Python shows, counted in that line. */
function caretColumn(
  input: FixerInput,
  { evidence: { job, firstLine, lastLine } }: DiagnosisIssue,
  content: string,
): number | null {
  const lines = linesFrom(input, job, firstLine, lastLine - firstLine + 6).map(({ text }) =>
    text.replace(/^E\s{0,4}/, ''),
  );
  const at = lines.findIndex((line) => /^\s*\^[\^~]*\s*$/.test(line));
  const shown = lines[at - 1];
  if (at < 1 || shown?.trim() !== content.trim()) return null;
  const shift = content.length - content.trimStart().length - (shown.length - shown.trimStart().length);
  return columnOfCharacters(content, (lines[at] ?? '').indexOf('^') + 1 + shift);
}

/** Python marks two values that stand side by side: the comma goes between them, where one blank alone parts them. */
function pythonPlace(input: FixerInput, issue: DiagnosisIssue, spot: Spot): Position | null {
  const column = caretColumn(input, issue, spot.content);
  const own = scanPython(spot.text)[spot.line - 1];
  if (column === null || own === undefined) return null;
  const code = own.code.replaceAll(COMMENT, ' ');
  const [, first] = /^((?:\w+|[rbfu]{0,2}(['"])(?:(?!\2).)*\2))\s+(?=[\w'"])/.exec(code.slice(column - 1)) ?? [];
  if (first === undefined || /^(?:not|lambda|await|print|exec|return|if|else|for|in|is|and|or)$/.test(first))
    return null;
  // Between the values of a call, a list or a tuple only; a statement of two words lacks something else.
  const depth =
    own.depth +
    Array.from(code.slice(0, column - 1)).reduce(
      (sum, sign) => sum + ('([{'.includes(sign) ? 1 : ')]}'.includes(sign) ? -1 : 0),
      0,
    );
  const rest = code.slice(column - 1 + first.length).trimStart();
  const value =
    /^(?:\d[\w.]*|(['"]).*?\1|[A-Za-z_]\w*)\s*(?=[,)\]}]|$)/.test(rest) &&
    !/^(?:if|else|for|in|is|and|or|not|as)\b/.test(rest);
  return depth > 0 && value ? { line: spot.line, column: column + first.length } : null;
}

/** tsc points at what surprised it: where that begins its line, the comma ends the line above when that is a whole property. */
function scriptPlace(spot: Spot): Position | null {
  const { column, content, line, text } = spot;
  if (column === null || content.slice(0, column - 1).trim() !== '') return null;
  const above = text.split('\n')[line - 2] ?? '';
  const entry =
    /^\s*(?:[\w$]+|'[^']*'|"[^"]*"):\s+(?:-?\d[\w.]*|'[^'\\]*'|"[^"\\]*"|true|false|null|undefined|[\w$.]+|\[[^[\]]*\]|\{[^{}]*\}|[\w$.]+\([^()]*\))$/;
  const next = /^\s*(?:(?:readonly\s+)?[\w$]+|'[^']*'|"[^"]*"|\[[\w$.]+\]):\s|^\s*[\w$]+,\s*$|^\s*\.\.\./;
  return entry.test(above) && next.test(content) ? { line: line - 1, column: above.length + 1 } : null;
}

function placeOf(input: FixerInput, issue: DiagnosisIssue): readonly [Spot, Position | null] | null {
  const spot = spotOf(input, issue);
  if (spot === null) return null;
  if (spot.path.endsWith('.py') && issue.message.endsWith('Perhaps you forgot a comma?'))
    return [spot, pythonPlace(input, issue, spot)];
  return /\.[cm]?[jt]sx?$/.test(spot.path) && issue.rule === 'TS1005' && issue.message === "',' expected."
    ? [spot, scriptPlace(spot)]
    : null;
}

/** A comma that Python and tsc miss, between two values or behind a whole property. */
export const missingComma: Fixer = {
  name: 'missing-comma',
  phase: 'edit',
  fix: (input) =>
    input.issues.flatMap((issue): FixerOutcome[] => {
      const found = placeOf(input, issue);
      if (found === null) return [];
      const [{ path, line }, place] = found;
      if (place === null)
        return [{ outcome: 'declined', covers: [issue], why: `${path}:${line} more may be wrong than a comma` }];
      return [
        {
          outcome: 'patch',
          edits: [replaceAt(path, place, '', ',')],
          reason: `Put the comma that ${path}:${place.line} lacks`,
          quotes: [quoteOf(input, issue)],
          covers: [issue],
          coversTests: input.failingTests.filter(({ message }) => message?.includes('SyntaxError') === true),
          confidence: 0.9,
          safety: 'safe',
        },
      ];
    }),
};
