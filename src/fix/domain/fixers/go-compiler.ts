import { posix } from 'node:path';
import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import { closeName } from '../config/close-name';
import type { Edit, Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { standardPackage, withImports, withoutImports } from '../go/imports';
import { moduleAbove, ownPackage, withOwnImport } from '../go/own-packages';
import { exportedBy } from '../go/std-names';
import { cureFormat } from '../go/printf';
import { withoutVariable } from '../go/statements';
import { slipFor } from '../go/slips';
import { columnOfBytes, quoteOf, rewrite, wordAt } from '../kit';

const UNUSED_IMPORT = /^(?:imported and not used: "[^"]+"|"[^"]+" imported (?:and|but) not used)/;
const UNUSED_VARIABLE = /^(?:(\w+) declared (?:but|and) not used|declared and not used: (\w+))/;
const UNDEFINED = /^(?:undefined|undeclared name): (\w+)$/;
const MEMBER =
  /^(?:\w+\.)*\w+ undefined \(type .+ has no field or method (\w+), but does have (?:field |method )?(\w+)(?:\([^)]*\).*)?\)$/;
const NEARLY = /^undefined: \w+\.(\w+) \(but have (\w+)\)$/;
const UNEXPORTED = /^(?:undefined: (\w+)\.(\w+)|name (\w+) not exported by package (\w+))$/;
/** Paths of the packages whose names are known; another of that last name is not the standard library's. */
const STANDARD = /^(?:path\/)?\w+$/;
const FORMAT = /^((?:\w+\.)?\w+) format (%\S*[a-zA-Z]) has arg (.+) of wrong type (\S+)$/;
/** One issue's change of the file's lines: another line, none (null), or an import that comes or goes. */
type Change =
  | { readonly kind: 'line'; readonly fresh: string | null }
  | { readonly kind: 'edit'; readonly column: number; readonly old: string; readonly fresh: string }
  | { readonly kind: 'drop' }
  /** The next line's opening brace comes up. */
  | { readonly kind: 'join' }
  | { readonly kind: 'import'; readonly path: string }
  /** A package of the same module. */
  | { readonly kind: 'own'; readonly module: string; readonly path: string };

function renamed(content: string, column: number, old: string, fresh: string): Change | null {
  // Newer compilers point at the selector, older at what stands before the dot.
  for (const at of [column, content.indexOf(`.${old}`, column - 1) + 2])
    if (at > 1 && wordAt(content, at, old)) return { kind: 'edit', column: at, old, fresh };
  return null;
}

function changeFor(input: FixerInput, file: string, lines: readonly string[], issue: DiagnosisIssue): Change | null {
  const { message, line } = issue;
  const content = lines[(line ?? 0) - 1];
  if (content === undefined || line === null || issue.column === null) return null;
  const column = columnOfBytes(content, issue.column);
  if (UNUSED_IMPORT.test(message)) return { kind: 'drop' };
  const [, before, after] = UNUSED_VARIABLE.exec(message) ?? [];
  const variable = before ?? after;
  if (variable !== undefined) {
    const fresh = withoutVariable(lines, line, variable);
    return fresh === undefined ? null : { kind: 'line', fresh };
  }
  const slip = slipFor(lines, line, column, message);
  if (slip !== null) return slip;
  const [, name] = UNDEFINED.exec(message) ?? [];
  if (name !== undefined) {
    const [, member] = new RegExp(`^${name}\\.([A-Z]\\w*)`).exec(content.slice(column - 1)) ?? [];
    const path = member === undefined ? null : standardPackage(name, member);
    const own = [...input.files.paths].some((file) => file.split('/').at(-2) === name && file.endsWith('.go'));
    const other = name === 'errors' && /pkg\/errors|xerrors/.test(input.files.text('go.mod') ?? '');
    if (path !== null) return own || other ? null : { kind: 'import', path };
    const found = member === undefined ? null : ownPackage(input.files, file, name, member);
    const home = moduleAbove(input.files, posix.dirname(file));
    return found === null || home === null ? null : { kind: 'own', module: home.name, path: found };
  }
  const [, wrong, right] = MEMBER.exec(message) ?? NEARLY.exec(message) ?? [];
  if (wrong !== undefined && right !== undefined) return renamed(content, column, wrong, right);
  const [, pack, member, lower, owner] = UNEXPORTED.exec(message) ?? [];
  const small = member ?? lower;
  if (small !== undefined) {
    const home = pack ?? owner ?? '';
    const names = exportedBy(home);
    const large = small.charAt(0).toUpperCase() + small.slice(1);
    // A name of newer Go is no slip of an older one: only what the package of all versions has is written.
    const right = names.includes(large) ? large : closeName(small, names);
    const standard = new RegExp(`"(?:[\\w/]+/)?${home}"`).exec(lines.join('\n'))?.[0].slice(1, -1) ?? '';
    const own = standard.includes('.') || !STANDARD.test(standard);
    return right === null || right === small || own ? null : renamed(content, column, small, right);
  }
  const [, call, verb, argument, type] = FORMAT.exec(message) ?? [];
  if (call === undefined || verb === undefined || argument === undefined || type === undefined) return null;
  const format = cureFormat(lines, issue.line ?? 0, column, { call, verb, argument, type });
  return format && { kind: 'edit', column: format.at + 1, old: format.old, fresh: format.fresh };
}

