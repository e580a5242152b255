import * as path from 'node:path';
import * as ts from 'typescript';
import type { FixFiles } from '../fix.types';

/** Where a tree stands for the compiler; nothing of the machine is under it. */
const ROOT = '/the-tree/';
const LIBRARY = path.dirname(ts.getDefaultLibFilePath({}));
const SOURCE = /\.[cm]?tsx?$/;
const SCRIPT = /\.[cm]?[jt]sx?$/;
const FOREIGN = /(?:^|\/)(?:node_modules|dist|build|out|coverage|\.next)\//;
/** Trees with more scripts, or more text in them, are not compiled here: it takes 5 s for each 2 MB. */
const MOST_FILES = 600;
const MOST_CHARACTERS = 2_000_000;

/** Sets of options whose library is kept parsed: each takes some 40 MB. */
const MOST_KEPT = 3;
const library = { kept: new Set<string>(), registry: ts.createDocumentRegistry() };
let version = 0;

/** Keeps the compiler's library parsed from one project to the next; texts of trees are let go. */
function registryFor(options: ts.CompilerOptions): ts.DocumentRegistry {
  const key = JSON.stringify(library.registry.getKeyForCompilationSettings(options));
  if (!library.kept.has(key) && library.kept.size >= MOST_KEPT) {
    library.kept.clear();
    library.registry = ts.createDocumentRegistry();
  }
  library.kept.add(key);
  const { registry } = library;
  const release = (
    name: ts.Path,
    key: ts.DocumentRegistryBucketKey,
    kind: ts.ScriptKind = ts.ScriptKind.Unknown,
    format?: ts.ResolutionMode,
  ): void => {
    if (fromTree(name) !== null) registry.releaseDocumentWithKey(name, key, kind, format);
  };
  const kept = { releaseDocumentWithKey: release };
  return { ...registry, ...kept };
}

/** A project of the tree as the compiler's language service sees it; its texts can be changed. */
export interface Project {
  readonly service: ts.LanguageService;
  /** The project's own scripts. */
  readonly files: readonly string[];
  /** Letters in all of them. */
  readonly size: number;
  text(file: string): string;
  /** Puts other texts for files; null puts the first back. */
  set(file: string, text: string | null): void;
  /** Everything that is wrong in a file, as `tsc` would say. */
  diagnostics(file: string): ts.Diagnostic[];
}

const inTree = (file: string): string => ROOT + file;
/** A file of the tree by the compiler's name for it; null for one of another place. */
export const fromTree = (name: string): string | null => (name.startsWith(ROOT) ? name.slice(ROOT.length) : null);
/** The compiler's name for a file of the tree. */
export const compilerName = inTree;

/** Options of a configuration of the tree and of those it extends there; null where it cannot be read. */
function optionsOf(files: FixFiles, config: string | null): ts.CompilerOptions | null {
  const base: ts.CompilerOptions = { noEmit: true, skipLibCheck: true };
  if (config === null) return base;
  const text = files.text(config);
  if (text === null) return null;
  const host: ts.ParseConfigHost = {
    useCaseSensitiveFileNames: true,
    // Which files belong to it is found by what imports what, not by its patterns.
    readDirectory: () => [],
    fileExists: (name) => files.paths.has(fromTree(name) ?? ''),
    readFile: (name) => files.text(fromTree(name) ?? '') ?? undefined,
  };
  const source = ts.readJsonConfigFile(inTree(config), () => text);
  const { options } = ts.parseJsonSourceFileConfigFileContent(source, host, path.posix.dirname(inTree(config)));
  // A build's own bookkeeping would only complain that its files are not all listed.
  return { ...options, ...base, composite: false, incremental: false };
}

