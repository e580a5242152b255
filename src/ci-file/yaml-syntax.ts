import { LineCounter, parseDocument } from 'yaml';
import type { CiFinding } from './ci-file.types';

/** Why a text is not YAML, and where; null when it is. */
export function syntaxOf(text: string): CiFinding | null {
  const lines = new LineCounter();
  const [error] = parseDocument(text, { lineCounter: lines, uniqueKeys: false, logLevel: 'silent' }).errors;
  if (!error) return null;
  const { line, col } = lines.linePos(error.pos[0]);
  const message = `could not parse as YAML: ${(error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')}`;
  return { rule: 'syntax-check', line: Math.max(1, line), column: Math.max(1, col), message };
}
