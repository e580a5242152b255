import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import { columnsOfWord } from '../c/source';
import type { Edit, Fixer, FixerOutcome } from '../fix.types';
import type { Spot } from '../kit';
import { deleteLines, quoteOf, replaceAt, replaceLine, spotOf } from '../kit';

/** One finding of cppcheck as an edit; null where it is not as plain as the message. */
type Cure = (spot: Spot, message: string) => Edit | null;

const CURES: Readonly<Record<string, Cure>> = {
  unusedVariable: ({ path, text, line, content }, message) => {
    const [, name = ''] = /^Unused variable: (\w+)$/.exec(message) ?? [];
    const alone = new RegExp(
      `^\\s*[\\w:<>]+(?:[ *&]+\\w+)*?[ *&]+${name}(?:\\[\\d*\\])*(?:\\s*=\\s*[\\w.+-]+)?;\\s*$`,
    ).test(content);
    const uses = text.split('\n').flatMap((each) => columnsOfWord(each, name));
    return name !== '' && alone && uses.length === 1 ? deleteLines(path, text, line) : null;
  },
  passedByValue: ({ path, text, line, content }, message) => {
    const [, name = ''] = /^Function parameter '(\w+)' should be passed by const reference\.$/.exec(message) ?? [];
    const found = [
      ...content.matchAll(
        new RegExp(`(?<=[(,]\\s*)(?:const\\s+)?([\\w:]+(?:<[\\w:, ]*>)?)\\s+${name}(?=\\s*[,)])`, 'g'),
      ),
    ];
    const [only] = found;
    if (name === '' || only === undefined || found.length > 1 || !content.includes('{')) return null;
    return replaceLine(
      path,
      text,
      line,
      `${content.slice(0, only.index)}const ${only[1] ?? ''}& ${name}${content.slice(only.index + only[0].length)}`,
    );
  },
  postfixOperator: ({ path, line, content }) => {
    const found = [...content.matchAll(/(?<=[;,(]\s*)(\w+)(\+\+|--)(?=\s*\))/g)];
    const [only] = found;
    return only && found.length === 1
      ? replaceAt(path, { line, column: only.index + 1 }, only[0], `${only[2] ?? ''}${only[1] ?? ''}`)
      : null;
  },
  noExplicitConstructor: ({ path, line, content }) => {
    const [, indent] = /^(\s*)[A-Z]\w*\(/.exec(content) ?? [];
    return indent === undefined ? null : replaceAt(path, { line, column: indent.length + 1 }, '', 'explicit ');
  },
};

/** cppcheck's style findings whose message says the one change. All of a file's, or none. */
export const cppcheckStyle: Fixer = {
  name: 'cppcheck-style',
  phase: 'edit',
  fix(input) {
    const own = input.issues.filter(({ tool }) => tool === 'cppcheck');
    const tried = own.map((issue): { readonly issue: DiagnosisIssue; readonly edit: Edit | null } => {
      const spot = spotOf(input, issue);
      const cure = Object.hasOwn(CURES, issue.rule ?? '') ? CURES[issue.rule ?? ''] : undefined;
      return { issue, edit: spot === null || cure === undefined ? null : cure(spot, issue.message) };
    });
    const left = tried.find(({ edit }) => edit === null);
    if (own.length === 0) return [];
    if (left)
      return [
        {
          outcome: 'declined',
          covers: own,
          why: `${left.issue.rule ?? ''}: ${left.issue.message} is left to a person`,
        },
      ];
    return tried.map(({ issue, edit }): FixerOutcome => ({
      outcome: 'patch',
      edits: edit === null ? [] : [edit],
      reason: `Do as cppcheck says: ${issue.message.slice(0, 120)}`,
      quotes: [quoteOf(input, issue)],
      covers: [issue],
      confidence: 0.88,
      safety: 'safe',
    }));
  },
};
