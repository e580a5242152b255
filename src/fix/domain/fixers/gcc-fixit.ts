import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import { fixItOf, formatBelow, headerOf } from '../c/compiler-words';
import { alsoMissing, functionHeader, standardHeader, typeHeader } from '../c/std-headers';
import { hiddenWarning, slipInCode } from '../c/slips';
import {
  columnOfShown,
  columnsOfWord,
  conversionFor,
  endOfBody,
  isLoneDeclaration,
  isShownExpanded,
  semicolonPlace,
  withIncludes,
} from '../c/source';
import type { Edit, Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { checkGrammar } from '../grammar-check';
import { columnOfBytes, deleteLines, linesFrom, quoteOf, replaceAt, rewrite, spotOf } from '../kit';

const SOURCE = /\.(?:c|cc|cpp|cxx|c\+\+|h|hh|hpp|hxx|m|mm|ino)$/i;
const NEXT =
  /^(?:\S.*?:\d+:\d+: (?:fatal error|error|warning): |\S.*: In (?:member )?(?:function|constructor|lambda)|cc1\w*: |make)/;
const QUOTED = /[‘'"`]([^’'"`]{1,200})[’'"`]/g;
const MEANT = /did you mean [‘'](?:[\w]+::)*(\w+)[’']\?$/;
const SEMICOLON =
  /^expected [‘'];[’'] (?:before|after|at end of)|^expected [‘'],[’'] or [‘'];[’'] before|^expected [‘'];[’'], identifier or|^expected ';' /;
const UNUSED = /^unused variable [‘'](\w+)[’']/;
/** What a compiler says because of an error above it. */
const ECHO: readonly RegExp[] = [
  /^(?:unused variable|variable) [‘'](\w+)[’'](?: set but not used)?/,
  /^[‘'](\w+)[’'] (?:was not declared in this scope|undeclared)/,
  /^unused variable '(\w+)'/,
  /^[‘'](\w+)[’'] defined but not used/,
];

/** A type of `std` that is not known where a declaration begins, or is the type of a parameter. */
const UNREAD =
  /does not name a (?:template )?type|was not declared in this scope|is not a member of [‘']std[’']|no (?:member|template) named/;

interface Cured {
  readonly issue: DiagnosisIssue;
  readonly edits: readonly Edit[];
  readonly header: string | null;
  readonly reason: string;
}

function blockOf(input: FixerInput, { evidence: { job, firstLine } }: DiagnosisIssue): string[] {
  const texts = linesFrom(input, job, firstLine, 60).map(({ text }) => text);
  const end = texts.findIndex((text, at) => at > 0 && NEXT.test(text));
  return end < 0 ? texts : texts.slice(0, end);
}

/** The header of a name that `std` has and the file does not. */
function ofStandard(message: string, path: string): string | null {
  const [, type] = /^unknown type name [‘'](\w{1,40})[’']$/.exec(message) ?? [];
  if (type !== undefined) return typeHeader(type, path);
  const [, gcc] = /^[‘'](\w{1,60})[’'] is not a member of [‘']std[’']/.exec(message) ?? [];
  const [, clang] = /^no (?:member|template) named '(\w{1,60})' in namespace 'std'$/.exec(message) ?? [];
  const [, called] =
    /^(?:implicit declaration of|call to undeclared(?: library)?) function [‘'](\w{1,60})[’']/.exec(message) ?? [];
  // A function of the library is no slip of another, however near its name is: `strerror` is not `perror`.
  if (called !== undefined) return functionHeader(called);
  const [, whole] =
    /^aggregate [‘']std::(\w{1,60}) \w+[’'] has incomplete type and cannot be defined$/.exec(message) ?? [];
  const name = gcc ?? clang ?? whole;
  return name === undefined || message.includes('did you mean') ? null : standardHeader(name);
}

function cure(input: FixerInput, issue: DiagnosisIssue): Cured | string {
  const spot = spotOf(input, issue);
  const printed = spot?.column ?? null;
  if (spot === null || printed === null) return 'is in no file of the tree';
  const { path, line, content, text } = spot;
  const block = blockOf(input, issue);
  const column = (isShownExpanded(content, block) ? columnOfShown : columnOfBytes)(content, printed);
  const header = headerOf(block) ?? ofStandard(issue.message, path);
  if (header !== null) return { issue, edits: [], header: `${path}\n${header}`, reason: `Include ${header}` };
  const message = issue.message.replace(/ \[-W[^\]]*\]$/, '');
  const [, right] = MEANT.exec(message) ?? [];
  if (right !== undefined) {
    const names = [...message.matchAll(QUOTED)].map(([, name = '']) => name.split('::').at(-1) ?? '');
    const wrong = names.find((name) => name !== right && columnsOfWord(content, name).includes(column));
    if (wrong === undefined) return 'has no name where the compiler says';
    // An undeclared name is told of once for each function.
    const last = endOfBody(text, line);
    const edits = text.split('\n').flatMap((each, index) =>
      index + 1 < line || index + 1 > last || (index + 1 !== line && !message.includes('undeclared'))
        ? []
        : columnsOfWord(each, wrong)
            .filter((at) => index + 1 !== line || at >= column)
            .map((at) => replaceAt(path, { line: index + 1, column: at }, wrong, right)),
    );
    return { issue, edits, header: null, reason: `Write ${right} for ${wrong}` };
  }
  if (
    /^[‘'][^’']{1,100}[’'] is a pointer; did you mean to use [‘']->[’']\?$/.test(message) &&
    content[column - 1] === '.'
  )
    return {
      issue,
      edits: [replaceAt(path, { line, column }, '.', '->')],
      header: null,
      reason: 'Write -> behind a pointer',
    };
  if (SEMICOLON.test(message)) {
    const at = semicolonPlace(text, line, column);
    return at === null
      ? 'has no certain place for a semicolon'
      : { issue, edits: [replaceAt(path, at, '', ';')], header: null, reason: 'Put the missing semicolon' };
  }
  const [, had, type] =
    /^format [‘'](%[^’']+)[’'] expects argument of type .*, but argument \d+ has type [‘']([^’']+)[’']/.exec(message) ??
    [];
  const printedBelow = message.startsWith("format specifies type '") ? formatBelow(content, block) : null;
  if (printedBelow !== null)
    return {
      issue,
      edits: [replaceAt(path, { line, column: printedBelow.column }, printedBelow.old, printedBelow.fresh)],
      header: null,
      reason: `Print with ${printedBelow.fresh}`,
    };
  const fixIt = fixItOf(block);
  if (had !== undefined && type !== undefined && fixIt?.startsWith('%') === true) {
    const from = content.lastIndexOf('%', column - 1);
    const own = conversionFor(had, type) ?? fixIt;
    if (from >= 0 && content.startsWith(had, from) && column - 1 - from < had.length)
      return {
        issue,
        edits: [replaceAt(path, { line, column: from + 1 }, had, own)],
        header: null,
        reason: `Print ${type} with ${own}`,
      };
  }
  return 'has no suggestion of the compiler';
}

/** Takes a variable out that nothing uses, when its declaration does nothing else. */
function cureUnused(input: FixerInput, issue: DiagnosisIssue, name: string): Cured | string {
  const spot = spotOf(input, issue);
  const edit = spot !== null && isLoneDeclaration(spot.content, name) && deleteLines(spot.path, spot.text, spot.line);
  if (spot === null || edit === false || edit === null) return 'is declared with something that may have an effect';
  return { issue, edits: [edit], header: null, reason: `Take out ${name}, which nothing uses` };
}

/** A parameter of a head that was not read is unknown below, however near another name is. */
function unreadName(input: FixerInput, { file, message }: DiagnosisIssue): boolean {
  const [, name] = /^[‘'](\w+)[’'] (?:was not declared in this scope|undeclared)/.exec(message) ?? [];
  return input.issues.some((head) => {
    const isHead = head.file === file && /does not name a (?:template )?type$/.test(head.message);
    const spot = isHead && headerOf(blockOf(input, head)) !== null ? spotOf(input, head) : null;
    return spot !== null && name !== undefined && columnsOfWord(spot.content, name).length > 0;
  });
}

/** True when an issue is there only because of one that is cured. */
function follows(input: FixerInput, issue: DiagnosisIssue, cured: readonly Cured[]): boolean {
  const spot = spotOf(input, issue);
  const near = cured.filter(({ issue: { file } }) => file === issue.file);
  if (spot === null) return false;
  const line = (each: Cured): number => each.issue.line ?? 0;
  const name = ECHO.map((pattern) => pattern.exec(issue.message)?.[1]).find((each) => each !== undefined);
  if (name !== undefined)
    return near.some(
      (each) =>
        columnsOfWord(spot.text.split('\n')[line(each) - 1] ?? '', name).length > 0 ||
        each.edits.some((edit) => edit.kind === 'replace' && edit.newText === name) ||
        (line(each) === spot.line + 1 && each.reason.includes('semicolon')),
    );
  const [, builtin] = /incompatible implicit declaration of built-in function [‘'](\w+)[’']/.exec(issue.message) ?? [];
  if (builtin !== undefined) return near.some((each) => each.header !== null && each.issue.message.includes(builtin));
  if (issue.message.startsWith('control reaches end'))
    return near.some((each) => spot.line <= endOfBody(spot.text, line(each)) && spot.line >= line(each));
  return (
    /^expected (?:primary-expression|unqualified-id|initializer|‘;’|';'|‘,’ or ‘\.\.\.’) /.test(issue.message) &&
    near.some((each) => each.header !== null && line(each) === spot.line)
  );
}

/** A text with the edits of its file made, the last first. */
function edited(text: string, path: string, edits: readonly Edit[]): string {
  const lines = text.split('\n');
  const own = new Map(
    edits.flatMap((edit) =>
      edit.kind === 'replace' && edit.path === path && edit.at !== null ? [[JSON.stringify(edit), edit] as const] : [],
    ),
  );
  for (const { at, oldText, newText } of [...own.values()].sort((a, b) => (b.at?.column ?? 0) - (a.at?.column ?? 0))) {
    const line = lines[(at?.line ?? 0) - 1];
    if (`${line ?? ''}\n` === oldText) lines[(at?.line ?? 0) - 1] = '';
    const from = (at?.column ?? 1) - 1;
    if (line?.startsWith(oldText, from) === true)
      lines[(at?.line ?? 0) - 1] = line.slice(0, from) + newText + line.slice(from + oldText.length);
  }
  return lines.join('\n');
}

/** What the compiler would say next of a file it has not read to the end, or not warned of for its errors. */
function hiddenNext(input: FixerInput, issues: readonly DiagnosisIssue[], edits: readonly Edit[]): string | null {
  for (const path of new Set(issues.flatMap(({ file }) => (file === null ? [] : (input.pathOf(file) ?? []))))) {
    const text = edited(input.files.text(path) ?? '', path, edits);
    const own = issues.filter(({ file }) => file !== null && input.pathOf(file) === path);
    const slip = slipInCode(path, text);
    if (slip !== null) return `${path}: the compiler would find ${slip} next`;
    const errors = own.every(({ rule, message }) => rule === null && !message.includes('-W'));
    const warning = hiddenWarning(text, errors);
    if (warning !== null) return `${path}: ${warning}, and the compiler may say so next`;
  }
  return null;
}

/** gcc's, g++'s and clang's fix-its: the name that was meant, the header, the semicolon, the format. */
export const gccFixit: Fixer = {
  name: 'gcc-fixit',
  phase: 'edit',
  async fix(input) {
    const known = input.issues.filter(({ file, line }) => line !== null && SOURCE.test(file ?? ''));
    const undeclared = new Set(
      known
        .filter(({ message }) => message.includes('implicit declaration'))
        .map(({ file, line }) => `${file ?? ''}:${line ?? 0}`),
    );
    // What a function not declared gives is taken for an `int`: formats are right once it is declared.
    const echo = ({ message, file, line }: DiagnosisIssue): boolean =>
      /^format .* has type [‘']int[’']/.test(message) && undeclared.has(`${file ?? ''}:${line ?? 0}`);
    const tried = known
      .filter((issue) => !echo(issue) && !unreadName(input, issue))
      .map((issue) => ({ issue, result: cure(input, issue) }));
    const others = tried.flatMap(({ result }) => (typeof result === 'string' ? [] : [result]));
    for (const each of tried) {
      const [, name] = UNUSED.exec(each.issue.message) ?? [];
      if (name !== undefined && !follows(input, each.issue, others)) each.result = cureUnused(input, each.issue, name);
    }
    const cured = tried.flatMap(({ result }) => (typeof result === 'string' ? [] : [result]));
    const outcomes: FixerOutcome[] = [];
    const left = tried.filter(({ issue, result }) => typeof result === 'string' && !follows(input, issue, cured));
    for (const { issue, result } of left)
      outcomes.push({
        outcome: 'declined',
        covers: [issue],
        why: `${issue.message.slice(0, 120)}: ${typeof result === 'string' ? result : ''}`,
      });
    if (cured.length === 0 || left.length > 0) return outcomes;
    const made = cured.flatMap((each) => each.edits);
    const next = hiddenNext(input, known, made);
    if (next !== null) return [...outcomes, { outcome: 'declined', covers: known, why: next }];
    const headers = new Map<string, string[]>();
    for (const { header } of cured) {
      const [path = '', name = ''] = header?.split('\n') ?? [];
      if (name !== '') headers.set(path, [...new Set([...(headers.get(path) ?? []), name])]);
    }
    const includes: Edit[] = [];
    for (const [path, names] of headers) {
      const text = input.files.text(path) ?? '';
      // A function with an unknown type in its head is not read: its body's other headers come to light afterwards.
      const unread = cured.some(
        ({ issue: { file, message } }) => input.pathOf(file ?? '') === path && UNREAD.test(message),
      );
      const more = unread ? alsoMissing(text, names) : [];
      if (unread && !/^\s*#\s*(?:define|if)/m.test(text)) {
        const verdict = await checkGrammar(path, edited(text, path, made), null);
        if (verdict?.error !== undefined && verdict.error !== null)
          return [
            ...outcomes,
            { outcome: 'declined', covers: known, why: `${path} has another slip: ${verdict.error}` },
          ];
      }
      includes.push(...rewrite(path, text, withIncludes(text, [...names, ...more])));
    }
    const edits = new Map([...made, ...includes].map((edit) => [JSON.stringify(edit), edit]));
    return [
      {
        outcome: 'patch',
        edits: [...edits.values()],
        reason: `${[...new Set(cured.map(({ reason }) => reason))].join('; ')}, as the compiler suggests`,
        quotes: cured.map(({ issue }) => quoteOf(input, issue)),
        covers: known,
        confidence: 0.9,
        safety: 'safe',
      },
    ];
  },
};
