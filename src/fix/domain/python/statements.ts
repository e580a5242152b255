import { COMMENT, endOfStatement, scanPython } from './scan';

const LITERAL = /^(?:-?\d[\w.]*|None|True|False|[rRbBuU]{0,2}(?:"\u0001*"|'\u0001*')|\[\s*\]|\{\s*\}|\(\s*\)|\.\.\.)$/;

const indentOf = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? '';

/** Source without `x = 1` or the `as x` of a handler, where nothing is lost by it; null elsewhere. */
export function withoutVariable(text: string, line: number, name: string): string | null {
  const lines = scanPython(text);
  const own = lines[line - 1];
  if (own === undefined || own.continued || endOfStatement(lines, line - 1) !== line - 1) return null;
  const raw = lines.map((each) => each.text);
  const end = text.endsWith('\n') ? '\n' : '';
  const code = own.code.replaceAll(COMMENT, '').trimEnd();
  const handler = /^(\s*except\b.*?)\s+as\s+([\p{L}\p{N}_]+)\s*:/u.exec(own.code);
  if (handler?.[2] === name) {
    const from = handler[1]?.length ?? 0;
    raw[line - 1] = `${own.text.slice(0, from)}:${own.text.slice(handler[0].length)}`;
    return raw.join('\n') + end;
  }
  const [, indent, left, right] = /^(\s*)([\p{L}\p{N}_]+)\s*=\s*(\S.*)$/u.exec(code) ?? [];
  if (left !== name || right === undefined || indent === undefined || !LITERAL.test(right)) return null;
  if (own.code.includes(COMMENT)) return null;
  const sibling = (step: number): boolean => {
    for (let at = line - 1 + step; at >= 0 && at < lines.length; at += step) {
      const each = lines[at];
      if (each === undefined || each.continued || each.code.replaceAll(COMMENT, '').trim() === '') continue;
      const width = indentOf(each.text).length;
      if (width === indent.length) return true;
      if (width < indent.length) return false;
    }
    return false;
  };
  if (!sibling(-1) && !sibling(1)) return null;
  raw.splice(line - 1, 1);
  return raw.join('\n') + end;
}

/** `import a, b` as a line each; null for other lines. */
export function splitImport(text: string, line: number): string | null {
  const lines = text.split('\n');
  const [, indent = '', names] =
    /^([ \t]*)import\s+([\w.]+(?:\s+as\s+\w+)?(?:\s*,\s*[\w.]+(?:\s+as\s+\w+)?)+)\s*$/.exec(lines[line - 1] ?? '') ??
    [];
  if (names === undefined) return null;
  lines.splice(line - 1, 1, ...names.split(',').map((each) => `${indent}import ${each.trim().replace(/\s+/g, ' ')}`));
  return lines.join('\n');
}

/** `if x: return` as two lines; null when the line has more than that. */
export function splitBlock(text: string, line: number, column: number): string | null {
  const scanned = scanPython(text);
  const own = scanned[line - 1];
  if (own === undefined || own.continued || scanned[line]?.continued === true) return null;
  if (!/^\s*(?:if|elif|else|for|while|with|try|except|finally|class)\b/.test(own.code)) return null;
  const at = own.code.indexOf(':', column - 2);
  const rest = own.text.slice(at + 1);
  if (
    at < 0 ||
    rest.trim() === '' ||
    own.code.includes(';') ||
    own.code.includes(COMMENT) ||
    own.code.slice(at + 1).includes(':')
  )
    return null;
  const raw = text.split('\n');
  raw.splice(line - 1, 1, own.text.slice(0, at + 1), `${indentOf(own.text)}    ${rest.trim()}`);
  return raw.join('\n');
}

/** `a = 1; b = 2` as a line each; null where a block or a comment is on the line. */
export function splitStatements(text: string, line: number): string | null {
  const scanned = scanPython(text);
  const own = scanned[line - 1];
  if (own === undefined || own.continued || own.depth > 0 || scanned[line]?.continued === true) return null;
  if (own.code.includes(COMMENT)) return null;
  let [depth, from] = [0, 0];
  const parts: string[] = [];
  for (let at = 0; at <= own.code.length; at += 1) {
    const sign = own.code.charAt(at);
    if ('([{'.includes(sign) && sign !== '') depth += 1;
    else if (')]}'.includes(sign) && sign !== '') depth -= 1;
    // A block's colon, or a lambda's or an annotation's, which are as hard to tell.
    if (sign === ':' && depth === 0 && own.code.charAt(at + 1) !== '=') return null;
    if (at < own.code.length && (sign !== ';' || depth > 0)) continue;
    const part = own.text.slice(from, at).trim();
    if (part !== '') parts.push(indentOf(own.text) + part);
    from = at + 1;
  }
  if (parts.length < 2) return null;
  const raw = text.split('\n');
  raw.splice(line - 1, 1, ...parts);
  return raw.join('\n');
}

/** Source indented by blanks where it was by tabs, four for each; null where a line has both. */
export function withoutTabs(text: string): string | null {
  const lines = scanPython(text);
  // What is aligned within brackets would be aligned otherwise.
  const mixed = lines.some(
    (line) => !line.inString && (line.continued ? line.text.startsWith('\t') : /^(?:\t+ +| +\t)\S/.test(line.text)),
  );
  if (mixed || !lines.some((line) => line.text.startsWith('\t') && !line.inString)) return null;
  const fresh = lines.map((line) =>
    line.inString ? line.text : line.text.replace(/^[ \t]+/, (indent) => indent.replaceAll('\t', '    ')),
  );
  return fresh.join('\n') + (text.endsWith('\n') ? '\n' : '');
}

/** A comment moved to the level of the next line of code; null when there is none. */
export function withCommentLevel(text: string, line: number): string | null {
  const lines = scanPython(text);
  const own = lines[line - 1];
  if (own?.code.trimStart().startsWith(COMMENT) !== true) return null;
  const next = lines.slice(line).find(({ code }) => code.replaceAll(COMMENT, '').trim() !== '');
  if (next === undefined) return null;
  const raw = text.split('\n');
  raw[line - 1] = indentOf(next.text) + own.text.trimStart();
  return raw.join('\n');
}
