import { REDACTED } from './redact-rules';

/** Words that make a name secret, wherever they stand in it. */
const SECRET_WORD = String.raw`(?:token|secret|passw(?:or)?d|passphrase|pwd|credentials?|api[_-]?key|apikey|private[_-]?key|access[_-]?key|account[_-]?key|encryption[_-]?key|signing[_-]?key|master[_-]?key|code[_-]?verifier|_auth|x-amz-signature|[?&]sig)`;

/** Names that speak about a secret without being one: `TOKEN_FILE`, `secretName`, `token_expires_at`. */
const ABOUT_SUFFIX =
  /(?:file|path|dir|url|uri|type|name|id|ids|length|len|count|limit|tokens?_used|expir[a-z]*(?:[_-]?(?:at|in|on))?|expiry|ttl|endpoint|scopes?|permissions?|rotation|scanning|policy|hash|prefix|budget|version|kind|status|required|enabled|index|position|issuer)$/i;

/**
 * `NAME<suffix> = value`, `"name": "value"`, `name: value`, `--name value`. Only the secret word and what follows is
 * matched; what stands before is looked at afterwards, so a long run of letters costs nothing. Nothing can fail after
 * the value, so there is nothing to backtrack into.
 */
const ASSIGNMENT = new RegExp(
  // 1 word, 2 rest of the name
  `(${SECRET_WORD})([A-Za-z0-9_-]{0,40})` +
    // 3 separator
    String.raw`(\\{0,4}["'\x60]?\]?(?:[ \t]{0,20}(?::=|=>|[:=]|%3D)[ \t]{0,20}|[ \t]{1,4}(?=[^\s=:])))` +
    // 4 opening quote, 5 quoted value | 6 bare value
    String.raw`(?:(\\{0,4}["'\x60])((?:(?!\4)(?:\\+[^\n]?|[^\n\\]))*)|([^\s"'\x60,;&|]+))`,
  'gi',
);

