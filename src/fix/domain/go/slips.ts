/** A change of one line, or the next line's brace that comes up to it. */
export type Slip =
  | { readonly kind: 'line'; readonly fresh: string | null }
  | { readonly kind: 'edit'; readonly column: number; readonly old: string; readonly fresh: string }
  | { readonly kind: 'join' };

const COMMA =
  /^(?:syntax error: unexpected newline in (?:composite literal|argument list|parameter list); possibly missing comma or [)}]|(?:expected .*)?missing ',' before newline in (?:composite literal|argument list|parameter list))/;
const BRACE =
  /^syntax error: unexpected (?:semicolon or newline before \{|newline, expected? ?(?:ing)? ?\{ after \w+ clause)/;
const TAG = /^struct field tag `([^`]+)` not compatible with reflect\.StructTag\.Get: /;
const DIRECTIVE =
  /^(?:(fmt|log)\.)?(Println|Print|Fatalln|Panicln) call has possible (?:Printf )?formatting directive %/;

/** The tag as reflect reads it; null where that is not plain. */
function tagOf(tag: string): string | null {
  const [, key, value] = /^(\w+):\s*([\w,.-]+)$/.exec(tag) ?? [];
  if (key !== undefined && value !== undefined) return `${key}:"${value}"`;
  const apart = tag
    .replace(/^(\w+):\s+"/, '$1:"')
    .replace(/"\s*[,;]\s*(?=\w+:")/g, '" ')
    .replace(/"(?=\w+:")(?<=":?.*")/g, '" ')
    .replace(/(?<=^|" )(\w+):([\w,.-]+)(?= |$)/g, '$1:"$2"');
  return apart !== tag && /^\w+:"[^"]*"(?: \w+:"[^"]*")*$/.test(apart) ? apart : null;
}

/** False where a value is seen to be text and its verb a number's, or the other way: vet would say so next. */
function fits(lines: readonly string[], value: string, verb: string): boolean {
  const told =
    lines.flatMap(
      (line) => new RegExp(`^\\s*${/^\w+$/.test(value) ? value : '(?!)'} :?= (\\S.*)$`).exec(line)?.[1] ?? [],
    )[0] ?? value;
  if (/^["`]/.test(told)) return /[sqvxXT]/.test(verb);
  return /^-?\d+$/.test(told) ? /[dvxXobcqUT]/.test(verb) : true;
}

/** `Println("a: %s", x)` as `Printf("a: %s\n", x)`, when it has a verb for each argument. */
function printf(lines: readonly string[], content: string, column: number): string | null {
  const from = column - 1;
  const [whole, home = '', call = '', format = '', rest = ''] =
    /^((?:fmt|log)\.)(Println|Print|Fatalln|Panicln)\("((?:[^"\\]|\\.)*)"((?:,[^,()]+(?:\([^()]*\))?)*)\)$/.exec(
      content.slice(from).trimEnd(),
    ) ?? [];
  if (whole === undefined) return null;
  const verbs = format.replaceAll('%%', '').match(/%[-+# 0]*\d*(?:\.\d+)?[a-zA-Z]/g) ?? [];
  const args = rest === '' ? 0 : rest.split(/,(?![^(]*\))/).length - 1;
  if (verbs.length !== args) return null;
  const values = rest
    .split(/,(?![^(]*\))/)
    .slice(1)
    .map((each) => each.trim());
  if (values.some((value, at) => !fits(lines, value, verbs[at]?.at(-1) ?? ''))) return null;
  const end = home === 'fmt.' && call === 'Println' && !format.endsWith('\\n') ? '\\n' : '';
  const name = call === 'Println' || call === 'Print' ? 'Printf' : call.replace('ln', 'f');
  return `${content.slice(0, from)}${home}${name}("${format}${end}"${rest})`;
}

/** What the compiler's parser, its checks and vet say of slips that have one cure; null for all else. */
export function slipFor(lines: readonly string[], line: number, column: number, message: string): Slip | null {
  const content = lines[line - 1] ?? '';
  const next = lines[line]?.trim() ?? '';
  if (message === 'no new variables on left side of :=')
    return content.startsWith(':=', column - 1) ? { kind: 'edit', column, old: ':=', fresh: '=' } : null;
  if (COMMA.test(message)) {
    const end = content.replace(/\s*\/\/.*$/, '').trimEnd();
    return /[\w"'`)\]}]$/.test(end) && !/["`].*\/\//.test(content)
      ? { kind: 'edit', column: end.length + 1, old: '', fresh: ',' }
      : null;
  }
  if (BRACE.test(message)) return next === '{' ? { kind: 'join' } : null;
  if (message === 'syntax error: non-declaration statement outside function body') {
    const [, name] = /^(\w+) := \S/.exec(content) ?? [];
    return name === undefined ? null : { kind: 'line', fresh: content.replace(/^(\w+) := /, 'var $1 = ') };
  }
  const [, self] = /^self-assignment of (\S+) to \1$/.exec(message) ?? [];
  if (self !== undefined) {
    // Its right side may be all that uses a variable.
    const uses = lines.filter(
      (each, at) => at !== line - 1 && new RegExp(`(?<![\\w.])${self.replace(/\W/g, '\\$&')}(?!\\w)`).test(each),
    );
    return content.trim() === `${self} = ${self}` && uses.length > 1 ? { kind: 'line', fresh: null } : null;
  }
  if (message.endsWith('arg list ends with redundant newline')) {
    const found = [...content.matchAll(/\\n"\)/g)];
    const [only] = found;
    return only && found.length === 1 ? { kind: 'edit', column: only.index + 1, old: '\\n', fresh: '' } : null;
  }
  if (DIRECTIVE.test(message)) {
    const fresh = printf(lines, content, column);
    return fresh === null ? null : { kind: 'line', fresh };
  }
  const [, tag] = TAG.exec(message) ?? [];
  const fresh = tag === undefined ? null : tagOf(tag);
  const at = tag === undefined ? -1 : content.indexOf(`\`${tag}\``);
  if (tag !== undefined) return fresh === null || at < 0 ? null : { kind: 'edit', column: at + 2, old: tag, fresh };
  const [, label] = /^label (\w+) defined and not used$/.exec(message) ?? [];
  if (label !== undefined) return content.trim() === `${label}:` ? { kind: 'line', fresh: null } : null;
  return null;
}
