interface Tree {
  /** `std::collections`, `HashMap`, `io as stdio`. */
  readonly path: string;
  /** Null for a leaf. */
  readonly inner: readonly Tree[] | null;
}

/** Reads what follows `use `; null for what it does not know (comments, attributes). */
function treesOf(text: string): Tree[] | null {
  let at = 0;
  const list = (close: string): Tree[] | null => {
    const found: Tree[] = [];
    for (;;) {
      const [piece = ''] = /^[^{},;]*/.exec(text.slice(at)) ?? [];
      at += piece.length;
      const path = piece.trim().replace(/\s+/g, ' ');
      let inner: Tree[] | null = null;
      if (text.charAt(at) === '{') {
        at += 1;
        inner = list('}');
        if (inner === null) return null;
      }
      if (path !== '' || inner !== null) found.push({ path, inner });
      if (/[/#]/.test(path)) return null;
      const sign = text.charAt(at);
      at += 1;
      if (sign === ',' && close === '}') continue;
      if (sign === close) return found;
      // After an inner group blanks may follow.
      if (inner !== null && /\s/.test(sign)) continue;
      return null;
    }
  };
  const trees = list(';');
  return trees !== null && text.slice(at).trim() === '' ? trees : null;
}

function without(tree: Tree, gone: ReadonlySet<string>, seen: Set<string>): Tree | null {
  if (tree.inner === null) {
    if (!gone.has(tree.path)) return tree;
    seen.add(tree.path);
    return null;
  }
  const inner = tree.inner.flatMap((each) => without(each, gone, seen) ?? []);
  return inner.length === 0 ? null : { path: tree.path, inner };
}

function shown({ path, inner }: Tree): string {
  if (inner === null) return path;
  const [only] = inner;
  const bare = inner.length === 1 && only?.inner === null && !/^self\b/.test(only.path);
  return path + (bare ? shown(only) : `{${inner.map(shown).join(', ')}}`);
}

const MAX_WIDTH = 100;

/** The lines of a `use` without what rustc calls unused (as it names it); null when it is not certain. */
export function withoutUses(
  lines: readonly string[],
  line: number,
  names: readonly string[],
): { readonly first: number; readonly last: number; readonly fresh: string | null } | null {
  let first = line - 1;
  while (first >= 0 && !/^\s*use\s/.test(lines[first] ?? '')) {
    if (/;\s*$/.test(lines[first] ?? '') && first !== line - 1) return null;
    first -= 1;
  }
  let last = first;
  while (last < lines.length && !(lines[last] ?? '').includes(';')) last += 1;
  if (first < 0 || last < line - 1 || last >= lines.length) return null;
  if (/^\s*#\[/.test(lines[first - 1] ?? '')) return null;
  const [, indent = '', text = ''] = /^(\s*)use\s+([\s\S]*)$/.exec(lines.slice(first, last + 1).join('\n')) ?? [];
  const trees = treesOf(text);
  const [tree] = trees ?? [];
  if (tree === undefined || trees?.length !== 1) return null;
  const seen = new Set<string>();
  const left = without(tree, new Set(names), seen);
  if (names.some((name) => !seen.has(name))) return null;
  const fresh = left === null ? null : `${indent}use ${shown(left)};`;
  return fresh !== null && fresh.length > MAX_WIDTH ? null : { first: first + 1, last: last + 1, fresh };
}
