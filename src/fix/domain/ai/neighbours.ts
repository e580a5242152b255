import { posix } from 'node:path';
import type { TextFile } from '../tree.types';
import { isTest } from '../gates/kinds';

const SCRIPT = /\.[cm]?[jt]sx?$|\.vue$|\.svelte$/;
const SCRIPT_IMPORT = /(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*["']([^"'\n]{1,300})["']/g;
const SCRIPT_ENDINGS = [
  '',
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.json',
  '/index.ts',
  '/index.js',
];
const PYTHON_IMPORT = /^[ \t]*(?:from[ \t]+(\.{0,5}[\w.]{0,200})[ \t]+import\b|import[ \t]+([\w.]{1,200}))/gm;
const RUBY_IMPORT = /\brequire_relative[ (]+["']([^"'\n]{1,300})["']/g;
const C_IMPORT = /^[ \t]*#[ \t]*include[ \t]+"([^"\n]{1,300})"/gm;
const RUST_MODULE = /^[ \t]*(?:pub(?:\([\w ]+\))?[ \t]+)?mod[ \t]+(\w{1,100});/gm;
/** More than any file imports that a person wrote. */
const MAX_IMPORTS = 200;

const captured = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].slice(0, MAX_IMPORTS).map((match) => match[1] ?? match[2] ?? '');

const first = (paths: ReadonlySet<string>, candidates: readonly string[]): string[] =>
  candidates.filter((path) => paths.has(path)).slice(0, 1);

function scripts({ path, text }: TextFile, paths: ReadonlySet<string>): string[] {
  return captured(text, SCRIPT_IMPORT).flatMap((name) => {
    if (!name.startsWith('.')) return [];
    const base = posix.normalize(posix.join(posix.dirname(path), name));
    // TypeScript's ESM imports name the file that will be compiled.
    const source = base.replace(/\.([cm]?)jsx?$/, '');
    return first(paths, [
      ...SCRIPT_ENDINGS.map((ending) => base + ending),
      ...SCRIPT_ENDINGS.map((ending) => source + ending),
    ]);
  });
}

function python({ path, text }: TextFile, paths: ReadonlySet<string>): string[] {
  return captured(text, PYTHON_IMPORT).flatMap((name) => {
    const dots = /^\.*/.exec(name)?.[0].length ?? 0;
    const tail = name.slice(dots).replaceAll('.', '/');
    const up = posix.normalize(posix.join(posix.dirname(path), '../'.repeat(Math.max(0, dots - 1))));
    const roots = dots > 0 ? [up] : ['', 'src', posix.dirname(path)];
    return first(
      paths,
      roots.flatMap((root) => [`${tail}.py`, posix.join(tail, '__init__.py')].map((end) => posix.join(root, end))),
    );
  });
}

/** Files of a tree that a file imports, in the order it does; of a Go file, its package's. Packages of others are none. */
export function importsOf(file: TextFile, paths: ReadonlySet<string>): string[] {
  const { path, text } = file;
  const folder = posix.dirname(path);
  const beside = (name: string): string => posix.normalize(posix.join(folder, name));
  if (SCRIPT.test(path)) return scripts(file, paths);
  if (path.endsWith('.py')) return python(file, paths);
  if (path.endsWith('.rb'))
    return captured(text, RUBY_IMPORT).flatMap((name) => first(paths, [beside(name), `${beside(name)}.rb`]));
  if (path.endsWith('.rs'))
    return captured(text, RUST_MODULE).flatMap((name) =>
      first(paths, [beside(`${name}.rs`), beside(`${name}/mod.rs`)]),
    );
  if (/\.(?:c|cc|cpp|cxx|h|hh|hpp)$/.test(path))
    return captured(text, C_IMPORT).flatMap((name) => first(paths, [beside(name), `include/${name}`, `src/${name}`]));
  if (path.endsWith('.go'))
    return [...paths]
      .filter((other) => other !== path && other.endsWith('.go') && posix.dirname(other) === folder)
      .slice(0, 8);
  return [];
}

/** Test files named after a source file, and the source a test is named after. */
export function testsOf(path: string, paths: ReadonlySet<string>): string[] {
  const stemOf = (name: string): string =>
    posix
      .basename(name)
      .replace(/\.\w+$/, '')
      .replace(/[._-](?:test|tests|spec)$|^test_|(?:Tests?|Spec)$/, '');
  const [stem, ending] = [stemOf(path), posix.extname(path)];
  return [...paths]
    .filter(
      (other) =>
        other !== path && posix.extname(other) === ending && isTest(other) !== isTest(path) && stemOf(other) === stem,
    )
    .slice(0, 3);
}
