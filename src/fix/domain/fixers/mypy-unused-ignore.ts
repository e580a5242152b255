import type { Fixer, FixerOutcome } from '../fix.types';
import { quoteOf, replaceAt, spotOf } from '../kit';

/** mypy's `Unused "type: ignore" comment`: the comment goes where it is one of its own. */
export const mypyUnusedIgnore: Fixer = {
  name: 'mypy-unused-ignore',
  phase: 'edit',
  fix: (input) =>
    input.issues.flatMap((issue): FixerOutcome[] => {
      const spot = issue.message.startsWith('Unused "type: ignore" comment') ? spotOf(input, issue) : null;
      if (spot === null) return [];
      const [comment] = /\s*#\s*type:\s*ignore(?:\[[\w, -]+\])?\s*$/.exec(spot.content) ?? [];
      if (comment === undefined || spot.content.split('#').length > 2)
        return [
          {
            outcome: 'declined',
            covers: [issue],
            why: `${spot.path}:${spot.line} has more than that comment`,
          },
        ];
      const column = spot.content.length - comment.length + 1;
      return [
        {
          outcome: 'patch',
          edits: [replaceAt(spot.path, { line: spot.line, column }, comment, '')],
          reason: 'Take out a "type: ignore" that ignores nothing',
          quotes: [quoteOf(input, issue)],
          covers: [issue],
          confidence: 0.95,
          safety: 'safe',
        },
      ];
    }),
};
