import { z } from 'zod';
import { checkGrammar } from './grammar-check';
import { checkSyntax, type SyntaxVerdict } from './syntax-check';
import type { TextFile } from './tree.types';

const Findings = z.array(
  z.object({ code: z.string().nullable(), message: z.string(), start_location: z.object({ row: z.number() }) }),
);

/** What Python's grammar, as ruff knows it, says against a text. */
async function pythonError(text: string): Promise<string | null> {
  // Ten megabytes of WebAssembly: loaded where a patch touches Python.
  const { PositionEncoding, Workspace } = await import('@astral-sh/ruff-wasm-nodejs');
  // The newest Python: what only an older one refuses is for the repository's own CI to say.
  const ruff = new Workspace({ 'target-version': 'py314', lint: { select: [] } }, PositionEncoding.Utf16);
  try {
    const first = Findings.parse(ruff.check(text)).find(({ code }) => code === null || code === 'invalid-syntax');
    return first === undefined ? null : `line ${first.start_location.row}: ${first.message.slice(0, 200)}`;
  } finally {
    ruff.free();
  }
}

/** What Go's own parser says against a text. */
async function goError(text: string): Promise<string | null> {
  // gofmt takes a piece of a file, too.
  if (!/^\s*package\s+\w/m.test(text)) return 'no package clause';
  const { format } = await import('@wasm-fmt/gofmt/node');
  try {
    format(text);
    return null;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 200) ?? 'no Go';
  }
}

/**
 * As `checkSyntax`, with the parsers that take their time to load: Python's and Go's own, and grammars of Rust, Java, C and
 * C++, C#, PHP, Ruby, shells and CSS, which count only what the text before had not (`before`; null: a new file).
 */
export async function checkLanguage(
  file: Pick<TextFile, 'path' | 'text'>,
  before: string | null = null,
): Promise<SyntaxVerdict> {
  const plain = checkSyntax(file);
  if (plain.checked || plain.error !== null) return plain;
  const { path, text } = file;
  if (/\.pyi?$/.test(path)) return { path, checked: true, error: await pythonError(text) };
  if (path.endsWith('.go')) return { path, checked: true, error: await goError(text) };
  const verdict = await checkGrammar(path, text, before);
  return verdict === null ? plain : { path, ...verdict };
}
