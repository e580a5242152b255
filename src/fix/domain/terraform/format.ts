/** What this file does not lay out: texts of several lines, comments behind code, quotes that terraform takes away. */
const BEYOND =
  /<<[-~]?\w|\/\*|\t|=\s*"\$\{[^}]*\}"\s*$|^\s*type\s*=\s*"|^\s*(?:variable|output|locals?|resource|data|module|provider)\s+[a-z_]\w*\s*\{/m;

interface Line {
  readonly indent: number;
  /** Before `=`; the whole line where there is none. */
  readonly head: string;
  /** From `=` on, null for lines that are aligned with no other. */
  readonly value: string | null;
}

/** Strings' content as `x`, so that signs in it are none. */
const blotted = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\.)*"/g, (part) => `"${'x'.repeat(Math.max(0, part.length - 2))}"`);

const net = (code: string): number => (code.match(/[{([]/g) ?? []).length - (code.match(/[})\]]/g) ?? []).length;

/** Runs of blanks outside strings as one. */
function spaced(text: string): string {
  const code = blotted(text);
  let out = '';
  for (let at = 0; at < text.length; at += 1)
    if (code.charAt(at) !== ' ' || code.charAt(at - 1) !== ' ') out += text.charAt(at);
  return out;
}

/** True for code whose inner blanks terraform would set another way. */
function untidy(text: string): boolean {
  const code = blotted(text);
  return (
    /,\S|\s,|[([]\s+\S|\S\s+[)\]]|\{[^\s}]|[^\s{]\}|[^\s!=<>]=[^=\s>]|\w[?]|[?]\w|[<>+*/%]\S|\w[<>+*/%&|]|&&\S|\|\|\S|\w \(|!\s/.test(
      code.replace(/[=!<>]=|=>|&&|\|\|/g, ' = ').replace(/ {2,}/g, ' '),
    ) || /\S(?:==|!=|<=|>=|&&|\|\|)|(?:==|!=|<=|>=|&&|\|\|)\S/.test(code)
  );
}

/** Where the `=` of an attribute stands; -1 where the line has none. */
function equalsAt(code: string): number {
  const [, head] = /^([\w"$.{}()[\]-]+\s*)=(?![=>])/.exec(code) ?? [];
  return head === undefined ? -1 : head.length;
}

/** A line's parts; null for one that is beyond what is laid out here. */
function read(text: string, depth: number): Line | null {
  const code = blotted(text);
  if (/^(?:#|\/\/)/.test(text)) return { indent: depth, head: text, value: null };
  if (/#|\/\//.test(code)) return null;
  const closes = /^[})\]]/.test(text);
  const indent = closes ? depth - 1 : depth;
  const equals = equalsAt(code);
  if (equals < 0) {
    const own = spaced(text.replace(/(?<=[\w"])\{$/, ' {'));
    return untidy(own) ? null : { indent, head: own, value: null };
  }
  const head = text.slice(0, equals).trimEnd();
  const value = spaced(text.slice(equals + 1).trim());
  if (value === '' || untidy(value)) return null;
  // A value that goes on below is aligned with none.
  return net(code) === 0 ? { indent, head, value } : { indent, head: `${head} = ${value}`, value: null };
}

/** HCL as `terraform fmt` lays it out; null where it has something that is beyond these rules. */
export function terraformFormat(text: string): string | null {
  if (!text.endsWith('\n') || BEYOND.test(text)) return null;
  const out: string[] = [];
  let group: Line[] = [];
  const flush = (): void => {
    const width = Math.max(0, ...group.map(({ head }) => head.length));
    for (const { indent, head, value } of group)
      out.push(`${'  '.repeat(indent)}${head.padEnd(width)} = ${value ?? ''}`);
    group = [];
  };
  let depth = 0;
  for (const raw of text.slice(0, -1).split('\n')) {
    const own = raw.trim();
    if (own === '') {
      flush();
      out.push('');
      continue;
    }
    const line = read(own, depth);
    const change = /^(?:#|\/\/)/.test(own) ? 0 : net(blotted(own));
    // Two brackets that open on one line are one level to terraform, and not to this.
    if (line === null || line.indent < 0 || Math.abs(change) > 1 || (change === 0 && /^[})\]].*[{([]$/.test(own)))
      return null;
    depth += change;
    if (line.value !== null) group.push(line);
    else {
      flush();
      out.push('  '.repeat(line.indent) + line.head);
    }
  }
  flush();
  return depth === 0 ? `${out.join('\n')}\n` : null;
}
