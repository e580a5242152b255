import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue, FoundTest } from './detector';
import { blockEnd, isForeign, testAt } from './block';

/** `____ TestAuth.test_api ____`, `____ ERROR collecting tests/a.py ____`, `____ ERROR at setup of test_b ____` */
const HEAD = /^_{1,120} (\S.{0,400}?) _{1,120}$/;
const COLLECTING = /^ERROR collecting (?:test session|(\S.{0,300}))$/;
const SETUP = /^ERROR at (?:setup|teardown) of (.{1,300})$/;
/** `FAILED tests/a.py::TestAuth::test_api - AssertionError`, the short summary and the lines of `-rf` and `-v`. */
const SUMMARY =
  /^(?:FAILED|ERROR) ([^\s:]{1,300}\.(?:pyx?|md|rst|txt|feature|ya?ml|ipynb|robot)|[^\s:]{0,300}\/[^\s:]{0,100})(?:::(.{1,600}?))?(?: - (.{0,600}))?$/;
const VERBOSE =
  /^(?:\[gw\d{1,3}\] )?(?:\[ {0,2}\d{1,3}%\] )?(?:(?:FAILED|ERROR) )?([^\s:]{1,300}\.py)::(\S.{0,500}?) (?:<- \S{1,300} )?(?:FAILED|ERROR)(?:\s{1,80}\[ {0,2}\d{1,3}%\])?$/;
/** `tests/a.py:12: AssertionError` ends each frame of a failure. */
const PLACE = /^(?:E {2,8})?((?:[A-Za-z]:)?[^\s:]{1,300}\.\w{1,6}):(\d{1,7}): ?(.{0,300})$/;
const WORDS = /^(?:E {3}|E {2,10})(\S.{0,700})$/;
/** A module that does not parse: where, and after its source, what. */
const SYNTAX_AT = /^E {2,12}File "([^"]{1,300})", line (\d{1,7})$/;
const SYNTAX = /^E {2,12}((?:SyntaxError|IndentationError|TabError): .{1,600})$/;
const SECTION = /^(?:=+ .{1,100} =+|_{2,120} .{1,400} _{2,120})$/;

interface Body {
  readonly message: string | null;
  readonly place: FoundIssue | null;
  /** Lines that name the frames of the failure. */
  readonly frames: readonly number[];
}

/** The module that Python's parser refused: the frames above only imported it. */
function syntaxOf(body: readonly LogLine[]): FoundIssue | null {
  const at = body.findIndex(({ text }) => SYNTAX_AT.test(text));
  const [, file = '', line] = SYNTAX_AT.exec(body[at]?.text ?? '') ?? [];
  const said = body.slice(at + 1, at + 6).find(({ text }) => SYNTAX.test(text));
  const message = SYNTAX.exec(said?.text ?? '')?.[1];
  if (line === undefined || message === undefined || isForeign(file)) return null;
  const rule = message.slice(0, message.indexOf(':'));
  const [firstLine, lastLine] = [body[at]?.number ?? 0, said?.number ?? 0];
  return { rule, file, line: Number(line), column: null, message, severity: 'error', firstLine, lastLine };
}

/** The first `E` line is the message; the last place in the project's own files is where it failed. */
function bodyOf(lines: readonly LogLine[], from: number): Body {
  const body = lines.slice(from, blockEnd(lines, from, SECTION, 2000));
  const syntax = syntaxOf(body);
  if (syntax) return { message: syntax.message, place: syntax, frames: [] };
  const message = body.map(({ text }) => WORDS.exec(text)?.[1]).find((words) => words !== undefined) ?? null;
  const places = body.flatMap(({ text, number }) => {
    const match = PLACE.exec(text);
    return match ? [{ file: match[1] ?? '', line: Number(match[2]), rest: match[3] ?? '', number }] : [];
  });
  const own = places.filter(({ file }) => !isForeign(file));
  const at = own.filter(({ rest }) => rest !== '' && !rest.startsWith('in ')).at(-1) ?? own.at(-1);
  const frames = places.map(({ number }) => number);
  if (!at) return { message, place: null, frames };
  const { file, line, number, rest } = at;
  const rule = /^[A-Z]\w{2,60}$/.exec(rest)?.[0] ?? null;
  const issue = { rule, file, line, column: null, message: message ?? rest, severity: 'error' as const };
  return { message, place: { ...issue, firstLine: number, lastLine: number }, frames };
}

/** The function's or class' own name, without the parameters: what the summary and the head of a failure share. */
function leafOf(name: string): string {
  return (name.replace(/^\[doctest\] /, '').split('[')[0] ?? name).split(/::|\./).at(-1)?.trim() ?? name;
}

/** pytest: failures, errors of collection and of fixtures, told once though the log tells them up to three times. */
export const pytestDetector: Detector = {
  name: 'pytest',
  tool: 'pytest',
  class: 'test',
  heads: [HEAD, SUMMARY, VERBOSE],
  detect(lines) {
    const heads: { test: FoundTest; place: FoundIssue | null }[] = [];
    const summary: FoundTest[] = [];
    const quiet: number[] = [];
    const verbose: FoundTest[] = [];
    // The summary is printed at the end, so a log without it is read by its heads.
    for (const [index, line] of lines.entries()) {
      const { text } = line;
      if (text.startsWith('_')) {
        const name = HEAD.exec(text)?.[1]?.trim();
        if (name === undefined || /^_*$|^(?:coverage|summary)/.test(name)) continue;
        const file = COLLECTING.exec(name);
        if (file && file[1] === undefined) continue;
        const { message, place, frames } = bodyOf(lines, index + 1);
        quiet.push(...frames);
        const shown = file?.[1] ?? SETUP.exec(name)?.[1] ?? name;
        heads.push({ test: testAt(line, shown, file?.[1] ?? place?.file ?? null, message), place });
        continue;
      }
      if (text.startsWith('FAILED ') || text.startsWith('ERROR ')) {
        const match = SUMMARY.exec(text);
        if (match) {
          const [, file = '', name, message = null] = match;
          summary.push(testAt(line, name === undefined ? file : `${file}::${name}`, file, message));
        }
        continue;
      }
      const match = text.includes('::') && /(?:FAILED|ERROR)/.test(text) ? VERBOSE.exec(text) : null;
      if (match) verbose.push(testAt(line, `${match[1] ?? ''}::${match[2] ?? ''}`, match[1] ?? null, null));
    }
    const issues = heads.flatMap(({ place }) => (place ? [place] : []));
    return {
      issues,
      quiet,
      tests: merge(
        summary,
        heads.map(({ test }) => test),
        verbose,
      ),
    };
  },
};

/** The summary knows files, the heads know messages; which of them is there depends on pytest's flags. */
function merge(summary: readonly FoundTest[], heads: readonly FoundTest[], verbose: readonly FoundTest[]): FoundTest[] {
  const named = distinct(summary.length >= heads.length ? summary : []);
  const source = named.length > 0 ? named : distinct(heads);
  if (source.length === 0) return distinct(verbose);
  const left = [...heads];
  return source.map((test) => {
    const at = left.findIndex((head) => leafOf(head.name) === leafOf(test.name));
    const [head] = at < 0 ? [] : left.splice(at, 1);
    const better = head?.message ?? test.message;
    const file =
      test.file ?? head?.file ?? verbose.find((seen) => leafOf(seen.name) === leafOf(test.name))?.file ?? null;
    return { ...test, file, message: better };
  });
}

function distinct(tests: readonly FoundTest[]): FoundTest[] {
  const seen = new Set<string>();
  return tests.filter(({ name }) => !seen.has(name) && seen.add(name));
}
