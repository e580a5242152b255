import type { Workspace } from '@astral-sh/ruff-wasm-nodejs';
import { parse } from 'smol-toml';
import { z } from 'zod';
import type { FixFiles } from '../fix.types';

const Place = z.object({ row: z.number(), column: z.number() });
const Finding = z.object({
  code: z.string().nullable(),
  start_location: Place,
  fix: z
    .object({
      edits: z.array(z.object({ content: z.string().nullable(), location: Place, end_location: Place })),
    })
    .nullable(),
});
/** One finding of ruff, run here. */
export type RuffFinding = z.infer<typeof Finding>;
export type Settings = Record<string, unknown>;

const isObject = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The settings nearest to a file, as data; null when they say to look elsewhere, or cannot be read. */
export function ruffSettings(files: FixFiles, path: string): Settings | null {
  const folders = path.split('/').slice(0, -1);
  for (let depth = folders.length; depth >= 0; depth -= 1) {
    const folder = folders
      .slice(0, depth)
      .map((each) => `${each}/`)
      .join('');
    for (const name of ['.ruff.toml', 'ruff.toml', 'pyproject.toml']) {
      const text = files.paths.has(folder + name) ? files.text(folder + name) : null;
      if (text === null) continue;
      let value: unknown;
      try {
        value = parse(text);
      } catch {
        // A file that is no TOML says nothing ruff could have heeded.
        return null;
      }
      if (name === 'pyproject.toml') value = isObject(value) && isObject(value.tool) ? value.tool.ruff : undefined;
      if (value === undefined) continue;
      return isObject(value) && value.extend === undefined ? value : null;
    }
  }
  return {};
}

/** Settings without what only a run over a tree needs: which files it looks at is settled, and which ruff this is, too. */
export function settingsOnly(settings: Settings): Settings {
  const kept = { ...settings };
  for (const name of ['required-version', 'include', 'exclude']) Reflect.deleteProperty(kept, name);
  return kept;
}

/** Ruff with a repository's settings, looking for some rules alone; in `preview` findings have names for codes. Null where these settings are not this ruff's. */
export async function ruffFor(
  settings: Settings,
  codes: readonly string[],
  preview = false,
): Promise<Workspace | null> {
  // Ten megabytes of WebAssembly: loaded where ruff has spoken.
  const ruff = await import('@astral-sh/ruff-wasm-nodejs');
  const kept = settingsOnly(settings);
  const lint = isObject(settings.lint) ? settings.lint : {};
  const rules = { select: [...codes], ignore: [], 'extend-select': [], 'extend-ignore': [], preview };
  try {
    const wide = preview ? { preview: true } : {};
    return new ruff.Workspace({ ...kept, ...wide, lint: { ...lint, ...rules } }, ruff.PositionEncoding.Utf16);
  } catch {
    // Settings of an older or newer ruff; the caller says that it could not be run.
    return null;
  }
}

/** What ruff finds in a text; null when the text does not parse. */
export function findingsOf(ruff: Workspace, text: string): RuffFinding[] | null {
  const found = z.array(Finding).safeParse(ruff.check(text));
  return found.success && found.data.every(({ code }) => code !== null && code !== 'invalid-syntax')
    ? found.data
    : null;
}

/** Makes the findings' fixes that do not overlap, the first of two that do. */
export function withRuffFixes(text: string, findings: readonly RuffFinding[]): string {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const offset = ({ row, column }: z.infer<typeof Place>): number =>
    Math.min(text.length, (starts[row - 1] ?? text.length) + column - 1);
  const edits: { readonly start: number; readonly end: number; readonly content: string }[] = [];
  for (const { fix } of findings) {
    const own = (fix?.edits ?? []).map(({ content, location, end_location }) => ({
      start: offset(location),
      end: offset(end_location),
      content: content ?? '',
    }));
    if (own.some((each) => edits.some(({ start, end }) => each.start < end && start < each.end))) continue;
    if (own.some((each) => edits.some(({ start, end }) => each.start === start || each.end === end))) continue;
    edits.push(...own);
  }
  edits.sort((a, b) => b.start - a.start);
  return edits.reduce((done, { start, end, content }) => done.slice(0, start) + content + done.slice(end), text);
}
