import { matchesOf } from '../config/log-match';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';

/** Shells, make and Node when a file may not be run. A plain file may be written by its owner, so it is no redirection. */
const DENIED: readonly RegExp[] = [
  /^(?:\/bin\/|\/usr\/bin\/)?(?:bash|sh|dash|zsh): (?:(?:line )?\d+: )?((?:\.{1,2}\/|\/)?[\w.@/-]{1,300}): [Pp]ermission denied$/,
  /^\S{1,300}: (?:line )?\d+: ((?:\.{1,2}\/|\/)?[\w.@/-]{1,300}): Permission denied$/,
  /^g?make(?:\[\d+\])?: (?:execvp: )?((?:\.{1,2}\/|\/)?[\w.@/-]{1,300}): Permission denied$/,
  /\bspawn ((?:\.{1,2}\/|\/)[\w.@/-]{1,300}) EACCES\b/,
];

function fixOne(input: FixerInput, pattern: RegExp): FixerOutcome[] {
  return matchesOf(input, pattern).flatMap(({ groups: [named = ''], quote }): FixerOutcome[] => {
    const path = input.pathOf(named);
    const text = path === null ? null : input.files.text(path);
    if (path === null || text === null || input.files.mode(path) !== '100644') return [];
    const covers = input.issues.filter(({ message }) => message.includes(named) && /denied|EACCES/.test(message));
    if (!text.startsWith('#!'))
      return [{ outcome: 'declined', covers, why: `${path} has no interpreter line, so it may be no program` }];
    return [
      {
        outcome: 'patch',
        edits: [{ kind: 'mode', path, mode: '100755' }],
        reason: `Make ${path} executable: it is run as a program`,
        quotes: [quote],
        covers,
        coversAll: input.issues.every((issue) => covers.includes(issue)) && input.failingTests.length === 0,
        confidence: 0.95,
        safety: 'safe',
      },
    ];
  });
}

/** Scripts that are run but lack the executable bit: `Permission denied`, exit code 126. */
export const scriptMode: Fixer = {
  name: 'script-mode',
  phase: 'edit',
  fix: (input) => {
    const [first] = DENIED.flatMap((pattern) => fixOne(input, pattern));
    return first ? [first] : [];
  },
};
