import type { ScannedLine } from './scan';
import { COMMENT, endOfStatement, scanPython } from './scan';

interface ImportedName {
  readonly name: string;
  readonly alias: string | null;
}
interface ImportStatement {
  /** Null for `import a, b`. */
  readonly from: string | null;
  readonly names: readonly ImportedName[];
  /** The statement's lines as indices. */
  readonly first: number;
  readonly last: number;
  readonly indent: string;
  /** True when names are in parentheses, one or more to a line. */
  readonly wrapped: boolean;
  readonly comments: boolean;
}

const HEAD = /^(\s*)(?:from\s+(\S+)\s+)?import\b(.*)$/s;
const NAME = /^([\p{L}\p{N}_.]+)(?:\s+as\s+([\p{L}\p{N}_]+))?$/u;

/** The import statement that begins at a line, null when there is none or it shares its line. */
function importAt(lines: readonly ScannedLine[], first: number): ImportStatement | null {
  const last = endOfStatement(lines, first);
  const own = lines.slice(first, last + 1);
  const comments = own.some(({ code }) => code.includes(COMMENT));
  const code = own.map((line) => line.code.replaceAll(COMMENT, '').replace(/\\$/, ' ').trimEnd()).join('\n');
  const [, indent, from, rest] = HEAD.exec(code) ?? [];
  if (indent === undefined || rest === undefined || rest.includes(';')) return null;
  const inner = rest.trim().replace(/^\(([\s\S]*)\)$/, '$1');
  const pieces = inner.split(',').map((piece) => piece.trim().replace(/\s+/g, ' '));
  if (pieces.at(-1) === '') pieces.pop();
  const names: ImportedName[] = [];
  for (const piece of pieces) {
    const [, name, alias] = NAME.exec(piece) ?? [];
    if (name === undefined) return null;
    names.push({ name, alias: alias ?? null });
  }
  return names.length === 0
    ? null
    : { from: from ?? null, names, first, last, indent, wrapped: last > first && inner !== rest.trim(), comments };
}

/** What pyflakes calls an imported name: `os.path`, `json as js`, `typing.Any`, `.a.b as c`. */
function labelsOf({ from }: ImportStatement, { name, alias }: ImportedName): string[] {
  const stem = from === null ? '' : from.endsWith('.') ? from : `${from}.`;
  const full = stem + name;
  if (alias === null) return [full];
  return alias === name ? [full, `${full} as ${alias}`] : [`${full} as ${alias}`];
}

const shown = ({ name, alias }: ImportedName): string => (alias === null ? name : `${name} as ${alias}`);

/** True when a line of the block around a statement is left after it has gone. */
function hasCompany(lines: readonly ScannedLine[], { first, last, indent }: ImportStatement): boolean {
  if (indent === '') return true;
  const beside = (from: number, step: number): boolean => {
    for (let at = from; at >= 0 && at < lines.length; at += step) {
      const line = lines[at];
      if (line === undefined) return false;
      const plain = line.code.replaceAll(COMMENT, '').trim();
      if (plain === '' || line.continued) continue;
      const own = /^\s*/.exec(line.text)?.[0] ?? '';
      if (own === indent) return true;
      if (own.length < indent.length) return false;
    }
    return false;
  };
  return beside(first - 1, -1) || beside(last + 1, 1);
}

/** True for `try:` … `except ImportError`, where an import is a question and not a need. */
function isProbe(lines: readonly ScannedLine[], { first, indent }: ImportStatement): boolean {
  for (let at = first - 1; at >= 0; at -= 1) {
    const line = lines[at];
    if (line === undefined || line.continued || line.code.trim() === '') continue;
    const own = /^\s*/.exec(line.text)?.[0] ?? '';
    if (own.length >= indent.length) continue;
    if (/^\s*(?:try|except|finally|else)\b/.test(line.code)) return true;
    if (own === '') return false;
  }
  return false;
}

/** Takes the blank lines around a gap down to the greater of both sides. */
function close(lines: readonly string[], at: number): string[] {
  let [above, below] = [0, 0];
  while (at - above > 0 && lines[at - above - 1]?.trim() === '') above += 1;
  while (lines[at + below]?.trim() === '') below += 1;
  const top = at - above === 0;
  const keep = top || at + below === lines.length ? 0 : Math.max(above, below);
  return [...lines.slice(0, at - above), ...Array.from({ length: keep }, () => ''), ...lines.slice(at + below)];
}

/**
 * Source without imported names, given as pyflakes labels them; `line` (1-based) is where the statement begins or, for
 * names in parentheses, any of its lines. Null when a name is not there, the import is a probe, alone in its block, or
 * has comments that would be lost.
 */
