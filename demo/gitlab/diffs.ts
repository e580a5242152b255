import { createTwoFilesPatch } from 'diff';
import type { Files, Git, TreeFile } from './git';
import type { Json } from './json';

/** One changed file between two trees. */
export interface FileDiff {
  readonly oldPath: string;
  readonly newPath: string;
  readonly oldMode: string;
  readonly newMode: string;
  readonly text: string;
  readonly kind: 'added' | 'removed' | 'modified' | 'renamed';
}

/** What changed between two sets of files. A file that vanished while the same content appeared has moved. */
export async function diffFiles(git: Git, before: Files, after: Files): Promise<readonly FileDiff[]> {
  const gone = [...before.values()].filter(({ path }) => !after.has(path));
  const made = [...after.values()].filter(({ path }) => !before.has(path));
  const diffs: FileDiff[] = [];
  for (const file of made) {
    const at = gone.findIndex(({ sha }) => sha === file.sha);
    const [source] = at < 0 ? [] : gone.splice(at, 1);
    diffs.push(source ? moved(source, file) : await changed(git, undefined, file));
  }
  for (const file of gone) diffs.push(await changed(git, file, undefined));
  for (const file of after.values()) {
    const old = before.get(file.path);
    if (old && (old.sha !== file.sha || old.mode !== file.mode)) diffs.push(await changed(git, old, file));
  }
  return diffs.sort((a, b) => (a.newPath < b.newPath ? -1 : 1));
}

function moved(from: TreeFile, to: TreeFile): FileDiff {
  return { oldPath: from.path, newPath: to.path, oldMode: from.mode, newMode: to.mode, text: '', kind: 'renamed' };
}

async function changed(git: Git, from: TreeFile | undefined, to: TreeFile | undefined): Promise<FileDiff> {
  const path = to?.path ?? from?.path ?? '';
  const content = (file: TreeFile | undefined): Promise<Buffer> =>
    file ? git.blob(file.sha) : Promise.resolve(Buffer.alloc(0));
  const [before, after] = await Promise.all([content(from), content(to)]);
  return {
    oldPath: path,
    newPath: path,
    oldMode: from?.mode ?? '0',
    newMode: to?.mode ?? '0',
    text: hunks(before, after, path),
    kind: from ? (to ? 'modified' : 'removed') : 'added',
  };
}

/** The hunks alone, as GitLab shows them; a binary file says only that it differs. */
function hunks(before: Buffer, after: Buffer, path: string): string {
  if (before.equals(after)) return '';
  if (before.includes(0) || after.includes(0)) return `Binary files a/${path} and b/${path} differ\n`;
  const patch = createTwoFilesPatch(path, path, before.toString('utf8'), after.toString('utf8'), '', '', {
    context: 3,
  });
  const at = patch.indexOf('@@');
  return at < 0 ? '' : patch.slice(at);
}

export function diffBody(diff: FileDiff): Json {
  return {
    diff: diff.text,
    collapsed: false,
    too_large: false,
    new_path: diff.newPath,
    old_path: diff.oldPath,
    a_mode: diff.oldMode,
    b_mode: diff.newMode,
    new_file: diff.kind === 'added',
    renamed_file: diff.kind === 'renamed',
    deleted_file: diff.kind === 'removed',
    generated_file: false,
  };
}

/** Lines added and removed. */
export function countLines(diffs: readonly FileDiff[]): { additions: number; deletions: number; total: number } {
  const lines = diffs.flatMap(({ text }) => text.split('\n'));
  const additions = lines.filter((line) => line.startsWith('+')).length;
  const deletions = lines.filter((line) => line.startsWith('-')).length;
  return { additions, deletions, total: additions + deletions };
}
