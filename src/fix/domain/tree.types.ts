/** Git's modes of files that a fix may touch. */
export type FileMode = '100644' | '100755';

/** How a file's lines end; `mixed` leaves each `\r` where it stands in the text. */
export type LineEnds = 'lf' | 'crlf' | 'mixed';

/** A file as fixers see it: no byte order mark, lines ended by `\n` unless the ends are mixed. */
export interface TextFile {
  readonly kind: 'text';
  readonly path: string;
  readonly text: string;
  readonly mode: FileMode;
  /** What the stored file has and a patch keeps. */
  readonly ends: LineEnds;
  readonly bom: boolean;
}

/** Why a file is not edited. `missing`: the tree named it, the store had it not. */
export type Unreadable = 'binary' | 'huge' | 'lfs-pointer' | 'symlink' | 'submodule' | 'not-utf8' | 'missing';

/** A file no fix may touch. */
export interface OpaqueFile {
  readonly kind: 'opaque';
  readonly path: string;
  readonly why: Unreadable;
}

export type TreeFile = TextFile | OpaqueFile;

/** A repository's tree at one commit, or a folder. Whoever implements it does the I/O. */
export interface TreeSource {
  /** Every file of the tree, relative to its root, with `/`. */
  readonly paths: ReadonlySet<string>;
  /** Answers one file for each path asked; only paths in `paths` are asked for. */
  load(paths: readonly string[]): Promise<readonly TreeFile[]>;
}
