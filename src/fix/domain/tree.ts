import type { FileMode, LineEnds, TextFile, TreeFile, Unreadable } from './tree.types';

/** Sources are smaller; a larger file is generated or data, and no place for a fix. */
export const MAX_FILE_BYTES = 1_000_000;
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';
const BOM = '\ufeff';

function endsOf(text: string): LineEnds {
  const all = text.split('\n').length - 1;
  const crlf = text.split('\r\n').length - 1;
  if (crlf === 0) return text.includes('\r') ? 'mixed' : 'lf';
  return crlf === all ? 'crlf' : 'mixed';
}

const opaque = (path: string, why: Unreadable): TreeFile => ({ kind: 'opaque', path, why });

/**
 * A stored file as fixers see it. Opaque when it is larger than a megabyte, has a NUL byte, is not UTF-8, or is a Git LFS
 * pointer; symbolic links and submodules are told by their mode before anything is read, by the caller.
 */
export function treeFileOf(path: string, bytes: Uint8Array, mode: FileMode): TreeFile {
  if (bytes.length > MAX_FILE_BYTES) return opaque(path, 'huge');
  if (bytes.includes(0)) return opaque(path, 'binary');
  let whole: string;
  try {
    whole = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return opaque(path, 'not-utf8');
  }
  if (whole.startsWith(LFS_POINTER)) return opaque(path, 'lfs-pointer');
  const bom = whole.startsWith(BOM);
  const body = bom ? whole.slice(1) : whole;
  const ends = endsOf(body);
  return { kind: 'text', path, text: ends === 'crlf' ? body.replaceAll('\r\n', '\n') : body, mode, ends, bom };
}

/** The bytes to store for a file: its byte order mark and line ends as they were. */
export function bytesOf(file: TextFile): Buffer {
  const body = file.ends === 'crlf' ? file.text.replaceAll(/\r?\n/g, '\r\n') : file.text;
  return Buffer.from((file.bom ? BOM : '') + body, 'utf8');
}

/** A file that is not there yet. */
export function newFile(path: string, text: string, mode: FileMode): TextFile {
  return { kind: 'text', path, text, mode, ends: 'lf', bom: false };
}
