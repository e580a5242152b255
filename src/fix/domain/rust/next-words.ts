import type { FixerInput } from '../fix.types';

/** Methods of the standard library's own that change what they are called on. */
const CHANGING =
  'push|push_str|push_back|push_front|insert|remove|clear|extend|sort|sort_by|sort_by_key|sort_unstable|retain|pop|pop_front|pop_back|append|truncate|drain|entry|dedup|reverse';
/** What makes a value of such a type. */
const MAKING = String.raw`(?:[\w:]*(?:Vec|VecDeque|String|HashMap|HashSet|BTreeMap|BTreeSet)(?:::<[^;]*>)?::\w+\(|vec!|"[^"]*"\.to_(?:string|owned)\()`;

/**
 * A variable that a function changes and that is not `mut`: rustc says so only once every name and type is right. Only in
 * the plainest shapes; null when there is none of those.
 */
function mutNext(text: string): string | null {
  const code = text.replace(/\/\/.*$/gm, '');
  for (const { 1: name = '', index } of code.matchAll(
    new RegExp(String.raw`\blet (\w+)(?:: [^=;]+)? = ${MAKING}`, 'g'),
  )) {
    // The function's end: a brace at the margin of an item, or of an item in an `impl`.
    const rest = code.slice(index);
    const end = /\n {0,4}\}\n/.exec(rest)?.index ?? rest.length;
    const changed = new RegExp(String.raw`(?:^|[^\w.])${name}\.(?:${CHANGING})\(|&mut ${name}\b|^\s*${name} \+= `, 'm');
    if (changed.test(rest.slice(0, end))) return name;
  }
  return null;
}

/** Who changes what is told only once names and types are right: what rustc would say then of the files it spoke of. */
export function hiddenMut(input: FixerInput): string | null {
  const early = input.issues.filter(
    ({ rule, file }) => file?.endsWith('.rs') === true && /^E0[46]\d\d$/.test(rule ?? ''),
  );
  for (const path of new Set(early.flatMap(({ file }) => input.pathOf(file ?? '') ?? []))) {
    const name = mutNext(input.files.text(path) ?? '');
    if (name !== null) return `${path}: ${name} is changed and not mut, which rustc says next`;
  }
  return null;
}

/** What clippy would find next on a line that its suggestion for `rule` has changed; `below` is the line under it. */
export function clippyNext(rule: string, line: string, below: string): string | null {
  const [, name] = /^\s*let (\w+)(?:: [^=]+)? = /.exec(line) ?? [];
  // What a macro makes may be bound and returned, what a method makes may not.
  if (rule === 'clippy::useless_format' && name !== undefined && below.trim() === name) return 'let_and_return';
  return rule === 'clippy::filter_next' && /\.next\(\)\s*\.is_(?:some|none)\(\)/.test(line) ? 'search_is_some' : null;
}
