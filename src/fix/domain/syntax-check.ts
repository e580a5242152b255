import { parse as parseToml } from 'smol-toml';
import * as ts from 'typescript';
import { parseAllDocuments } from 'yaml';
import type { TextFile } from './tree.types';

/** What a real parser said of a file. `checked` is false where there is none for its language. */
export interface SyntaxVerdict {
  readonly path: string;
  readonly checked: boolean;
  /** Null when it parses, or is not checked. */
  readonly error: string | null;
}

const SCRIPT: Readonly<Record<string, ts.ScriptKind>> = {
  ts: ts.ScriptKind.TS,
  mts: ts.ScriptKind.TS,
  cts: ts.ScriptKind.TS,
  tsx: ts.ScriptKind.TSX,
  js: ts.ScriptKind.JSX,
  mjs: ts.ScriptKind.JSX,
  cjs: ts.ScriptKind.JSX,
  jsx: ts.ScriptKind.JSX,
};
/** JSON in which comments and trailing commas are usual. */
const JSONC =
  /(?:^|\/)(?:tsconfig[^/]*|jsconfig[^/]*|\.eslintrc|\.babelrc|\.swcrc|devcontainer|settings|launch|biome)\.jsonc?$|\.jsonc$|\.code-workspace$/;

function firstProblem(source: ts.SourceFile): string | null {
  const { parseDiagnostics } = source as ts.SourceFile & { parseDiagnostics: readonly ts.Diagnostic[] };
  const problem = parseDiagnostics.find(({ category }) => category === ts.DiagnosticCategory.Error);
  if (!problem) return null;
  const { line } = source.getLineAndCharacterOfPosition(problem.start ?? 0);
  return `line ${line + 1}: ${ts.flattenDiagnosticMessageText(problem.messageText, ' ')}`;
}

function scriptError(path: string, text: string, kind: ts.ScriptKind): string | null {
  return firstProblem(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false, kind));
}

function jsonError(path: string, text: string): string | null {
  if (JSONC.test(path)) {
    const { error } = ts.parseConfigFileTextToJson(path, text);
    return error ? ts.flattenDiagnosticMessageText(error.messageText, ' ') : null;
  }
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function yamlError(text: string): string | null {
  for (const document of parseAllDocuments(text, { uniqueKeys: true })) {
    const [error] = document.errors;
    if (error) return error.message.split('\n')[0] ?? 'not YAML';
  }
  return null;
}

function tomlError(text: string): string | null {
  try {
    parseToml(text);
    return null;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? 'not TOML';
  }
}

/** A conflict marker is no language's syntax. */
const MARKER = /^(?:<{7}|>{7})(?: |$)/m;

/**
 * Parses a file with its language's real parser: TypeScript and JavaScript, JSON, YAML, TOML. Other languages are only
 * looked at for conflict markers and `checked` is false; `checkLanguage` knows more.
 */
export function checkSyntax({ path, text }: Pick<TextFile, 'path' | 'text'>): SyntaxVerdict {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const ending = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : '';
  const script = SCRIPT[ending];
  if (script !== undefined) return { path, checked: true, error: scriptError(path, text, script) };
  if (['json', 'jsonc', 'code-workspace', 'webmanifest'].includes(ending))
    return { path, checked: true, error: jsonError(path, text) };
  if (ending === 'yml' || ending === 'yaml') return { path, checked: true, error: yamlError(text) };
  if (ending === 'toml') return { path, checked: true, error: tomlError(text) };
  return { path, checked: false, error: MARKER.test(text) ? 'a conflict marker is left' : null };
}
