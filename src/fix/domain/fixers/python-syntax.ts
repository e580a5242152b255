import type { Fixer, FixerOutcome } from '../fix.types';
import { quoteOf, replaceAt, spotOf } from '../kit';
import { COMMENT, endOfStatement, scanPython } from '../python/scan';

const BLOCK = /^\s*(?:def|class|if|elif|else|for|while|try|except|finally|with|async|match|case)\b/;

/** `expected ':'` behind a whole head of a block, and Python 2's `print "text"`. */
export const pythonSyntax: Fixer = {
  name: 'python-syntax',
  phase: 'edit',
  fix: (input) =>
    input.issues.flatMap((issue): FixerOutcome[] => {
      const spot = issue.file?.endsWith('.py') === true ? spotOf(input, issue) : null;
      const colon = /^(?:SyntaxError: )?expected ':'$/.test(issue.message);
      const print = /^(?:SyntaxError: )?Missing parentheses in call to 'print'\. Did you mean print\(/.test(
        issue.message,
      );
      if (spot === null || (!colon && !print)) return [];
      const lines = scanPython(spot.text);
      const own = lines[spot.line - 1];
      const whole = own !== undefined && !own.continued && endOfStatement(lines, spot.line - 1) === spot.line - 1;
      const code = own?.code.replaceAll(COMMENT, '').trimEnd() ?? '';
      const [, head, words] = /^(\s*)print (\S.*)$/.exec(spot.content.slice(0, code.length)) ?? [];
      const at = { line: spot.line, column: colon ? code.length + 1 : (head?.length ?? 0) + 1 };
      const certain =
        whole &&
        (colon ? BLOCK.test(code) && !/[:,=(]$/.test(code) : words !== undefined && !/^>>|[,;]$|;/.test(words));
      // A second print of Python 2 would be the next error.
      const more = print && lines.filter((line) => /^\s*print [^(=]/.test(line.code)).length > 1;
      if (!certain || more)
        return [
          { outcome: 'declined', covers: [issue], why: `${spot.path}:${spot.line} more may be wrong than one sign` },
        ];
      const edit = colon
        ? replaceAt(spot.path, at, '', ':')
        : replaceAt(spot.path, at, `print ${words ?? ''}`, `print(${words ?? ''})`);
      return [
        {
          outcome: 'patch',
          edits: [edit],
          reason: colon ? `Put the colon ${spot.path}:${spot.line} lacks` : `Call print in ${spot.path}:${spot.line}`,
          quotes: [quoteOf(input, issue)],
          covers: [issue],
          coversTests: input.failingTests.filter(({ message }) => message?.includes('SyntaxError') === true),
          confidence: 0.9,
          safety: 'safe',
        },
      ];
    }),
};
