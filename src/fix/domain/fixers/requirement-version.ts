import { matchesOf } from '../config/log-match';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { lineOf, replaceAt } from '../kit';

const NONE =
  /Could not find a version that satisfies the requirement ([A-Za-z][\w.-]{0,100})(?:\[[\w,-]{1,80}\])?==([\w.]{1,40}) \(from versions: ([^)]{0,20000})\)/;
const LISTS =
  /(?:^|\/)[\w.-]*(?:requirements?|constraints?)[\w.-]*\.(?:txt|in|lock)$|(?:^|\/)requirements\/[\w.-]+\.(?:txt|in)$/;
const LOCKS = /(?:^|\/)(?:poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock)$/;

const plain = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');
const escaped = (words: string): string => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Versions that a file pins a package to. */
function pinnedIn(path: string, text: string, name: string): string[] {
  if (path.endsWith('Pipfile.lock'))
    return [...text.matchAll(/"([\w.-]{1,100})": \{[^{}]{0,4000}?"version": "==([\w.]{1,40})"/g)].flatMap(
      ([, own = '', version = '']) => (plain(own) === name ? [version] : []),
    );
  if (LOCKS.test(path))
    return [...text.matchAll(/^name = "([\w.-]{1,100})"\nversion = "([\w.]{1,40})"/gm)].flatMap(
      ([, own = '', version = '']) => (plain(own) === name ? [version] : []),
    );
  return [...text.matchAll(/^([A-Za-z][\w.-]{0,100})(?:\[[^\]]{1,80}\])?==([\w.]{1,40})(?=[\s;\\#]|$)/gm)].flatMap(
    ([, own = '', version = '']) => (plain(own) === name ? [version] : []),
  );
}

const INVALID = /Invalid requirement: '([^']{1,200})'(?:: .{1,200})? \(from line (\d{1,5}) of (\S{1,200})\)/;

/** `name=1.0`, for which pip itself asks whether `==` was meant. */
function singleEquals(input: FixerInput): FixerOutcome[] {
  return matchesOf(input, INVALID).flatMap(
    ({ quote, below, groups: [words = '', number = '', named = ''] }): FixerOutcome[] => {
      const path = input.pathOf(named);
      const line = Number(number);
      const content = path === null ? null : lineOf(input.files.text(path) ?? '', line);
      const hint = below
        .slice(0, 6)
        .some((text) => text.includes('Hint: = is not a valid operator. Did you mean == ?'));
      const [, head] = /^([A-Za-z][\w.-]{0,100}(?:\[[\w,-]{1,80}\])?\s*)=[^=].*$/.exec(content ?? '') ?? [];
      if (
        path === null ||
        content === null ||
        !hint ||
        head === undefined ||
        !content.startsWith(words.slice(0, head.length + 1))
      )
        return [];
      const covers = input.issues.filter(({ message }) => message.includes(words));
      return [
        {
          outcome: 'patch',
          edits: [replaceAt(path, { line, column: head.length + 1 }, '=', '==')],
          reason: `Write == in ${path}:${line}, as pip suggests`,
          quotes: [quote],
          covers,
          coversAll: input.issues.every(
            (issue) => covers.includes(issue) || issue.message.includes('not a valid operator'),
          ),
          confidence: 0.95,
          safety: 'safe',
        },
      ];
    },
  );
}

/** A pinned version that does not exist, where another file of the repository pins one that does. */
export const requirementVersion: Fixer = {
  name: 'requirement-version',
  phase: 'edit',
  fix: (input) => [
    ...singleEquals(input),
    ...matchesOf(input, NONE).flatMap(({ quote, groups: [name = '', wrong = '', list = ''] }): FixerOutcome[] => {
      const covers = input.issues.filter(({ message }) => message.includes(`${name}==${wrong}`));
      const no = (why: string): FixerOutcome[] => [
        { outcome: 'declined', covers, why, command: `pip index versions ${name}` },
      ];
      const there = new Set(list.split(',').map((each) => each.trim()));
      const files = [...input.files.paths].filter((path) => LISTS.test(path) || LOCKS.test(path)).slice(0, 60);
      const texts = files.map((path) => [path, input.files.text(path) ?? ''] as const);
      const pins = texts
        .flatMap(([path, text]) => pinnedIn(path, text, plain(name)))
        .filter((version) => version !== wrong);
      const [right, second] = [...new Set(pins)].filter((version) => there.has(version));
      if (right === undefined || second !== undefined || new Set(pins).size > 1)
        return no(`no file of the tree tells which version of ${name} is meant`);
      const entry = new RegExp(`^(${escaped(name)}(?:\\[[^\\]]{1,80}\\])?==)${escaped(wrong)}(?=[\\s;#]|$)`, 'i');
      const edits = texts.flatMap(([path, text]) =>
        text.split('\n').flatMap((content, index) => {
          const head = entry.exec(content)?.[1];
          // A line with checksums is of one version.
          return head === undefined || content.trimEnd().endsWith('\\')
            ? []
            : [replaceAt(path, { line: index + 1, column: head.length + 1 }, wrong, right)];
        }),
      );
      if (edits.length === 0) return no(`no list of requirements plainly pins ${name} to ${wrong}`);
      return [
        {
          outcome: 'patch',
          edits,
          reason: `Pin ${name} to ${right}, which exists and which the repository pins elsewhere`,
          quotes: [quote],
          covers,
          coversAll: input.issues.every(
            (issue) => covers.includes(issue) || issue.message.includes(`${name}==${wrong}`),
          ),
          confidence: 0.8,
          safety: 'suggestion',
        },
      ];
    }),
  ],
};
