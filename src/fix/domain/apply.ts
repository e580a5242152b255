import type { Edit, ReplaceEdit } from './fix.types';
import { newFile } from './tree';
import type { TextFile, TreeFile } from './tree.types';

/** A file before and after; null where it is absent. */
export interface FileChange {
  readonly path: string;
  readonly before: TextFile | null;
  readonly after: TextFile | null;
}

export type Applied =
  | { readonly ok: true; readonly changes: readonly FileChange[] }
  | { readonly ok: false; readonly path: string; readonly why: string };

interface Span {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

class Refusal extends Error {
  constructor(
    readonly path: string,
    message: string,
  ) {
    super(message);
  }
}

/** The offset of a 1-based line and column; null when the text has no such place. */
export function offsetOf(text: string, line: number, column: number): number | null {
  if (line < 1 || column < 1) return null;
  let start = 0;
  for (let current = 1; current < line; current += 1) {
    const next = text.indexOf('\n', start);
    if (next < 0) return null;
    start = next + 1;
  }
  const end = text.indexOf('\n', start);
  const offset = start + column - 1;
  return offset > (end < 0 ? text.length : end) ? null : offset;
}

function spanOf(text: string, edit: ReplaceEdit): Span {
  const { path, at, oldText, newText } = edit;
  if (at !== null) {
    const start = offsetOf(text, at.line, at.column);
    if (start === null || !text.startsWith(oldText, start))
      throw new Refusal(path, `the text to replace is not at line ${at.line}, column ${at.column}`);
    return { start, end: start + oldText.length, newText };
  }
  if (oldText === '') throw new Refusal(path, 'an insertion needs a place');
  const start = text.indexOf(oldText);
  if (start < 0) throw new Refusal(path, 'the text to replace is not in the file');
  if (text.includes(oldText, start + 1)) throw new Refusal(path, 'the text to replace is there more than once');
  return { start, end: start + oldText.length, newText };
}

function replaced(path: string, text: string, edits: readonly ReplaceEdit[]): string {
  const spans: Span[] = [];
  for (const edit of edits) {
    const span = spanOf(text, edit);
    const same = spans.some((s) => s.start === span.start && s.end === span.end && s.newText === span.newText);
    if (!same || span.start === span.end) spans.push(span);
  }
  const ordered = spans
    .map((span, index) => ({ span, index }))
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || a.index - b.index)
    .map(({ span }) => span);
  let result = '';
  let from = 0;
  for (const { start, end, newText } of ordered) {
    if (start < from) throw new Refusal(path, 'two edits overlap');
    result += text.slice(from, start) + newText;
    from = end;
  }
  return result + text.slice(from);
}

function pathAllowed(path: string): boolean {
  const segments = path.split('/');
  return (
    path.length <= 500 &&
    !/[\\\0\n\r]|^[A-Za-z]:/.test(path) &&
    !segments.some((segment) => segment === '' || segment === '.' || segment === '..' || /^\.git$/i.test(segment))
  );
}

function changed(path: string, edits: readonly Edit[], file: TreeFile | null): FileChange {
  if (!pathAllowed(path)) throw new Refusal(path, 'the path leaves the repository');
  // git writes such names in C's escapes, which not everything that reads a diff undoes: the gates might judge another file.
  if (/[\p{Cc}"]/u.test(path)) throw new Refusal(path, 'the name has characters that diffs escape');
  const [first] = edits;
  if (first?.kind === 'create') {
    if (file !== null) throw new Refusal(path, 'the file to create exists');
    if (edits.length > 1) throw new Refusal(path, 'two edits of a file that is new');
    return { path, before: null, after: newFile(path, first.text, first.mode) };
  }
  if (file === null) throw new Refusal(path, 'the file does not exist');
  if (file.kind === 'opaque') throw new Refusal(path, `the file is not editable text (${file.why})`);
  if (edits.some(({ kind }) => kind === 'create')) throw new Refusal(path, 'the file to create exists');
  if (edits.some(({ kind }) => kind === 'delete')) {
    if (edits.some(({ kind }) => kind !== 'delete')) throw new Refusal(path, 'a deleted file is edited too');
    return { path, before: file, after: null };
  }
  const text = replaced(
    path,
    file.text,
    edits.filter((edit): edit is ReplaceEdit => edit.kind === 'replace'),
  );
  const modes = new Set(edits.flatMap((edit) => (edit.kind === 'mode' ? [edit.mode] : [])));
  const ends = new Set(edits.flatMap((edit) => (edit.kind === 'line-ends' ? [edit.ends] : [])));
  if (modes.size > 1 || ends.size > 1) throw new Refusal(path, 'two edits contradict each other');
  const [mode = file.mode] = modes;
  const [end] = ends;
  const unified = end === undefined ? text : text.replaceAll('\r\n', '\n');
  return { path, before: file, after: { ...file, text: unified, mode, ends: end ?? file.ends } };
}

function differs({ before, after }: FileChange): boolean {
  if (before === null || after === null) return before !== after;
  return before.text !== after.text || before.mode !== after.mode || before.ends !== after.ends;
}

/**
 * Makes all edits or none. Each must anchor exactly once; none may overlap another, leave the repository, or touch what is
 * not text. Byte order marks, line ends and a missing last line feed stay as they are. Equal edits count once.
 */
export function applyEdits(edits: readonly Edit[], fileAt: (path: string) => TreeFile | null): Applied {
  const byPath = new Map<string, Edit[]>();
  for (const edit of edits) byPath.set(edit.path, [...(byPath.get(edit.path) ?? []), edit]);
  try {
    const changes = [...byPath].map(([path, own]) => changed(path, own, fileAt(path)));
    return { ok: true, changes: changes.filter(differs) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, path: error.path, why: error.message };
    throw error;
  }
}