/** Values that are no values: masks, references to variables, keywords, code. */
const HARMLESS = /^(?:\*+|\[redacted\].*|null|nil|none|undefined|true|false|yes|no|string|number|boolean|unknown|x+)$/i;
const REFERENCE = /^(?:\$|%[A-Za-z_]+%|\{\{|<|process\.env|os\.environ|env\.|secrets\.|import\.meta)/;
const MEMBER_ACCESS = /^[A-Za-z_$][A-Za-z_$]*(?:\??\.[A-Za-z_$][A-Za-z_$]*)+$/;
const CODE_CHARACTERS = /[(){}[\]<>]/;

/** A name as environments have it: capitals, digits, underscores. */
const ENVIRONMENT_NAME = /^[A-Z0-9_]+$/;

/** At least eight characters that mix digits with letters, or a long run: nothing a person writes in prose. */
function looksRandom(value: string): boolean {
  if (value.length < 8 || /\s/.test(value)) return false;
  if (/[0-9]/.test(value) && /[A-Za-z]/.test(value)) return true;
  return value.length >= 20 && /[a-z]/.test(value) && /[A-Z]/.test(value);
}

/** The letters of the name in front of the matched word, at most 40. */
function namePrefix(text: string, offset: number): string {
  let start = offset;
  while (start > 0 && offset - start < 40 && /[A-Za-z0-9_-]/.test(text[start - 1] ?? '')) start -= 1;
  return text.slice(start, offset);
}

/** Words in camel case, at most two digits behind: what code calls a variable. Each word is long enough to be one. */
const IDENTIFIER = /^[a-z]{3,20}(?:[A-Z][a-z]{2,20}){1,3}\d{0,2}$/;
/** A line that is a statement with an open call in it; a number or a mark of a code frame may stand in front. */
const STATEMENT =
  /^[\s\d:.TZ|>+-]{0,60}(?:await|const|let|var|val|def|with|raise|throw)\s[^"'\n]{0,160}\([^"')\n]{0,160}$/;

/**
 * True for a keyword argument whose value is certainly a variable: `await connect(user=name, password=otherVar1)`.
 * Without the statement around it the same text may be an object that a program prints with its values.
 */
function isVariable(text: string, start: number, value: string, next: string): boolean {
  const name = value.replace(/\){1,4}:?$/, '');
  if (name === value && next !== ',') return false;
  if (!IDENTIFIER.test(name)) return false;
  const line = text.lastIndexOf('\n', start - 1) + 1;
  return start - line <= 400 && STATEMENT.test(text.slice(line, start));
}

interface Candidate {
  readonly name: string;
  readonly word: string;
  readonly separator: string;
  readonly quoted: boolean;
  readonly value: string;
  /** The character behind the value, empty at the end. */
  readonly next: string;
}

function isSecret({ name, word, separator, quoted, value, next }: Candidate): boolean {
  if (value.length < 4 || HARMLESS.test(value) || REFERENCE.test(value)) return false;
  const blankOnly = separator.trim() === '';
  // `--password hunter2` is a flag; `password of the user` is prose.
  if (blankOnly && !name.startsWith('--')) return false;
  if (/^(?:[?&]sig|x-amz-signature)$/i.test(word)) return true;
  if (/^[0-9.]+$/.test(value)) return /passw|pwd|secret/i.test(word) && value.length >= 4;
  if (!quoted && (CODE_CHARACTERS.test(value) || MEMBER_ACCESS.test(value)))
    return looksRandom(value) && !/[(<{]/.test(value);
  if (looksRandom(value)) return !/^\.{0,2}\/[a-z]/i.test(value);
  if (ENVIRONMENT_NAME.test(name)) return quoted || separator.includes('=') || next !== ' ';
  const password = /passw|passphrase|pwd|secret/i.test(word);
  if (quoted) return password && !/\s\S+\s/.test(value);
  if (blankOnly) return password;
  return (
    password &&
    (separator === '=' || separator.toLowerCase() === '%3d') &&
    !/^(?:password|secret|passwd|pwd)$/i.test(value)
  );
}

/** Replaces the values of assignments to secret names; the names stay. */
export function redactAssignments(text: string): string {
  return text.replace(
    ASSIGNMENT,
    (
      match: string,
      word: string,
      rest: string,
      separator: string,
      quote: string | undefined,
      quotedValue: string | undefined,
      bareValue: string | undefined,
      offset: number,
    ) => {
      const name = namePrefix(text, offset) + word + rest;
      if (ABOUT_SUFFIX.test(rest)) return match;
      const value = quotedValue ?? bareValue ?? '';
      const end = offset + match.length;
      const candidate = { name, word, separator, quoted: quote !== undefined, value, next: text[end] ?? '' };
      if (!isSecret(candidate)) return match;
      const start = offset + word.length - name.length + rest.length;
      if (separator === '=' && quote === undefined && isVariable(text, start, value, candidate.next)) return match;
      return `${word}${rest}${separator}${quote ?? ''}${REDACTED}`;
    },
  );
}

/** `Authorization: Bearer x` keeps its scheme; other headers that carry a credential lose their value. */
export function redactHeaders(text: string): string {
  return text
    .replace(
      /(\b(?:proxy-)?authorization\\{0,4}["']?[ \t]{0,20}[:=][ \t]{0,20}\\{0,4}["']?)((?:bearer|basic|token|digest|negotiate|apikey|bot)[ \t]{1,20})?([^\s"'\\,;]+)/gi,
      (match: string, head: string, scheme: string | undefined, value: string) =>
        HARMLESS.test(value) || REFERENCE.test(value) || value.length < 4 ? match : `${head}${scheme ?? ''}${REDACTED}`,
    )
    .replace(
      /(\b(?:x-[a-z-]{0,30}(?:token|key|secret)|(?:private|job|deploy)-token|(?:set-)?cookie)\\{0,4}["']?[ \t]{0,20}:[ \t]{0,20}\\{0,4}["']?)([^\n"'\\]+)/gi,
      (match: string, head: string, value: string) =>
        HARMLESS.test(value.trim()) || REFERENCE.test(value) || value.trim().length < 4 ? match : head + REDACTED,
    )
    .replace(
      /(\b(?:bearer|basic)[ \t]{1,20})([A-Za-z0-9._~+/-]{16,}={0,2})/gi,
      (match: string, head: string, value: string) => (looksRandom(value) ? head + REDACTED : match),
    );
}

/** True for a key whose string value is a secret: `password`, `access_token`, `authorization`, `cookie`; not `tokenId`. */
export function isSecretKey(key: string): boolean {
  const word =
    /(?:token|secret|passw(?:or)?d|passphrase|pwd|credential|api[_-]?key|(?:private|access|account|encryption|signing|master)[_-]?key|code[_-]?verifier|authorization|cookie|^auth$|^_auth$)/i;
  return word.test(key) && !ABOUT_SUFFIX.test(key);
}
