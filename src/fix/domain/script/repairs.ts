import * as ts from 'typescript';
import type { FixFiles } from '../fix.types';
import type { Project } from './project';
import { compilerName, configsFor, fromTree, openProject } from './project';
import { CODES, NAMES } from './repair-names';

/** An error of the compiler's as a log tells it. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number | null;
  readonly code: number;
}

/** What the compiler's repairs come to. */
export interface Repaired {
  readonly texts: ReadonlyMap<string, { readonly before: string; readonly after: string }>;
  /** For each place asked for: whether its error is gone. */
  readonly gone: readonly boolean[];
  /** The compiler's words for what was done. */
  readonly done: readonly string[];
}

/** Repairs made one after the other; each is followed by a check. */
const MOST_STEPS = 24;
/** Projects above that are checked where they were touched only, and whole at the end. */
const SMALL = 300_000;
const TESTS = /(?:^|\/)(?:__tests__|__mocks__|tests?|fixtures)\/|\.(?:test|spec|stories)\.[cm]?[jt]sx?$/;

/** Errors of a program whose packages are not here: they say nothing of its own text. */
const PACKAGES_MISSING = new Set([2307, 2580, 2591, 2688, 2792, 2875, 2882, 7016]);

export const words = ({ messageText }: ts.Diagnostic): string => ts.flattenDiagnosticMessageText(messageText, '\n');
export const keyOf = (file: string, diagnostic: ts.Diagnostic): string =>
  JSON.stringify([file, diagnostic.code, words(diagnostic)]);

type Counts = ReadonlyMap<string, number>;

export function countsOf(project: Project, files: Iterable<string>): Counts {
  const counts = new Map<string, number>();
  for (const file of files)
    for (const diagnostic of project.diagnostics(file)) {
      const key = keyOf(file, diagnostic);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  return counts;
}

export const better = (before: Counts, after: Counts): boolean => {
  const sum = (counts: Counts): number => [...counts.values()].reduce((all, each) => all + each, 0);
  return sum(after) < sum(before) && [...after].every(([key, count]) => count <= (before.get(key) ?? 0));
};

/** The diagnostic a log's place means. */
function diagnosticAt(project: Project, { path, line, column, code }: Place): ts.Diagnostic | null {
  const source = project.service.getProgram()?.getSourceFile(compilerName(path));
  if (!source) return null;
  const found = project.diagnostics(path).filter((each) => {
    if (each.code !== code || each.start === undefined) return false;
    const at = source.getLineAndCharacterOfPosition(each.start);
    return at.line + 1 === line && (column === null || at.character + 1 === column);
  });
  return found[0] ?? null;
}

export function formatOf(text: string): ts.FormatCodeSettings {
  const indent = /^(\t| {2,8})\S/m.exec(text)?.[1] ?? '  ';
  const tabs = indent === '\t';
  const size = tabs ? 4 : indent.length;
  return { ...ts.getDefaultFormatCodeSettings('\n'), indentSize: size, tabSize: size, convertTabsToSpaces: !tabs };
}

/** The quotes a file has most of, else those of its project. */
export function quotesOf(project: Project, file: string): 'single' | 'double' {
  const count = (files: readonly string[]): number =>
    files.reduce((sum, each) => sum + project.text(each).split("'").length - project.text(each).split('"').length, 0);
  return (count([file]) || count(project.files)) > 0 ? 'single' : 'double';
}

/** `async` may be added only where the declared type says already that a promise is given. */
function promises(project: Project, file: string, start: number): boolean {
  const source = project.service.getProgram()?.getSourceFile(compilerName(file));
  if (!source) return false;
  const around: ts.SignatureDeclaration[] = [];
  const visit = (node: ts.Node): void => {
    if (node.pos > start || start >= node.end) return;
    if (ts.isFunctionLike(node) && 'body' in node) around.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const type = around.at(-1)?.type;
  return type !== undefined && ts.isTypeReferenceNode(type) && type.typeName.getText(source) === 'Promise';
}

/** An import the compiler would add must lead to a file of the tree that is no test. */
function fits(project: Project, file: string, diagnostic: ts.Diagnostic, fix: ts.CodeFixAction): boolean {
  const { code, start = 0 } = diagnostic;
  if (code === 1308 || code === 1103) return promises(project, file, start);
  if (code !== 2304 && code !== 2503) return true;
  const specifier = /from "([^"]+)"$|from '([^']+)'$/.exec(fix.description);
  const named = specifier?.[1] ?? specifier?.[2] ?? '';
  return named !== '' && (TESTS.test(file) || !TESTS.test(named));
}

