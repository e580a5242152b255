import { closeName } from '../config/close-name';
import { localImports, targetOf } from '../config/import-graph';
import type { FixFiles } from '../fix.types';

/** Members that every program has: of texts, numbers, lists, promises and the like. */
const BUILT_IN: ReadonlySet<string> = new Set(
  [
    Object,
    String,
    Number,
    Boolean,
    Array,
    Function,
    Promise,
    Map,
    Set,
    RegExp,
    Date,
    Error,
    Symbol,
    JSON,
    Math,
    console,
  ]
    .flatMap((each: object) => {
      const own = 'prototype' in each && typeof each.prototype === 'object' ? each.prototype : null;
      return [...Object.getOwnPropertyNames(each), ...(own === null ? [] : Object.getOwnPropertyNames(own))];
    })
    .filter((name) => /^[a-z]\w+$/.test(name)),
);
const STEP = /^(?:\?\.|!?\.)([A-Za-z_$][\w$]*)/;

/** Where a call's or an index's brackets end; the start where they do not on this line. */
function behindBrackets(content: string, start: number): number {
  let depth = 0;
  for (let at = start; at < content.length; at += 1) {
    if ('(['.includes(content.charAt(at))) depth += 1;
    if (')]'.includes(content.charAt(at))) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return start;
}

/** Members that follow a name on its line, in their order: `.a(x).b` behind it gives a and b. */
function membersBehind(content: string, end: number): string[] {
  const found: string[] = [];
  for (let at = end; at < content.length;) {
    const [whole, name] = STEP.exec(content.slice(at, at + 200)) ?? [];
    if (whole !== undefined && name !== undefined) {
      found.push(name);
      at += whole.length;
    } else if (/[([]/.test(content.charAt(at))) {
      const behind = behindBrackets(content, at);
      if (behind === at) return found;
      at = behind;
    } else return found;
  }
  return found;
}

const wordsOf = (text: string): string[] => text.match(/[A-Za-z_$][\w$]*/g) ?? [];

/**
 * A member behind a wrong name that looks misspelt, too: the compiler could not check it, so curing the name alone would
 * leave it red. It is one that stands nowhere else, with a known name a slip away. Null when there is none.
 */
export function nextSlip(files: FixFiles, path: string, text: string, content: string, end: number): string | null {
  const behind = membersBehind(content, end).filter((name) => !BUILT_IN.has(name));
  if (behind.length === 0) return null;
  const imported = localImports(text).flatMap(({ spec }) => targetOf(files.paths, path, spec, 'loose') ?? []);
  const elsewhere = new Set(
    [text.replace(content, ''), ...imported.map((each) => files.text(each) ?? '')].flatMap(wordsOf),
  );
  const suspect = (name: string): boolean =>
    !elsewhere.has(name) && [BUILT_IN, elsewhere].some((names) => closeName(name, names) !== null);
  return behind.find(suspect) ?? null;
}
