import path from 'node:path';
import * as ts from 'typescript';
import type { FixFiles } from '../fix.types';
import { nearPath } from './near-path';

/** An import of a file of the tree, as it is written. */
export interface LocalImport {
  readonly spec: string;
  /** Offset of the specifier's first letter, its quote excluded. */
  readonly start: number;
}

/** How imports are resolved: Node's ES modules want whole file names, CommonJS and bundlers do not. */
export type Resolution = 'exact' | 'loose';

const SCRIPT = /\.(?:[cm]?js|jsx|[cm]?ts|tsx|vue|svelte)$/;
const ENDINGS = ['.js', '.mjs', '.cjs', '.jsx', '.ts', '.tsx', '.mts', '.cts', '.json', '.vue', '.svelte'];
/** Trees with more scripts than this are not read whole. */
const MOST = 600;

export function localImports(text: string): LocalImport[] {
  return ts.preProcessFile(text, true, true).importedFiles.flatMap(({ fileName, pos }) => {
    const start = text.startsWith(fileName, pos) ? pos : pos + 1;
    return /^\.{1,2}\//.test(fileName) && text.startsWith(fileName, start) ? [{ spec: fileName, start }] : [];
  });
}

/** Where an import leads; null when there is no such file. */
export function targetOf(paths: ReadonlySet<string>, from: string, spec: string, how: Resolution): string | null {
  const plain = path.posix.join(path.posix.dirname(from), spec);
  if (paths.has(plain)) return plain;
  if (how === 'exact') return null;
  const ended = ENDINGS.flatMap((ending) => [plain + ending, `${plain}/index${ending}`]);
  // TypeScript is imported under the name it is compiled to.
  const source = plain.replace(/\.([cm]?)js(x?)$/, '.$1ts$2');
  return [...ended, source, source.replace(/\.ts$/, '.tsx')].find((each) => paths.has(each)) ?? null;
}

/** The one specifier under which a file that is there is found; null when there is none or more than one. */
function corrected(paths: ReadonlySet<string>, from: string, spec: string, how: Resolution): string | null {
  const plain = path.posix.join(path.posix.dirname(from), spec);
  const lower = plain.toLowerCase();
  const endings =
    how === 'exact'
      ? ['', '.js', '.mjs', '.cjs', '/index.js', '/index.mjs']
      : ['', ...ENDINGS, ...ENDINGS.map((each) => `/index${each}`)];
  const wanted = new Map(endings.map((ending) => [lower + ending, ending]));
  const found = [...paths].filter((each) => wanted.has(each.toLowerCase()));
  const [file] = found;
  if (file === undefined || found.length > 1) return null;
  const parts = spec.split('/').filter((part) => part !== '.' && part !== '');
  const up = parts.lastIndexOf('..') + 1;
  if (parts.slice(0, up).some((part) => part !== '..')) return null;
  const kept = how === 'exact' ? file : file.slice(0, plain.length);
  const depth = plain.split('/').length - (parts.length - up);
  const tail = kept.split('/').slice(depth);
  const head = up === 0 ? ['.'] : parts.slice(0, up);
  const right = [...head, ...tail].join('/');
  return right === spec ? null : right;
}

const TEST = /(?:^|\/)(?:__tests__|tests?)\/|\.(?:test|spec)\.[a-z]+$/;

/** The names an import takes by name from a module: `{ a, b as c }` before a specifier; none for other imports. */
function namesTaken(text: string, start: number): string[] {
  const head = text.slice(Math.max(0, start - 2000), start);
  const [, list = ''] = /\{([^{}]{0,1500})\}\s*(?:from\s*|=\s*(?:await\s+import|require)\(\s*)['"`]$/.exec(head) ?? [];
  return list.split(',').flatMap((each) => /^(?:\s*type\s)?\s*([\w$]+)/.exec(each)?.[1] ?? []);
}

const sorted = (text: string): string => Array.from(text.toLowerCase()).sort().join('');

/**
 * The one specifier a slip away under which there is a file that has all the names taken from it. Where none is taken,
 * only swapped letters tell a slip from a file that was never committed. The ending is written where it was.
 */
function slipped(
  files: FixFiles,
  scripts: readonly string[],
  from: string,
  { spec, start }: LocalImport,
  how: Resolution,
): string | null {
  const folder = path.posix.dirname(from);
  const ending = /\.[cm]?[jt]sx?$/.exec(spec)?.[0] ?? '';
  if (how === 'exact' && ending === '') return null;
  const byForm = new Map<string, string>();
  for (const file of scripts.filter((other) => other !== from && !TEST.test(other))) {
    const stem = file.replace(SCRIPT, '');
    const relative = path.posix.relative(folder, ending === '' ? stem.replace(/\/index$/, '') : stem + ending);
    byForm.set(relative.startsWith('..') ? relative : `./${relative}`, file);
  }
  const right = nearPath(spec, byForm.keys());
  const target = right === null ? undefined : byForm.get(right);
  const text = target === undefined ? null : files.text(target);
  if (right === null || text === null) return null;
  const names = namesTaken(files.text(from) ?? '', start);
  const has = (name: string): boolean => new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(text);
  return (names.length === 0 ? sorted(right) === sorted(spec) : names.every(has)) ? right : null;
}

/** An import that leads nowhere. */
export interface BrokenImport extends LocalImport {
  readonly file: string;
  /** The specifier it should have; null when that cannot be told. */
  readonly right: string | null;
}

/**
 * Imports that lead nowhere, of all files that are loaded together with one: those that import it, and all they import.
 * Null when the tree is too large to tell.
 */
export function brokenImports(files: FixFiles, start: string, how: Resolution): BrokenImport[] | null {
  const { paths } = files;
  const scripts = [...paths].filter((each) => SCRIPT.test(each) && !/(?:^|\/)node_modules\//.test(each));
  if (scripts.length > MOST) return null;
  const imports = new Map(scripts.map((file) => [file, localImports(files.text(file) ?? '')]));
  const right = new Map<string, string>();
  const leads = (file: string, each: LocalImport): string | null => {
    const { spec } = each;
    const found = targetOf(paths, file, spec, how);
    if (found !== null) return found;
    const other = corrected(paths, file, spec, how) ?? slipped(files, scripts, file, each, how);
    if (other !== null) right.set(`${file}\n${spec}`, other);
    return other === null ? null : targetOf(paths, file, other, how);
  };
  const targets = new Map(
    scripts.map((file) => [file, (imports.get(file) ?? []).flatMap((each) => leads(file, each) ?? [])]),
  );
  const closure = (from: ReadonlySet<string>, next: (file: string) => Iterable<string>): Set<string> => {
    const all = new Set(from);
    for (const file of all) for (const each of next(file)) all.add(each);
    return all;
  };
  const above = closure(new Set([start]), (file) => scripts.filter((each) => targets.get(each)?.includes(file)));
  const together = closure(above, (file) => targets.get(file) ?? []);
  return [...together].flatMap((file) =>
    (imports.get(file) ?? [])
      .filter(({ spec }) => targetOf(paths, file, spec, how) === null)
      .map((each) => ({ ...each, file, right: right.get(`${file}\n${each.spec}`) ?? null })),
  );
}
