import { LineCounter, parseDocument } from 'yaml';

/** What GitLab's YAML reader (libyaml) says where ours has an error of this kind. */
const WORDS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'found character that cannot start any token while scanning for the next token',
  BLOCK_AS_IMPLICIT_KEY: 'mapping values are not allowed in this context',
  BAD_ALIAS: 'did not find expected alphabetic or numeric character while scanning an alias',
  MISSING_CHAR: 'did not find expected node content while parsing a flow node',
};
const OTHER = 'did not find expected key while parsing a block mapping';

/** A text read as GitLab reads it, or what it says of one that is no YAML. A key that comes twice is no error to it. */
export function readYaml(text: string): { readonly value: unknown } | { readonly invalid: string } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, merge: true, logLevel: 'silent' });
  const [error] = document.errors;
  if (!error) return { value: document.toJS() };
  const { line, col } = lines.linePos(error.pos[0]);
  return { invalid: `(<unknown>): ${WORDS[error.code] ?? OTHER} at line ${line} column ${col}` };
}
