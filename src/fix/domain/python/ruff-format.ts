import type { Settings } from './ruff';
import { settingsOnly } from './ruff';

/** A file as ruff formats it with a repository's settings; null where they are not this ruff's or the file does not parse. */
export async function ruffFormat(settings: Settings, path: string, text: string): Promise<string | null> {
  if (path.endsWith('.pyi')) return null;
  const ruff = await import('@astral-sh/ruff-wasm-nodejs');
  try {
    return new ruff.Workspace(settingsOnly(settings), ruff.PositionEncoding.Utf16).format(text);
  } catch {
    // Settings of another ruff, or no Python: the caller says that it could not be run.
    return null;
  }
}
