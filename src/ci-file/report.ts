import { distance } from 'fastest-levenshtein';
import type { CiFinding } from './ci-file.types';

/** A log's lines are read up to 1,000 characters; place and rule need some of them. */
const LONGEST = 860;
/** Of a long list of names, those that are most like the one that was written. */
const MOST_NAMES = 12;

/** `expected one of "a", "b", …`: with the names nearest to the wrong one alone where the list is long. */
function shortened(message: string): string {
  if (message.length <= LONGEST) return message;
  const list = /(?:"[^"]{1,80}", ){12,}(?:or )?"[^"]{1,80}"/.exec(message);
  const wrong = /"([^"]{1,80})"/.exec(message);
  if (list && wrong && wrong.index < list.index) {
    const names = Array.from(list[0].matchAll(/"([^"]{1,80})"/g), ([, name = '']) => name);
    const near = names
      .map((name, index) => ({ name, index, off: distance((wrong[1] ?? '').toLowerCase(), name.toLowerCase()) }))
      .sort((a, b) => a.off - b.off || a.index - b.index)
      .slice(0, MOST_NAMES)
      .map(({ name }) => JSON.stringify(name));
    return shortened(message.replace(list[0], near.join(', ')));
  }
  return `${message.slice(0, LONGEST - 1)}…`;
}

function oneLine(message: string): string {
  const lines = message.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').join(' ');
}

/**
 * Findings as the log of a check that a person could have run: actionlint's one-line form, which the diagnosis reads
 * like any other log. A file without any says so.
 */
export function reportOf(path: string, findings: readonly CiFinding[]): string {
  if (findings.length === 0) return `${path}: no mistakes found\n`;
  return findings
    .map(({ rule, line, column, message }) => {
      const words = shortened(oneLine(message));
      return `${path}:${line}:${column}: ${words} [${rule}]\n`;
    })
    .join('');
}
