import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { quoteOf, replaceAt, spotOf } from '../kit';

/** PHP names the one sign it would have taken, and what stood there instead. */
const EXPECTED = /syntax error, unexpected (?:token )?"([^"]{1,40})", expecting "([\])])"$/;
const OPENER: Readonly<Record<string, string>> = { ']': '[', ')': '(' };
const CLOSER: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' };
const TEXTS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/\/.*$|#(?!\[).*$|\/\*.*?\*\//g;

/** Columns (1-based) of a line where `token` stands while the bracket opened last is the one that `sign` closes. */
function placesOf(content: string, token: string, sign: string): number[] {
  const code = content.replace(TEXTS, (text) => ' '.repeat(text.length));
  const open: string[] = [];
  const places: number[] = [];
  for (let at = 0; at < code.length; at += 1) {
    const letter = code.charAt(at);
    if (code.startsWith(token, at) && open.at(-1) === OPENER[sign]) places.push(at + 1);
    if (CLOSER[letter] !== undefined) open.push(letter);
    else if (CLOSER[open.at(-1) ?? ''] === letter) open.pop();
  }
  return places;
}

function one(input: FixerInput, issue: DiagnosisIssue): FixerOutcome[] {
  const [, token, sign] = EXPECTED.exec(issue.message) ?? [];
  const spot = spotOf(input, issue);
  if (token === undefined || sign === undefined || spot?.path.endsWith('.php') !== true) return [];
  const places = placesOf(spot.content, token, sign);
  const [column] = places;
  if (column === undefined || places.length > 1)
    return [{ outcome: 'declined', covers: [issue], why: `${spot.path}:${spot.line} has no one place for ${sign}` }];
  // Behind the last value, not behind the blank before the token.
  const end = spot.content.slice(0, column - 1).trimEnd().length + 1;
  return [
    {
      outcome: 'patch',
      edits: [replaceAt(spot.path, { line: spot.line, column: end }, '', sign)],
      reason: `Put the ${sign} that PHP expects before ${token}`,
      quotes: [quoteOf(input, issue)],
      covers: input.issues.filter(
        ({ file, line, message }) => file === issue.file && line === issue.line && message === issue.message,
      ),
      confidence: 0.85,
      safety: 'safe',
    },
  ];
}

/** A bracket that PHP expects where a line opens it and does not close it. */
export const phpBracket: Fixer = {
  name: 'php-bracket',
  phase: 'edit',
  fix: (input) => input.issues.flatMap((issue) => one(input, issue)),
};
