import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { matchesOf } from '../config/log-match';
import { replaceAt } from '../kit';

const SEPARATOR =
  /^(\S{0,200}(?:[Mm]akefile|\.mk)):(\d{1,6}): \*\*\* missing separator(?: \(did you mean TAB instead of 8 spaces\?\))?\.\s+Stop\.$/;
/** A rule's head: targets, a colon that assigns nothing. */
const RULE = /^[^\s#:=][^#=]{0,400}?::?(?![=:])(?:[^=]|$)/;

/** Lines below a rule that begin with blanks, which make reads as no commands; null where one may be something else. */
function recipeLines(text: string): number[] | null {
  const lines = text.split('\n');
  const found: number[] = [];
  let inRule = false;
  let continued = false;
  let defines = 0;
  for (const [index, line] of lines.entries()) {
    const goesOn = line.endsWith('\\');
    if (/^\s*define\b/.test(line)) defines += 1;
    if (/^\s*endef\b/.test(line)) defines -= 1;
    if (continued || line.trim() === '' || /^\s*#/.test(line) || defines > 0) {
      continued = goesOn;
      continue;
    }
    continued = goesOn;
    if (line.startsWith('\t')) continue;
    if (/^ +\S/.test(line)) {
      // Conditions and assignments may be indented with blanks; they are no commands.
      if (/^ +(?:if(?:n?eq|n?def)|else|endif|-?include|export|override)\b|^ +[\w.]+\s*[:+?!]?=/.test(line)) return null;
      if (!inRule) return null;
      found.push(index + 1);
    } else inRule = RULE.test(line);
  }
  return found;
}

function outcomeOf(input: FixerInput): FixerOutcome[] {
  const [said] = matchesOf(input, SEPARATOR);
  if (!said) return [];
  const [named = '', line = ''] = said.groups;
  const path = input.pathOf(named);
  const text = path === null ? null : input.files.text(path);
  if (path === null || text === null) return [];
  const covers = input.issues.filter(({ message }) => message.includes('missing separator'));
  const lines = recipeLines(text);
  if (lines?.includes(Number(line)) !== true)
    return [{ outcome: 'declined', covers, why: `${path}:${line} is no plain command below a rule` }];
  return [
    {
      outcome: 'patch',
      edits: lines.map((number) => {
        const blanks = /^ +/.exec(text.split('\n')[number - 1] ?? '')?.[0] ?? '';
        return replaceAt(path, { line: number, column: 1 }, blanks, '\t');
      }),
      reason: `Begin the commands of ${path} with a tab, as make asks`,
      quotes: [said.quote],
      covers,
      coversAll: input.issues.every((issue) => covers.includes(issue)) && input.failingTests.length === 0,
      confidence: 0.95,
      safety: 'safe',
    },
  ];
}

/** Commands of a Makefile that begin with blanks. */
export const makefileTab: Fixer = { name: 'makefile-tab', phase: 'edit', fix: outcomeOf };
