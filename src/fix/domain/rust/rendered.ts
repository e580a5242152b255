import type { LogTextLine } from '../fix.types';

/** What a suggestion of rustc's makes of one line. */
export interface RustEdit {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** The line as rustc shows it, null for a line that is put in before it. */
  readonly old: string | null;
  /** Null: the line goes. */
  readonly fresh: string | null;
  /** The line before, where a blank that is put in too has no mark of its own: `let mut n`, marked `+++`. */
  readonly other?: string;
}

/** One `help: …` with what it would change. */
export interface RustHelp {
  readonly words: string;
  readonly edits: readonly RustEdit[];
  /** True when the shape of the suggestion leaves no doubt what it replaces. */
  readonly certain: boolean;
}

const PLACE = /^\s*(?:-->|:::) (.+?):(\d+):(\d+)$/;
const CODE = /^\s*(\d+) ([|+~-]) ?(.*)$/;
const MARKS = /^\s*\| ?(\s*[-+~^][-+~^ ]*?)\s*$/;

/** The lines of one diagnostic: up to the empty line that ends it. */
export function blockOf(lines: readonly LogTextLine[]): string[] {
  const texts = lines.map(({ text }) => text);
  const end = texts.findIndex((text, at) => at > 0 && text.trim() === '');
  return end < 0 ? texts : texts.slice(0, end);
}

/** Characters of a line outside of `+` or `~` marks, as the text before it. */
function withoutMarked(text: string, marks: string, blank = false): string {
  const gone = (at: number): boolean =>
    marks.charAt(at) === '+' || (blank && marks.charAt(at - 1) === '+' && text.charAt(at) === ' ');
  return Array.from(text, (sign, at) => (gone(at) ? '' : sign)).join('');
}

function helpOf(words: string, file: string, body: readonly string[]): RustHelp {
  const edits: RustEdit[] = [];
  let certain = true;
  let own = file;
  for (let at = 0; at < body.length; at += 1) {
    const text = body[at] ?? '';
    own = PLACE.exec(text)?.[1] ?? own;
    const [, number, sign, shown = ''] = CODE.exec(text) ?? [];
    if (number === undefined) continue;
    const line = Number(number);
    const next = CODE.exec(body[at + 1] ?? '');
    if (sign === '-' && next?.[2] === '+' && next[1] === number) {
      edits.push({ file: own, line, old: shown, fresh: next[3] ?? '' });
      at += 1;
    } else if (sign === '-') edits.push({ file: own, line, old: shown, fresh: null });
    else if (sign === '+') edits.push({ file: own, line, old: null, fresh: shown });
    else if (sign === '~') certain = false;
    else {
      const marks = MARKS.exec(body[at + 1] ?? '')?.[1];
      if (marks === undefined) continue;
      const other = withoutMarked(shown, marks, true);
      if (/^[+ ]+$/.test(marks)) edits.push({ file: own, line, old: withoutMarked(shown, marks), fresh: shown, other });
      else certain = false;
    }
  }
  const added = edits.filter(({ old }) => old === null);
  if (added.length > 1) certain = false;
  return { words, edits, certain };
}

/** Helps written below the caret: `^ help: try: `x``. */
function inlineOf(file: string, block: readonly string[]): RustHelp[] {
  const helps: RustHelp[] = [];
  let code: { readonly line: number; readonly shown: string } | null = null;
  for (const text of block) {
    const [, number, sign, shown] = CODE.exec(text) ?? [];
    if (number !== undefined && sign === '|') code = { line: Number(number), shown: shown ?? '' };
    const [, gap, marks, words, put] =
      /^\s*\| ?(\s*)([\^-]+) help: ([^`]*?(?:`[^`]*` ?[^`:]*)?)(?:: `(.*)`)?$/.exec(text) ?? [];
    if (code === null || gap === undefined || marks === undefined || words === undefined) continue;
    const { line, shown: old } = code;
    const from = gap.length;
    const to = put === undefined ? from : from + marks.length;
    const [, sign2] = /^add `(.{1,3})` here$/.exec(words) ?? [];
    const text2 = put ?? sign2;
    if (text2 === undefined) continue;
    const edit = { file, line, old, fresh: old.slice(0, from) + text2 + old.slice(to) };
    helps.push({ words, edits: [edit], certain: !(put?.includes('..') === true && put.includes('…')) });
  }
  return helps;
}

/** Everything a diagnostic suggests. */
export function helpsOf(block: readonly string[]): RustHelp[] {
  const file = block.map((text) => PLACE.exec(text)?.[1]).find((each) => each !== undefined) ?? '';
  const starts = block.flatMap((text, at) => (/^(?:help|note|error|warning)\b.*: /.test(text) ? [at] : []));
  const helps = starts.flatMap((start, index): RustHelp[] => {
    const [, words] = /^help: (.+)$/.exec(block[start] ?? '') ?? [];
    if (words === undefined) return [];
    return [helpOf(words, file, block.slice(start + 1, starts[index + 1]))];
  });
  return [...inlineOf(file, block), ...helps].filter(({ edits, certain }) => edits.length > 0 || !certain);
}
