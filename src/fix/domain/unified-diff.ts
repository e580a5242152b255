import { parsePatch, structuredPatch } from 'diff';
import type { FileChange } from './apply';
import { bytesOf } from './tree';
import type { TextFile } from './tree.types';

/** A line of a diff with its 1-based number in the file it is in: the old for removed lines, the new for others. */
export interface DiffLine {
  readonly number: number;
  readonly text: string;
}

/** One file of a parsed diff. */
export interface DiffFile {
  /** The path after the change; before it for a deleted file. */
  readonly path: string;
  readonly status: 'added' | 'deleted' | 'modified';
  readonly removed: readonly DiffLine[];
  readonly added: readonly DiffLine[];
  /** Unchanged lines around the changes, by their new numbers. */
  readonly context: readonly DiffLine[];
  /** The file's mode after and before, where the change says it. */
  readonly mode: { readonly before: string | null; readonly after: string | null } | null;
}

/** Lines around a change, as git shows. */
const CONTEXT = 3;

const stored = (file: TextFile | null): string => (file === null ? '' : bytesOf(file).toString('utf8'));

function headerOf({ path, before, after }: FileChange): string[] {
  const lines = [`diff --git a/${path} b/${path}`];
  if (before === null && after !== null) lines.push(`new file mode ${after.mode}`);
  else if (before !== null && after === null) lines.push(`deleted file mode ${before.mode}`);
  else if (before !== null && after !== null && before.mode !== after.mode)
    lines.push(`old mode ${before.mode}`, `new mode ${after.mode}`);
  return lines;
}

function diffOne(change: FileChange): string {
  const { path, before, after } = change;
  const { hunks } = structuredPatch(path, path, stored(before), stored(after), undefined, undefined, {
    context: CONTEXT,
  });
  const lines = headerOf(change);
  if (hunks.length > 0) {
    lines.push(before === null ? '--- /dev/null' : `--- a/${path}`, after === null ? '+++ /dev/null' : `+++ b/${path}`);
    for (const hunk of hunks) {
      // git counts an empty side from line 0.
      const from = hunk.oldLines === 0 ? hunk.oldStart - 1 : hunk.oldStart;
      const to = hunk.newLines === 0 ? hunk.newStart - 1 : hunk.newStart;
      lines.push(`@@ -${from},${hunk.oldLines} +${to},${hunk.newLines} @@`, ...hunk.lines);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** The changes as `git diff` shows them; `git apply` takes it. Empty without changes. */
export function unifiedDiff(changes: readonly FileChange[]): string {
  return changes.map(diffOne).join('');
}

const nameOf = (name: string | undefined): string => (name ?? '').replace(/^[ab]\//, '').replace(/\t.*$/s, '');

/** Modes and renames, which the parser of hunks passes over, by path. */
function modesOf(diff: string): Map<string, { before: string | null; after: string | null }> {
  const modes = new Map<string, { before: string | null; after: string | null }>();
  let path = '';
  for (const line of diff.split('\n')) {
    const head = /^diff --git a\/.{1,500} b\/(.{1,500})$/.exec(line);
    if (head) path = head[1] ?? '';
    const mode = /^(old|new|new file|deleted file) mode (\d{6})$/.exec(line);
    if (!mode || path === '') continue;
    const known = modes.get(path) ?? { before: null, after: null };
    const after = mode[1] === 'new' || mode[1] === 'new file';
    modes.set(path, { ...known, [after ? 'after' : 'before']: mode[2] ?? null });
  }
  return modes;
}

/** Reads a unified diff. Throws an Error when a hunk's counts do not fit its lines. */
export function parseDiff(diff: string): DiffFile[] {
  const modes = modesOf(diff);
  const files: DiffFile[] = [];
  for (const part of parsePatch(diff)) {
    const [before, after] = [nameOf(part.oldFileName), nameOf(part.newFileName)];
    const path = after === '/dev/null' || after === '' ? before : after;
    if (path === '') continue;
    const status = before === '/dev/null' ? 'added' : after === '/dev/null' ? 'deleted' : 'modified';
    const file = { removed: [] as DiffLine[], added: [] as DiffLine[], context: [] as DiffLine[] };
    for (const hunk of part.hunks) {
      let [from, to] = [hunk.oldStart, hunk.newStart];
      for (const line of hunk.lines) {
        const text = line.slice(1).replace(/\r$/, '');
        if (line.startsWith('-')) file.removed.push({ number: from++, text });
        else if (line.startsWith('+')) file.added.push({ number: to++, text });
        else if (line.startsWith(' ')) {
          file.context.push({ number: to++, text });
          from += 1;
        }
      }
    }
    files.push({ path, status, ...file, mode: modes.get(path) ?? null });
  }
  for (const [path, mode] of modes) {
    if (files.some((file) => file.path === path)) continue;
    files.push({ path, status: 'modified', removed: [], added: [], context: [], mode });
  }
  return files;
}