/** Other packages of the standard library that a file uses and nothing declares: vet names only the first. */
function alsoMissing(text: string): string[] {
  const code = text.replaceAll(/\/\/.*$|`[^`]*`|"(?:\\.|[^"\\\n])*"/gm, (part) => (part.startsWith('"') ? part : ''));
  const uses = [...code.matchAll(/(?<![\w.])([a-z]\w*)\.([A-Z]\w*)/g)];
  return [...new Set(uses.map(([, name = '']) => name))].flatMap((name) => {
    const members = uses.filter(([, own]) => own === name).map(([, , member = '']) => member);
    const paths = new Set(members.map((member) => standardPackage(name, member)));
    const [path] = paths;
    const imported = new RegExp(`(?:/|")${name}"|\\b${name}\\s+"`).test(text);
    const declared = new RegExp(`(?<![\\w.])${name}\\b(?!\\.[A-Z])`).test(code.replaceAll(/"[^"]*"/g, ''));
    return paths.size === 1 && path !== undefined && path !== null && !imported && !declared ? [path] : [];
  });
}

function curedText(text: string, changes: readonly (readonly [DiagnosisIssue, Change])[]): string | null {
  const lines: (string | null)[] = text.split('\n');
  const edits = changes.flatMap(([{ line }, change]) =>
    change.kind === 'edit' ? [{ line: line ?? 0, ...change }] : [],
  );
  for (const { line, column, old, fresh } of edits.sort((a, b) => b.column - a.column)) {
    const own = lines[line - 1];
    if (own?.startsWith(old, column - 1) !== true) return null;
    lines[line - 1] = own.slice(0, column - 1) + fresh + own.slice(column - 1 + old.length);
  }
  const drops = new Set<number>();
  const imports = new Set<string>();
  const own = new Map<string, string>();
  for (const [{ line }, change] of changes) {
    if (change.kind === 'line') lines[(line ?? 0) - 1] = change.fresh;
    if (change.kind === 'join') {
      lines[(line ?? 0) - 1] = `${lines[(line ?? 0) - 1]?.trimEnd() ?? ''} {`;
      lines[line ?? 0] = null;
    }
    if (change.kind === 'drop') drops.add(line ?? 0);
    if (change.kind === 'import') imports.add(change.path);
    if (change.kind === 'own') own.set(change.path, change.module);
  }
  // Imports stand above all code: their line numbers hold though lines below have gone.
  let after: string | null = lines.flatMap((line) => line ?? []).join('\n');
  if (drops.size > 0) after = withoutImports(after, drops);
  if (after !== null && imports.size > 0) {
    for (const path of alsoMissing(after)) imports.add(path);
    after = withImports(after, [...imports]);
  }
  for (const [path, module] of own) after = after === null ? null : withOwnImport(after, module, path);
  return after;
}

