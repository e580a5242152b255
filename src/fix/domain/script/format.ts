import type { Options } from 'prettier';
import { format, getFileInfo } from 'prettier';

/** A text as Prettier writes it. Null when Prettier knows no parser for the path, or the text does not parse. */
export async function formatted(path: string, text: string, options: Options): Promise<string | null> {
  const { inferredParser } = await getFileInfo(path, { resolveConfig: false, plugins: [] });
  const parser = options.parser ?? inferredParser;
  if (parser === null) return null;
  try {
    return await format(text, { ...options, parser, endOfLine: 'lf', plugins: [], filepath: path });
  } catch {
    // A syntax error is the file's, not ours; the log speaks of it elsewhere.
    return null;
  }
}
