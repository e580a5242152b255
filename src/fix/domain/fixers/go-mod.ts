import { matchesOf } from '../config/log-match';
import type { Edit, Fixer, FixerOutcome, Quote } from '../fix.types';
import { deleteLines, lineOf, replaceAt } from '../kit';

/** Go before 1.21 knows versions of two parts only, and no `toolchain` line. */
const THREE_PARTS =
  /^(\S{0,300}go\.mod):(\d{1,5}): invalid go version '(\d{1,3}\.\d{1,3})\.\d{1,3}': must match format 1\.23$/;
const TOOLCHAIN = /^(\S{0,300}go\.mod):(\d{1,5}): unknown directive: toolchain$/;

interface Line {
  readonly path: string;
  readonly edit: Edit;
  readonly quote: Quote;
}

/** Lines of `go.mod` that the Go of the run is too old for, written as it reads them. Newer Go reads them alike. */
export const goMod: Fixer = {
  name: 'go-mod',
  phase: 'edit',
  fix: (input): FixerOutcome[] => {
    const found = [THREE_PARTS, TOOLCHAIN].flatMap((pattern) =>
      matchesOf(input, pattern).flatMap(({ quote, groups: [named = '', number = '', version = ''] }): Line[] => {
        const path = input.pathOf(named);
        const text = path === null ? null : input.files.text(path);
        const line = Number(number);
        const content = text === null ? null : lineOf(text, line);
        if (path === null || text === null || content === null) return [];
        const [, head, old] = /^(go\s+)(\d+\.\d+\.\d+)\s*(?:\/\/.*)?$/.exec(content) ?? [];
        if (version !== '')
          return head === undefined || old === undefined
            ? []
            : [{ path, quote, edit: replaceAt(path, { line, column: head.length + 1 }, old, version) }];
        const lonely = lineOf(text, line - 1)?.trim() === '' && (lineOf(text, line + 1) ?? '').trim() === '';
        const gone = /^toolchain\s+\S+\s*$/.test(content)
          ? deleteLines(path, text, lonely ? line - 1 : line, line)
          : null;
        return gone === null ? [] : [{ path, quote, edit: gone }];
      }),
    );
    const seen = new Set<string>();
    const lines = found.filter(({ edit }) => {
      const key = JSON.stringify(edit);
      return !seen.has(key) && seen.add(key);
    });
    if (lines.length === 0) return [];
    const paths = new Set(lines.map(({ path }) => path));
    const covers = input.issues.filter(
      ({ file, message }) =>
        (file !== null && paths.has(input.pathOf(file) ?? '')) ||
        /go\.mod|invalid go version|unknown directive/.test(message),
    );
    return [
      {
        outcome: 'patch',
        edits: lines.map(({ edit }) => edit),
        reason: 'Write go.mod as the Go of the run reads it',
        quotes: lines.map(({ quote }) => quote),
        covers,
        coversAll: input.issues.every((issue) => covers.includes(issue)) && input.failingTests.length === 0,
        confidence: 0.85,
        safety: 'safe',
      },
    ];
  },
};
