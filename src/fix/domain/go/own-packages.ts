import path from 'node:path';
import type { FixFiles } from '../fix.types';

const SPEC = /^\s*(?:import\s+)?(?:[\w.]+\s+)?"([^"]+)"/;
const PLACES = /(?:^|\/)(?:vendor|testdata|node_modules)(?:\/|$)|(?:^|\/)[._]/;

/** The name a go.mod gives its module; null where it gives none. */
export const moduleNameOf = (text: string): string | null => /^module\s+"?([^\s"]+)"?\s*$/m.exec(text)?.[1] ?? null;

/** The module a folder belongs to: the folder of its go.mod, and its name; null outside of one, or where it is not loaded. */
export function moduleAbove(files: FixFiles, folder: string): { readonly at: string; readonly name: string } | null {
  for (let at = folder; ; at = path.posix.dirname(at)) {
    const file = path.posix.join(at, 'go.mod');
    if (files.paths.has(file)) {
      const name = moduleNameOf(files.text(file) ?? '');
      return name === null ? null : { at, name };
    }
    if (at === '.') return null;
  }
}

const imports = (text: string, wanted: string): boolean =>
  text.split('\n').some((line) => SPEC.exec(line)?.[1] === wanted);

/** True where a package may import one below an `internal` folder: only what is beside or below that may. */
function mayImport(from: string, folder: string): boolean {
  const above = /^(.*?)(?:^|\/)internal(?:\/|$)/.exec(folder);
  if (above === null) return true;
  const parent = above[1] === '' ? '.' : (above[1] ?? '.');
  return parent === '.' || from === parent || from.startsWith(`${parent}/`);
}

/**
 * The import path of the one package of the tree that has this name and exports this member, for a file of the same module;
 * null where there is none, more than one, or where importing it would go round in a circle.
 */
export function ownPackage(files: FixFiles, file: string, name: string, member: string): string | null {
  const from = path.posix.dirname(file);
  const home = moduleAbove(files, from);
  if (home === null) return null;
  const sources = [...files.paths].filter(
    (each) => each.endsWith('.go') && !each.endsWith('_test.go') && !PLACES.test(path.posix.dirname(each)),
  );
  const exported = new RegExp(
    String.raw`^(?:func|type|var|const)\s+${member}\b|^(?:const|var|type)\s*\((?:[^)]|\)(?!\n))*?\n\s+${member}\b`,
    'm',
  );
  const folders = new Set(
    sources
      .filter((each) => new RegExp(String.raw`^package ${name}\s*$`, 'm').test(files.text(each) ?? ''))
      .map((each) => path.posix.dirname(each)),
  );
  const [folder] = folders;
  if (folder === undefined || folders.size > 1 || folder === from || !mayImport(from, folder)) return null;
  const there = moduleAbove(files, folder);
  if (there?.at !== home.at) return null;
  const own = sources.filter((each) => path.posix.dirname(each) === folder).map((each) => files.text(each) ?? '');
  const pathOf = (at: string): string => path.posix.join(home.name, path.posix.relative(home.at, at));
  if (!own.some((text) => exported.test(text)) || own.some((text) => imports(text, pathOf(from)))) return null;
  return pathOf(folder);
}

/** Source with a package of its own module imported: behind those it has of it, else as a group of its own; null for unusual imports. */
export function withOwnImport(text: string, module: string, wanted: string): string | null {
  const lines = text.split('\n');
  if (imports(text, wanted)) return null;
  const isOwn = (line: string): boolean => {
    const spec = SPEC.exec(line)?.[1];
    return spec !== undefined && (spec === module || spec.startsWith(`${module}/`));
  };
  const open = lines.findIndex((line) => /^import \(\s*$/.test(line));
  if (open >= 0) {
    const close = lines.findIndex((line, index) => index > open && line.trim() === ')');
    if (close < 0) return null;
    const block = lines.slice(open + 1, close);
    const last = block.map(isOwn).lastIndexOf(true);
    if (last < 0) lines.splice(close, 0, ...(block.length === 0 ? [] : ['']), `\t"${wanted}"`);
    else {
      let at = open + 1 + last;
      while (isOwn(lines[at] ?? '') && (SPEC.exec(lines[at] ?? '')?.[1] ?? '') > wanted) at -= 1;
      lines.splice(at + 1, 0, `\t"${wanted}"`);
    }
    return lines.join('\n');
  }
  const singles = lines.flatMap((line, index) => (/^import\s+(?:[\w.]+\s+)?"/.test(line) ? [index] : []));
  const [single] = singles;
  if (singles.length > 1) return null;
  if (single !== undefined) {
    const spec = (lines[single] ?? '').replace(/^import\s+/, '');
    if (spec.includes('//') || spec === '"C"') return null;
    lines.splice(single, 1, 'import (', `\t${spec}`, '', `\t"${wanted}"`, ')');
    return lines.join('\n');
  }
  const head = lines.findIndex((line) => /^package \w+/.test(line));
  if (head < 0) return null;
  lines.splice(head + 1, 0, '', `import "${wanted}"`);
  return lines.join('\n');
}
