import type { Fixer, FixerOutcome } from '../fix.types';
import { appendLine, quoteOf } from '../kit';

const TOO_SOON =
  /^syntax error: unexpected end of file(?: from [`'](?:if|while|until|for|case)' command on line \d+)?$/;
const END: Readonly<Record<string, string>> = { if: 'fi', for: 'done', while: 'done', until: 'done', case: 'esac' };

/**
 * The word that closes the one block open at a script's end, where all others are closed at the margin they were opened at;
 * null when that is not so, or the script is not of plain lines (here-documents, strings over several lines, braces).
 */
function missingEnd(text: string): string | null {
  if (text.includes('<<')) return null;
  const open: { readonly word: string; readonly margin: string }[] = [];
  for (const line of text.split('\n')) {
    const code = line.replace(/'[^']*'|"(?:[^"\\]|\\.)*"|(?:^|\s)#.*$/g, '');
    if (/['"`{}]|\$\(|\(\)/.test(code)) return null;
    const [, margin = '', first = ''] = /^(\s*)(\w+)/.exec(code) ?? [];
    if (END[first] !== undefined && !new RegExp(String.raw`[;\s]${END[first]}\b`).test(code))
      open.push({ word: first, margin });
    if (!['fi', 'done', 'esac'].includes(first)) continue;
    const own = open.pop();
    if (own === undefined || END[own.word] !== first || own.margin !== margin) return null;
  }
  const [only] = open;
  // What the block holds is indented, so that nothing behind it can be meant to stand outside.
  const body = text.trimEnd().split('\n');
  const from = body.findIndex((line) => only !== undefined && new RegExp(String.raw`^${only.word}\b`).test(line));
  const inside = body.slice(from + 1).every((line) => /^(?:\s|$|else\b|elif\b|then\b|do\b)/.test(line));
  return only?.margin === '' && open.length === 1 && inside ? (END[only.word] ?? null) : null;
}

/** The `fi`, `done` or `esac` that a shell misses at the end of a script. */
export const shellEnd: Fixer = {
  name: 'shell-end',
  phase: 'edit',
  fix: (input) =>
    input.issues
      .filter(({ message }) => TOO_SOON.test(message))
      .flatMap((issue): FixerOutcome[] => {
        const path = issue.file === null ? null : input.pathOf(issue.file);
        const text = path === null ? null : input.files.text(path);
        if (path === null || text === null) return [];
        const end = missingEnd(text);
        if (end === null)
          return [{ outcome: 'declined', covers: [issue], why: `${path} has more than one place for what is missing` }];
        return [
          {
            outcome: 'patch',
            edits: [appendLine(path, text, end)],
            reason: `Close the last block of ${path} with ${end}`,
            quotes: [quoteOf(input, issue)],
            covers: input.issues.filter((other) => other.file === issue.file && TOO_SOON.test(other.message)),
            confidence: 0.85,
            safety: 'safe',
          },
        ];
      }),
};