/** The one repair that is taken for a diagnostic; null when there is none, or a choice. */
function repairOf(project: Project, file: string, diagnostic: ts.Diagnostic): ts.CodeFixAction | null {
  const { code, start, length } = diagnostic;
  const names = NAMES.get(code);
  if (names === undefined || start === undefined || length === undefined) return null;
  const offered = project.service
    .getCodeFixesAtPosition(compilerName(file), start, start + length, [code], formatOf(project.text(file)), {
      quotePreference: quotesOf(project, file),
      importModuleSpecifierEnding: 'auto',
      includePackageJsonAutoImports: 'off',
    })
    .filter(({ fixName }) => names.has(fixName));
  const [only] = offered;
  if (offered.length !== 1 || !only || (only.commands ?? []).length > 0) return null;
  return fits(project, file, diagnostic, only) ? only : null;
}

/** Texts after a repair; null when it makes files, or reaches out of the tree. */
export function textsAfter(project: Project, { changes }: ts.CodeFixAction): Map<string, string> | null {
  const texts = new Map<string, string>();
  for (const { fileName, textChanges, isNewFile } of changes) {
    const file = fromTree(fileName);
    if (file === null || isNewFile === true || !project.files.includes(file)) return null;
    const ordered = [...textChanges].sort((a, b) => b.span.start - a.span.start);
    const text = ordered.reduce(
      (all, { span, newText }) => all.slice(0, span.start) + newText + all.slice(span.start + span.length),
      project.text(file),
    );
    texts.set(file, text);
  }
  return texts.size === 0 ? null : texts;
}

interface Step {
  readonly files: ReadonlySet<string>;
  readonly words: string;
}

/** Makes the first repair that helps and harms nowhere; null when there is none. */
function step(project: Project, wanted: ReadonlySet<string>, stuck: Set<string>, watched: Set<string>): Step | null {
  for (const file of watched)
    for (const diagnostic of project.diagnostics(file)) {
      const key = keyOf(file, diagnostic);
      if (!CODES.has(diagnostic.code) || !wanted.has(key) || stuck.has(key)) continue;
      const repair = repairOf(project, file, diagnostic);
      const texts = repair && textsAfter(project, repair);
      if (!repair || !texts) {
        stuck.add(key);
        continue;
      }
      const checked = project.size > SMALL ? new Set([...watched, ...texts.keys()]) : new Set(project.files);
      const before = countsOf(project, checked);
      const old = new Map([...texts.keys()].map((each) => [each, project.text(each)]));
      for (const [each, text] of texts) project.set(each, text);
      if (better(before, countsOf(project, checked)))
        return { files: new Set(texts.keys()), words: repair.description };
      for (const [each, text] of old) project.set(each, text);
      stuck.add(key);
    }
  return null;
}

/** Whether the compiler looked no further than the syntax, and would find more once that is right. */
function hidesMore(project: Project, syntax: boolean): boolean {
  return (
    syntax && project.files.some((file) => project.diagnostics(file).some(({ code }) => !PACKAGES_MISSING.has(code)))
  );
}

/** Opens the first project in which all errors are what the log says. */
function projectFor(files: FixFiles, commands: readonly string[], places: readonly Place[]): Project | null {
  const [first] = places;
  if (first === undefined) return null;
  for (const config of configsFor(files, commands, first.path)) {
    const project = openProject(files, config);
    if (!project) continue;
    const repairable = places.filter(({ code }) => CODES.has(code));
    if (repairable.every((place) => diagnosticAt(project, place) !== null)) return project;
    project.service.dispose();
  }
  return null;
}

/**
 * Makes the repairs that the compiler offers for errors of a log, where it offers one only and where the whole project has
 * nothing new to complain of afterwards. Null when the errors cannot be repeated here, or none has such a repair.
 */
export function repaired(files: FixFiles, commands: readonly string[], places: readonly Place[]): Repaired | null {
  const project = projectFor(files, commands, places);
  if (!project) return null;
  try {
    const keys = places.map((place) => {
      const found = diagnosticAt(project, place);
      return found && keyOf(place.path, found);
    });
    const wanted = new Set(keys.flatMap((key) => key ?? []));
    const watched = new Set(places.map(({ path }) => path).filter((path) => project.files.includes(path)));
    const whole = countsOf(project, project.files);
    const syntax = [...watched].some((file) => project.service.getSyntacticDiagnostics(compilerName(file)).length > 0);
    const stuck = new Set<string>();
    const touched = new Set<string>();
    const done: string[] = [];
    for (let count = 0; count < MOST_STEPS; count += 1) {
      const made = step(project, wanted, stuck, watched);
      if (made === null) break;
      for (const file of made.files) touched.add(file);
      done.push(made.words);
    }
    const after = countsOf(project, project.files);
    if (touched.size === 0 || !better(whole, after) || hidesMore(project, syntax)) return null;
    const texts = new Map(
      [...touched].map((file) => [file, { before: files.text(file) ?? '', after: project.text(file) }]),
    );
    return { texts, done, gone: keys.map((key) => key !== null && !after.has(key)) };
  } finally {
    project.service.dispose();
  }
}
