import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome, Proposal } from '../fix.types';
import { onlyColumn, quoteOf, replaceAt, rewrite, spotOf, wordAt } from '../kit';
import { nextSlip } from '../script/chains';
import { renamed, withCuts } from '../script/names';

/** What tsc says is wrong and what it would write instead; by the name it quotes first and the one it suggests. */
const SUGGESTIONS: readonly RegExp[] = [
  /^Property '([^']{1,200})' does not exist on type .{1,900}\. Did you mean '([^']{1,200})'\?$/,
  /^Cannot find name '([^']{1,200})'\. Did you mean '([^']{1,200})'\?$/,
  /^'"[^"]{1,300}"' has no exported member named '([^']{1,200})'\. Did you mean '([^']{1,200})'\?$/,
  /^Module '?"[^"]{1,300}"'? has no exported member (?:named )?'([^']{1,200})'\. Did you mean '([^']{1,200})'\?$/,
  /^'[^']{1,300}' has no exported member named '([^']{1,200})'\. Did you mean '([^']{1,200})'\?$/,
  /^Namespace '[^']{1,300}' has no exported member '([^']{1,200})'\. Did you mean '([^']{1,200})'\?$/,
  /^Object literal may only specify known properties, but '([^']{1,200})' does not exist in type .{1,900}\. Did you mean to write '([^']{1,200})'\?$/,
  /^Unknown compiler option '([^']{1,200})'\. Did you mean '([^']{1,200})'\?$/,
  /^This (?:member|parameter property) .{0,200}because a member named '([^']{1,200})'.{0,300}\. Did you mean '([^']{1,200})'\?$/,
];
/** `Type '"blu"' is not assignable to type 'Colour'. Did you mean '"blue"'?` */
const LITERAL =
  /^(?:Type|Argument of type) '("[^"]{0,200}")' is not assignable to (?:type|parameter of type) .{1,900}\. Did you mean '("[^"]{0,200}")'\?$/;
/** `Cannot find name 'length'. Did you mean the instance member 'this.length'?` */
const MEMBER = /^Cannot find name '([^']{1,200})'\. Did you mean the (?:instance|static) member '([^']{1,300})'\?$/;
const IDENTIFIER = /^[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*$/u;

interface Suggestion {
  readonly wrong: string;
  readonly right: string;
}

function suggestionOf(message: string): Suggestion | null {
  for (const pattern of SUGGESTIONS) {
    const [, wrong, right] = pattern.exec(message) ?? [];
    if (wrong !== undefined && right !== undefined) return { wrong, right };
  }
  const [, wrong, right] = MEMBER.exec(message) ?? LITERAL.exec(message) ?? [];
  return wrong === undefined || right === undefined ? null : { wrong, right };
}

function withQuotes(literal: string, mark: string): string {
  return mark + literal.slice(1, -1) + mark;
}

function fixOne(input: FixerInput, issue: DiagnosisIssue): FixerOutcome | null {
  const suggestion = suggestionOf(issue.message);
  if (!suggestion) return null;
  const { wrong, right } = suggestion;
  const spot = spotOf(input, issue);
  if (!spot) return null;
  const { path, line, content, column } = spot;
  const decline = (why: string): FixerOutcome => ({ outcome: 'declined', covers: [issue], why });
  const patch = (at: number, oldText: string, newText: string): Proposal => ({
    outcome: 'patch',
    edits: [replaceAt(path, { line, column: at }, oldText, newText)],
    reason: `Write ${newText} for ${oldText}, as the compiler suggests`,
    quotes: [quoteOf(input, issue)],
    covers: [issue],
    confidence: 0.95,
    safety: 'safe',
  });
  if (wrong.startsWith('"')) {
    for (const mark of ['"', "'", '`']) {
      const old = withQuotes(wrong, mark);
      const first = content.indexOf(old, (column ?? 1) - 1);
      if (first >= 0 && !content.includes(old, first + 1)) return patch(first + 1, old, withQuotes(right, mark));
    }
    return decline(`${wrong} is not on the line the compiler names`);
  }
  if (!IDENTIFIER.test(wrong) || !/^[\p{ID_Continue}$.#\u200c\u200d]+$/u.test(right)) {
    const quoted = ["'", '"']
      .map((mark) => mark + wrong + mark)
      .find((text) => content.startsWith(text, (column ?? 1) - 1));
    if (quoted === undefined || column === null) return decline(`${wrong} is no plain name`);
    return patch(column, quoted, (quoted[0] ?? '') + right + (quoted[0] ?? ''));
  }
  const at = column !== null && wordAt(content, column, wrong) ? column : onlyColumn(content, wrong);
  if (at === null) return decline(`${wrong} does not stand where the compiler says`);
  const next = nextSlip(input.files, path, spot.text, content, at - 1 + wrong.length);
  if (next !== null) return decline(`${next} behind ${wrong} may be wrong, too, and the compiler has not looked at it`);
  const cuts = /\.[cm]?[jt]sx?$/.test(path) ? renamed(path, spot.text, line, at, wrong, right) : null;
  if (cuts === null || !/^[\w$]+$/.test(right)) return patch(at, wrong, right);
  return { ...patch(at, wrong, right), edits: rewrite(path, spot.text, withCuts(spot.text, cuts)) };
}

/** Names and literals for which tsc has a better one: TS2551, TS2552, TS2561, TS2663, TS2724, TS2820, … */
export const tscSuggestion: Fixer = {
  name: 'tsc-suggestion',
  phase: 'edit',
  fix: (input) =>
    input.issues.filter(({ rule }) => rule?.startsWith('TS') === true).flatMap((issue) => fixOne(input, issue) ?? []),
};
