import { newMistakes } from '../../ci-file/compare';
import { kindOfPath } from '../../ci-file/kind';
import type { FileChange } from './apply';

/**
 * What a patch makes worse in a workflow, an action or a pipeline, as our linter sees it, in words; null when nothing.
 * A file that parses may still be one that the forge refuses.
 */
export async function worseCiFile(changes: readonly FileChange[], paths: ReadonlySet<string>): Promise<string | null> {
  for (const { path, before, after } of changes) {
    const kind = kindOfPath(path);
    if (kind === null || after === null || before?.text === after.text) continue;
    const [worse] = await newMistakes(kind, before?.text ?? null, after.text, { paths });
    if (worse) return `${path} would have a mistake at line ${worse.line}: ${worse.message.slice(0, 200)}`;
  }
  return null;
}
