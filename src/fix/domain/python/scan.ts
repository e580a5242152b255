/** A line of Python source with what is not code blotted out. */
export interface ScannedLine {
  readonly text: string;
  /** As long as `text`; strings' content is `STRING`, comments' `COMMENT`; quotes and prefixes stay. */
  readonly code: string;
  /** Open brackets before the line. */
  readonly depth: number;
  /** True when the line begins within a string of several lines. */
  readonly inString: boolean;
  /** True when the line's end is within a string. */
  readonly endsInString: boolean;
  /** True when the line goes on with a statement of the lines above. */
  readonly continued: boolean;
}

/** Stand for characters that are no code. */
export const STRING = '\u0001';
export const COMMENT = '\u0002';

const QUOTE = /^(?:"""|'''|"|')/;

/** Blots out one line; `open` is the quote it begins in. */
function blot(text: string, open: string | null): { code: string; open: string | null } {
  let code = '';
  let quote = open;
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    if (quote !== null) {
      if (rest.startsWith(quote)) {
        code += quote;
        at += quote.length;
        quote = null;
      } else {
        const length = rest.startsWith('\\') ? Math.min(2, rest.length) : 1;
        code += STRING.repeat(length);
        at += length;
      }
      continue;
    }
    if (rest.startsWith('#')) return { code: code + COMMENT.repeat(rest.length), open: null };
    const [mark] = QUOTE.exec(rest) ?? [];
    quote = mark ?? null;
    code += mark ?? rest.charAt(0);
    at += mark?.length ?? 1;
  }
  // A string of one line ends with it, unless a backslash joins the next.
  const goesOn = quote !== null && (quote.length === 3 || text.endsWith('\\'));
  return { code, open: goesOn ? quote : null };
}

/** Reads Python source line by line; the last, empty piece after a final line feed is no line. */
export function scanPython(text: string): ScannedLine[] {
  const pieces = text.split('\n');
  if (pieces.at(-1) === '') pieces.pop();
  const lines: ScannedLine[] = [];
  let [open, depth, joined]: [string | null, number, boolean] = [null, 0, false];
  for (const piece of pieces) {
    const inString: boolean = open !== null;
    const continued = inString || depth > 0 || joined;
    const blotted = blot(piece, open);
    const before = depth;
    for (const sign of blotted.code) {
      if ('([{'.includes(sign)) depth += 1;
      else if (')]}'.includes(sign)) depth = Math.max(0, depth - 1);
    }
    open = blotted.open;
    joined = blotted.code.endsWith('\\');
    lines.push({ text: piece, code: blotted.code, depth: before, inString, endsInString: open !== null, continued });
  }
  return lines;
}

/** Index of the last line of the statement that begins at an index. */
export function endOfStatement(lines: readonly ScannedLine[], index: number): number {
  let last = index;
  while (lines[last + 1]?.continued === true) last += 1;
  return last;
}

/** The columns (1-based) of a line at which a name stands as code, attributes left out when `attributes` is false. */
export function columnsOfName({ code }: ScannedLine, name: string, attributes = true): number[] {
  const columns: number[] = [];
  for (let at = code.indexOf(name); at >= 0; at = code.indexOf(name, at + 1)) {
    const before = code.slice(0, at);
    if (/[\p{L}\p{N}_]$/u.test(before) || /^[\p{L}\p{N}_]/u.test(code.slice(at + name.length))) continue;
    if (attributes || !/\.\s*$/.test(before)) columns.push(at + 1);
  }
  return columns;
}