function distinct(issues: readonly DiagnosisIssue[]): DiagnosisIssue[] {
  const seen = new Set<string>();
  return issues.filter(({ line, column, message }) => {
    const key = JSON.stringify([line, column, message]);
    return !seen.has(key) && seen.add(key);
  });
}

/** What the Go compiler and vet say with one cure: imports, unused values, names in the wrong case, printf verbs. */
export const goCompiler: Fixer = {
  name: 'go-compiler',
  phase: 'edit',
  fix(input) {
    const files = new Map<string, DiagnosisIssue[]>();
    for (const issue of input.issues) {
      const path = issue.file?.endsWith('.go') === true && issue.line !== null ? input.pathOf(issue.file) : null;
      if (path !== null) files.set(path, [...(files.get(path) ?? []), issue]);
    }
    const outcomes: FixerOutcome[] = [];
    for (const [path, issues] of files) {
      const text = input.files.text(path);
      if (text === null) continue;
      const lines = text.split('\n');
      const tried = distinct(issues).map((issue) => [issue, changeFor(input, path, lines, issue)] as const);
      const left = tried.find(([, change]) => change === null);
      const changes = tried.flatMap(([issue, change]) => (change === null ? [] : [[issue, change] as const]));
      const after = left ? null : curedText(text, changes);
      if (after === null) {
        if (changes.length > 0 || left === undefined)
          outcomes.push({
            outcome: 'declined',
            covers: issues,
            why: `${path}: ${(left?.[0] ?? issues[0])?.message ?? ''} has no one cure`,
          });
        continue;
      }
      const edits: readonly Edit[] = rewrite(path, text, after);
      outcomes.push({
        outcome: 'patch',
        edits,
        reason: `Cure ${path} of what the compiler says: ${[...new Set(issues.map(({ message }) => message))].join('; ').slice(0, 300)}`,
        quotes: issues.map((issue) => quoteOf(input, issue)),
        covers: issues,
        confidence: 0.9,
        safety: 'safe',
      });
    }
    const unread = unreadSlip(input, new Set(files.keys()));
    if (unread === null || !outcomes.some(({ outcome }) => outcome === 'patch')) return outcomes;
    return [{ outcome: 'declined', covers: [...files.values()].flat(), why: unread }];
  },
};

/**
 * A slip in a package that imports one of those that failed: the compiler has not come to it, so the log does not tell of
 * it. Only what can be seen without compiling: imports that nothing uses, and names of the standard library without one.
 */
function unreadSlip(input: FixerInput, failed: ReadonlySet<string>): string | null {
  const folders = new Set([...failed].map((path) => posix.dirname(path)));
  const home = moduleAbove(input.files, posix.dirname([...failed][0] ?? ''));
  if (home === null) return null;
  const packages = [...folders].map((folder) => posix.join(home.name, posix.relative(home.at, folder)));
  for (const path of input.files.paths) {
    if (!path.endsWith('.go') || path.endsWith('_test.go') || failed.has(path) || folders.has(posix.dirname(path)))
      continue;
    const text = input.files.text(path);
    if (text === null || !packages.some((name) => text.includes(`"${name}"`))) continue;
    const [missing] = alsoMissing(text);
    if (missing !== undefined) return `${path} uses ${missing} without importing it, which the compiler would say next`;
    const unused = unusedImports(text)[0];
    if (unused !== undefined) return `${path} imports ${unused} and does not use it, which the compiler would say next`;
  }
  return null;
}

/** Packages of the standard library that a file imports under their own name and never speaks of. */
function unusedImports(text: string): string[] {
  const names = [...text.matchAll(/^\s*(?:import\s+)?"((?:[a-z]+\/)*([a-z]+))"\s*$/gm)];
  const code = text.replaceAll(/\/\/.*$|\/\*[\s\S]*?\*\//gm, '');
  return names.flatMap(([, path = '', name = '']) => (new RegExp(`\\b${name}\\.`).test(code) ? [] : [path]));
}
