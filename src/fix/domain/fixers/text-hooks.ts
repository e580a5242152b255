import type { Fixer, FixerInput, FixerOutcome, Quote } from '../fix.types';
import { rewrite } from '../kit';

/** A whole text as a hook or a checker leaves it. */
type Tidy = (text: string) => string;

const noTrailing: Tidy = (text) => text.replace(/[ \t]+(?=\r?$)/gm, '');
/** No blank line at the end, and one line feed; an empty text stays one. */
const oneEnd: Tidy = (text) =>
  text.trim() === '' ? '' : text.replace(/[\r\n]*$/, text.includes('\r\n') ? '\r\n' : '\n');
const finalFeed: Tidy = (text) => (text.endsWith('\n') ? text : `${text}\n`);

/** pre-commit's own hooks that only move blanks; what they name after `Fixing` is what they changed. */
const HOOKS: ReadonlyMap<string, Tidy> = new Map([
  ['trailing-whitespace', noTrailing],
  ['end-of-file-fixer', oneEnd],
]);
const HOOK = /^- hook id: (\S{1,100})$/;
const FIXING = /^Fixing (\S.{0,300})$/;

/** What editorconfig-checker says of a line, or of a file as a whole. */
const CHECKS: readonly (readonly [says: RegExp, tidy: Tidy])[] = [
  [/^\t(?:\d{1,7}: )?Trailing whitespace$/, noTrailing],
  [/^\t(?:\d{1,7}: )?Wrong line endings or no final newline$/, finalFeed],
];
const CHECKED = /^(\S.{0,300}):$/;
const CHECK = /^\t(?:\d{1,7}: )?\S/;

/** What is to be done to one file, and where the log says so. */
interface Chore {
  readonly path: string;
  readonly tidies: Set<Tidy>;
  readonly quotes: Quote[];
}

/** Chores by path, and whether the log tells of anything beside them. */
class Chores {
  readonly byPath = new Map<string, Chore>();
  hasMore = false;

  add(path: string | null, tidy: Tidy | undefined, quote: Quote): void {
    if (path === null || tidy === undefined) {
      this.hasMore = true;
      return;
    }
    const chore = this.byPath.get(path) ?? { path, tidies: new Set(), quotes: [] };
    chore.tidies.add(tidy);
    chore.quotes.push(quote);
    this.byPath.set(path, chore);
  }
}

function hookChores(input: FixerInput): Chores {
  const chores = new Chores();
  for (const { job, lines } of input.logs) {
    let hook: string | null = null;
    for (const { number, text } of lines) {
      const line = text.trim();
      hook = HOOK.exec(line)?.[1] ?? (/\.{3,}(?:Passed|Failed|Skipped)$/.test(line) ? null : hook);
      if (HOOK.test(line) && !HOOKS.has(hook ?? '')) chores.hasMore = true;
      const named = FIXING.exec(line)?.[1];
      if (hook !== null && named !== undefined)
        chores.add(input.pathOf(named), HOOKS.get(hook), { job, line: number, text: line });
    }
  }
  return chores;
}

function checkerChores(input: FixerInput): Chores {
  const chores = new Chores();
  for (const { job, lines } of input.logs) {
    let file: string | null = null;
    for (const { number, text } of lines) {
      if (!CHECK.test(text)) {
        file = CHECKED.exec(text)?.[1] ?? null;
        continue;
      }
      const tidy = CHECKS.find(([says]) => says.test(text))?.[1];
      if (file !== null) chores.add(input.pathOf(file), tidy, { job, line: number, text: text.trim() });
    }
  }
  return chores;
}

/** All or nothing: the tools stay red while one file is left. */
function outcomesOf(input: FixerInput, { byPath, hasMore }: Chores): FixerOutcome[] {
  if (byPath.size === 0) return [];
  const tidied = [...byPath.values()].map((chore) => {
    const text = input.files.text(chore.path) ?? '';
    return { ...chore, text, after: [...chore.tidies].reduce((done, tidy) => tidy(done), text) };
  });
  const covers = input.issues.filter(
    ({ file, message }) =>
      /^(?:Trailing whitespace|Wrong line endings)/.test(message) && byPath.has(input.pathOf(file ?? '') ?? ''),
  );
  const isAlone = covers.length === input.issues.length && input.failingTests.length === 0;
  if (hasMore && isAlone) {
    return [{ outcome: 'declined', covers, why: 'the log tells of more than blanks and ends of files', blocks: true }];
  }
  const asTold = tidied.find(({ text, after }) => text === after);
  if (asTold) return [{ outcome: 'declined', covers, why: `${asTold.path} is not as the log tells`, blocks: true }];
  return [
    {
      outcome: 'patch',
      edits: tidied.flatMap(({ path, text, after }) => rewrite(path, text, after)),
      reason: `Tidy the ends of lines and of files: ${tidied.map(({ path }) => path).join(', ')}`.slice(0, 300),
      quotes: tidied.flatMap(({ quotes }) => quotes).slice(0, 5),
      covers,
      coversAll: isAlone,
      confidence: 0.95,
      safety: 'safe',
    },
  ];
}

/** Blanks at the ends of lines and line feeds at the end of files, as pre-commit's own hooks and editorconfig-checker ask. */
export const textHooks: Fixer = {
  name: 'text-hooks',
  phase: 'edit',
  fix: (input) => [...outcomesOf(input, hookChores(input)), ...outcomesOf(input, checkerChores(input))],
};
