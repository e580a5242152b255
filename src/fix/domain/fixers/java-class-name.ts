import { closeName } from '../config/close-name';
import type { Fixer, FixerOutcome } from '../fix.types';
import { javaCode } from '../java/names';
import { quoteOf, replaceAt, spotOf } from '../kit';

const PUBLIC = /^(?:class|interface|enum|record) (\w+) is public, should be declared in a file named \1\.java$/;

/** A public class whose name is a slip of its file's: renamed in the file, where nothing else names it. */
export const javaClassName: Fixer = {
  name: 'java-class-name',
  phase: 'edit',
  fix: (input) =>
    input.issues.flatMap((issue): FixerOutcome[] => {
      const [, wrong] = PUBLIC.exec(issue.message) ?? [];
      const spot = spotOf(input, issue);
      if (wrong === undefined || spot === null) return [];
      const name = spot.path.replace(/^.*\//, '').replace(/\.java$/, '');
      const word = new RegExp(`(?<![\\w$])${wrong}(?![\\w$])`, 'g');
      const others = [...input.files.paths].filter((path) => path !== spot.path && path.endsWith('.java'));
      const named = others.some((path) => word.test(input.files.text(path) ?? ''));
      if (closeName(wrong, [name]) === null || named || new RegExp(`\\b${name}\\b`).exec(javaCode(spot.text)))
        return [
          {
            outcome: 'declined',
            covers: [issue],
            why: `the file or the class may be what is named wrong: ${spot.path}`,
          },
        ];
      const edits = javaCode(spot.text)
        .split('\n')
        .flatMap((line, at) =>
          [...line.matchAll(word)].map(({ index }) =>
            replaceAt(spot.path, { line: at + 1, column: index + 1 }, wrong, name),
          ),
        );
      return [
        {
          outcome: 'patch',
          edits,
          reason: `Name the class of ${spot.path} as its file`,
          quotes: [quoteOf(input, issue)],
          covers: [issue],
          confidence: 0.85,
          safety: 'safe',
        },
      ];
    }),
};