export function withoutImports(text: string, line: number, labels: ReadonlySet<string>): string | null {
  const lines = scanPython(text);
  let first = line - 1;
  while (first > 0 && lines[first]?.continued === true) first -= 1;
  if (lines[first] === undefined) return null;
  const statement = importAt(lines, first);
  if (statement === null) return null;
  const gone = statement.names.filter((each) => labelsOf(statement, each).some((label) => labels.has(label)));
  const found = new Set(gone.flatMap((each) => labelsOf(statement, each)));
  if ([...labels].some((label) => !found.has(label)) || isProbe(lines, statement)) return null;
  if (gone.some(({ name }) => name === '*') || statement.from === '__future__') return null;
  const raw = lines.map((each) => each.text);
  const end = text.endsWith('\n') ? '\n' : '';
  const kept = statement.names.filter((each) => !gone.includes(each));
  if (kept.length === 0) {
    if (statement.comments || !hasCompany(lines, statement)) return null;
    raw.splice(statement.first, statement.last - statement.first + 1);
    const closed = statement.indent === '' ? close(raw, statement.first) : raw;
    return closed.length === 0 ? '' : closed.join('\n') + end;
  }
  if (statement.comments && statement.last > statement.first) return null;
  const head = statement.from === null ? 'import ' : `from ${statement.from} import `;
  if (!statement.wrapped) {
    if (statement.last > statement.first) return null;
    const tail = /\s*#.*$/.exec(statement.comments ? (raw[first] ?? '') : '')?.[0] ?? '';
    raw[first] = statement.indent + head + kept.map(shown).join(', ') + tail;
    return raw.join('\n') + end;
  }
  return withoutWrapped(raw, statement, gone) ?? fresh(raw, statement, head, kept, end);

  function fresh(
    all: string[],
    { first: from, last }: ImportStatement,
    start: string,
    names: typeof kept,
    tail: string,
  ) {
    const one = start + names.map(shown).join(', ');
    if (one.length > 79) return null;
    all.splice(from, last - from + 1, one);
    return all.join('\n') + tail;
  }
  function withoutWrapped(all: readonly string[], { first: from, last }: ImportStatement, names: typeof gone) {
    const alone = new Set(names.map((each) => `${shown(each)},`));
    const body = all.slice(from + 1, last);
    const plain = body.every((each) => /^\s+[^,]+,$/.test(each)) && (all[from] ?? '').endsWith('(');
    if (!plain) return null;
    const left = body.filter((each) => !alone.has(each.trim()));
    if (left.length !== body.length - names.length) return null;
    return [...all.slice(0, from + 1), ...left, ...all.slice(last)].join('\n') + end;
  }
}

/** `from __future__`, docstring and comments come first; then the imports. */
export function importLine(text: string): number {
  const lines = scanPython(text);
  let after = 0;
  for (let at = 0; at < lines.length; at = endOfStatement(lines, at) + 1) {
    const line = lines[at];
    const code = line?.code ?? '';
    if (code.trim() === '' || code.startsWith(COMMENT)) {
      if (after === 0 && code.startsWith(COMMENT) && at < 2 && /^#(?:!|.*coding[:=])/.test(line?.text ?? ''))
        after = at + 1;
      continue;
    }
    const docstring =
      /^[rRuU]?(?:"""|'''|"|')/.test(code) && !lines.slice(0, at).some((each) => /^[a-z]/i.test(each.code));
    const future = /^from\s+__future__\s+import\b/.test(code);
    if (docstring || future) after = endOfStatement(lines, at) + 1;
    else break;
  }
  return after;
}

/**
 * Source with `import os` (or `from typing import List`) added where its like stand: sorted among the plain imports of
 * the first block, or before all code. Null when the file has the name already.
 */
export function withImport(text: string, statement: string): string | null {
  const lines = scanPython(text);
  const raw = lines.map((each) => each.text);
  const [, from, name] = /^from (\S+) import (\S+)$/.exec(statement) ?? [];
  const start = importLine(text);
  let first = start;
  while (raw[first]?.trim() === '' || lines[first]?.code.startsWith(COMMENT) === true) first += 1;
  const block: ImportStatement[] = [];
  for (let at = first; at < lines.length;) {
    const one = importAt(lines, at);
    if (one?.indent !== '') break;
    block.push(one);
    at = one.last + 1;
  }
  const end = text.endsWith('\n') || text === '' ? '\n' : '';
  const same = from === undefined ? undefined : block.find((each) => each.from === from);
  if (same && name !== undefined && !same.comments && same.first === same.last) {
    const names = [...same.names.map(shown), name];
    const sorted = same.names.every((each, at) => at === 0 || (same.names[at - 1]?.name ?? '') <= each.name);
    const line = `from ${same.from ?? ''} import ${(sorted ? names.sort() : names).join(', ')}`;
    if (line.length <= 79) {
      raw[same.first] = line;
      return raw.join('\n') + end;
    }
  }
  if (block.length > 0) {
    const kind = block.filter((each) => (each.from === null) === (from === undefined));
    const key = (each: ImportStatement): string => (each.from ?? each.names[0]?.name ?? '').toLowerCase();
    const own = (from ?? statement.replace(/^import /, '')).toLowerCase();
    const next = kind.find((each) => key(each) > own);
    const last = kind.at(-1);
    const fallback = from === undefined ? block[0]?.first : (block.at(-1)?.last ?? 0) + 1;
    const at = next?.first ?? (last ? last.last + 1 : (fallback ?? first));
    raw.splice(at, 0, statement);
    return raw.join('\n') + end;
  }
  const above = start > 0 && raw[start - 1]?.trim() !== '' ? [''] : [];
  let blanks = 0;
  while (raw[start + blanks]?.trim() === '') blanks += 1;
  const rest = raw.slice(start + blanks);
  const gap = rest.length === 0 ? [] : /^(?:@|def |class |async def )/.test(rest[0] ?? '') ? ['', ''] : [''];
  return [...raw.slice(0, start), ...above, statement, ...gap, ...rest].join('\n') + end;
}