/** Configurations that a file's project may have, the likeliest first. */
export function configsFor(files: FixFiles, commands: readonly string[], file: string): (string | null)[] {
  const named = commands.flatMap((command) => /(?:-p|--project|-b)\s+(\S{1,200}\.json)\b/.exec(command)?.[1] ?? []);
  const parts = file.split('/').slice(0, -1);
  const folders = parts.map((_, index) => `${parts.slice(0, parts.length - index).join('/')}/`).concat('');
  const near = folders.flatMap((folder) => {
    const own = [...files.paths].filter(
      (each) =>
        each.startsWith(`${folder}tsconfig.`) && /^tsconfig\.(?:[\w-]+\.)?json$/.test(each.slice(folder.length)),
    );
    return own.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  });
  const found = [...named.map((each) => path.posix.normalize(each)), ...near].filter((each) => files.paths.has(each));
  return found.length === 0 ? [null] : [...new Set(found)].slice(0, 4);
}

/** Scripts of the folder of a configuration; null when they are too many. */
function scriptsUnder(files: FixFiles, folder: string, withJs: boolean): string[] | null {
  const wanted = withJs ? SCRIPT : SOURCE;
  const found = [...files.paths].filter((each) => each.startsWith(folder) && wanted.test(each) && !FOREIGN.test(each));
  return found.length > MOST_FILES ? null : found;
}

/**
 * Opens the project a configuration of the tree describes, over the tree's files alone: nothing is executed, no plugin
 * is loaded, packages that are not in the tree are unknown. Null when it is too large, or not loaded yet.
 */
export function openProject(files: FixFiles, config: string | null): Project | null {
  const options = optionsOf(files, config);
  if (options === null) return null;
  const folder = config?.includes('/') === true ? config.slice(0, config.lastIndexOf('/') + 1) : '';
  const scripts = scriptsUnder(files, folder, options.allowJs === true);
  if (scripts === null) return null;
  // All are asked for, so that those not loaded yet are there the next time.
  const texts = new Map(
    scripts.flatMap((file) => {
      const text = files.text(file);
      return text === null ? [] : [[file, text] as const];
    }),
  );
  const own = [...texts.keys()];
  if (own.length === 0) return null;
  const size = [...texts.values()].reduce((sum, text) => sum + text.length, 0);
  if (size > MOST_CHARACTERS) return null;
  const changed = new Map<string, string>();
  // Two trees may have files of one name: no version is given twice.
  const versions = new Map(own.map((file) => [inTree(file), (version += 1)]));
  const folders = new Set(
    [...files.paths].flatMap((each) => {
      const parts = each.split('/').slice(0, -1);
      return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    }),
  );
  const read = (name: string): string | undefined => {
    const file = fromTree(name);
    if (file !== null) return changed.get(file) ?? files.text(file) ?? undefined;
    // The compiler's own library, a part of this program.
    return path.dirname(name) === LIBRARY ? ts.sys.readFile(name) : undefined;
  };
  const exists = (name: string): boolean => {
    const file = fromTree(name);
    return file === null ? path.dirname(name) === LIBRARY && ts.sys.fileExists(name) : files.text(file) !== null;
  };
  const service = ts.createLanguageService(
    {
      getCompilationSettings: () => options,
      getScriptFileNames: () => own.map(inTree),
      getScriptVersion: (name) => String(versions.get(name) ?? 0),
      getScriptSnapshot: (name) => {
        const text = read(name);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => ROOT.slice(0, -1),
      getDefaultLibFileName: (own) => ts.getDefaultLibFilePath(own),
      fileExists: exists,
      readFile: read,
      directoryExists: (name) => name === ROOT.slice(0, -1) || folders.has(fromTree(name) ?? ''),
      getDirectories: () => [],
      readDirectory: () => [],
      useCaseSensitiveFileNames: () => true,
    },
    registryFor(options),
  );
  return {
    service,
    files: own,
    size,
    text: (file) => changed.get(file) ?? texts.get(file) ?? '',
    set: (file, text) => {
      if (text === null) changed.delete(file);
      else changed.set(file, text);
      versions.set(inTree(file), (version += 1));
    },
    diagnostics: (file) => [
      ...service.getSyntacticDiagnostics(inTree(file)),
      ...service.getSemanticDiagnostics(inTree(file)),
    ],
  };
}
