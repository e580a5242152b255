import { placeIn } from '../../diagnosis/log/tree';
import type { FixFiles, JobLog } from './fix.types';
import type { FileMode, LineEnds, TreeFile, TreeSource } from './tree.types';

/** Files that are loaded, and what a fix has made of them so far. */
export class Snapshot {
  private readonly loaded = new Map<string, TreeFile>();

  constructor(private readonly source: TreeSource) {}

  get paths(): ReadonlySet<string> {
    return this.source.paths;
  }

  has(path: string): boolean {
    return this.loaded.has(path);
  }

  at(path: string): TreeFile | null {
    return this.loaded.get(path) ?? null;
  }

  async load(paths: Iterable<string>): Promise<void> {
    const wanted = [...new Set(paths)].filter((path) => this.paths.has(path) && !this.has(path));
    if (wanted.length === 0) return;
    for (const file of await this.source.load(wanted)) this.loaded.set(file.path, file);
    for (const path of wanted) if (!this.has(path)) this.loaded.set(path, { kind: 'opaque', path, why: 'missing' });
  }
}

/** What fixers see: a snapshot under changes, remembering what was asked for and not loaded. */
export class FilesView implements FixFiles {
  readonly missed = new Set<string>();
  readonly paths: ReadonlySet<string>;

  constructor(
    private readonly snapshot: Snapshot,
    private readonly changed: ReadonlyMap<string, TreeFile | null>,
  ) {
    const paths = new Set(snapshot.paths);
    for (const [path, file] of changed) {
      if (file === null) paths.delete(path);
      else paths.add(path);
    }
    this.paths = changed.size === 0 ? snapshot.paths : paths;
  }

  /** The file, null when it is absent or not loaded yet. */
  file(path: string): TreeFile | null {
    const own = this.changed.get(path);
    if (own !== undefined) return own;
    if (this.paths.has(path) && !this.snapshot.has(path)) this.missed.add(path);
    return this.snapshot.at(path);
  }

  text(path: string): string | null {
    const file = this.file(path);
    return file?.kind === 'text' ? file.text : null;
  }

  mode(path: string): FileMode | null {
    const file = this.file(path);
    return file?.kind === 'text' ? file.mode : null;
  }

  ends(path: string): LineEnds | null {
    const file = this.file(path);
    return file?.kind === 'text' ? file.ends : null;
  }
}

/** Files of others, whose endings must not be taken for the repository's. */
const FOREIGN = /(?:^|[\\/])(?:node_modules|site-packages|dist-packages|\.cargo|pkg[\\/]mod|rustlib)[\\/]|^\/usr\//;

/** Finds the tree's file a log names: by its longest ending, else by being the ending of one file alone. */
export function pathFinder(paths: ReadonlySet<string>): (named: string) => string | null {
  const place = placeIn(paths);
  return (named) => {
    const plain = named
      .replace(/^file:\/\//, '')
      .replace(/^(?:\.[\\/])+/, '')
      .replaceAll('\\', '/');
    if (plain === '' || FOREIGN.test(plain)) return null;
    const found = place(plain);
    if (paths.has(found)) return found;
    if (plain.startsWith('/')) return null;
    const endings = [...paths].filter((path) => path.endsWith(`/${plain}`));
    return endings.length === 1 ? (endings[0] ?? null) : null;
  };
}

/** A step's `Run npm test`, GitLab's and make's `$ …`, npm's `> tsc -p .`, `set -x`'s `+ …`. */
const COMMAND = /^(?:Run |\$ |> |\+ )(\S.{0,500})$/;

/** Command lines that logs show, oldest first. */
export function commandsOf(logs: readonly JobLog[]): string[] {
  return logs.flatMap(({ lines }) => lines.flatMap(({ text }) => COMMAND.exec(text)?.[1] ?? []));
}
