import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import { closeName } from '../config/close-name';
import { matchesOf } from '../config/log-match';
import type { Edit, Fixer, FixerOutcome, Quote } from '../fix.types';
import { lineOf, replaceAt } from '../kit';

const UNDECLARED =
  /^(?:.{0,200}: )?Global symbol "([$@%])(\w{1,80})" requires explicit package name .{0,200}\bat (\S{1,200}) line (\d{1,7})\.$/;
/** A text, a pattern or a comment of several lines may hold what looks like code. */
const HELD = /^=\w|<<[~'"\w]|^__(?:END|DATA)__/m;

/** Variables declared above a line, by their sign and name. */
function declaredAbove(text: string, line: number, sign: string): string[] {
  const above = text.split('\n').slice(0, line);
  return above.flatMap((each) =>
    [...each.replace(/(?:^|\s)#.*$/, '').matchAll(/\b(?:my|our|state|local)\s*(\([^()]*\)|[$@%]\w+)/g)].flatMap(
      ([, names = '']) =>
        [...names.matchAll(/([$@%])(\w+)/g)].flatMap(([, own, name = '']) => (own === sign ? [name] : [])),
    ),
  );
}

/** A variable that Perl does not know under `strict`, a slip off the one declared above. */
export const perlNames: Fixer = {
  name: 'perl-names',
  phase: 'edit',
  fix(input) {
    const found = new Map<
      string,
      { edits: Edit[]; quotes: Quote[]; covers: DiagnosisIssue[]; wrong: string; right: string }
    >();
    const refused: FixerOutcome[] = [];
    for (const { quote, groups } of matchesOf(input, UNDECLARED)) {
      const [sign = '', wrong = '', named = '', at = '0'] = groups;
      const path = input.pathOf(named);
      const text = path === null ? null : input.files.text(path);
      const line = Number(at);
      const content = text === null ? null : lineOf(text, line);
      if (path === null || text === null || content === null) continue;
      const covers = input.issues.filter(
        (issue) => issue.line === line && issue.message.includes(`Global symbol "${sign}${wrong}"`),
      );
      const right = HELD.test(text) ? null : closeName(wrong, declaredAbove(text, line, sign));
      // `$list[0]` is of `@list`, `$map{a}` of `%map`: only a name that stands alone is surely the one that is meant.
      const columns = [...content.matchAll(new RegExp(`\\${sign}${wrong}(?![\\w[{:])`, 'g'))].map(({ index }) => index);
      if (right === null || columns.length === 0) {
        refused.push({
          outcome: 'declined',
          covers,
          why: `${path}:${at} no declared variable is near ${sign}${wrong}`,
        });
        continue;
      }
      const key = JSON.stringify([path, sign, wrong]);
      const own = found.get(key) ?? { edits: [], quotes: [], covers: [], wrong: sign + wrong, right: sign + right };
      const edits = columns.map((index) => replaceAt(path, { line, column: index + 2 }, wrong, right));
      const known = new Set(own.edits.map((edit) => JSON.stringify(edit)));
      own.edits.push(...edits.filter((edit) => !known.has(JSON.stringify(edit))));
      own.quotes.push(quote);
      own.covers.push(...covers);
      found.set(key, own);
    }
    const proposals = [...found.values()].map(({ edits, quotes, covers, wrong, right }): FixerOutcome => ({
      outcome: 'patch',
      edits,
      reason: `Write ${right} for ${wrong}: it is the one variable declared above whose name is near`,
      quotes,
      covers,
      confidence: 0.85,
      safety: 'safe',
    }));
    return [...proposals, ...refused];
  },
};
