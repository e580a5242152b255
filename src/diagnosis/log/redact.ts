import { isSecretKey, redactAssignments, redactHeaders } from './redact-assignments';
import { Sieve, mayMatch } from '../sieve';
import { redactPrivateKeys } from './redact-keys';
import { REDACTED, SHAPE_RULES, USERINFO } from './redact-rules';

/** Gates that any log passes; rules with others are tried only where one of theirs, looked for at once, is found. */
const COMMON_GATES = new Set(['gl', '://', 'curl', 'machine ']);
const COMMON_RULES = SHAPE_RULES.filter(({ gates }) => gates.some((gate) => COMMON_GATES.has(gate)));
const RARE = new RegExp(
  SHAPE_RULES.filter((rule) => !COMMON_RULES.includes(rule))
    .flatMap(({ gates }) => gates)
    .map((gate) => gate.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
    .join('|'),
);
/** Without any of these there is no header and no assignment to a secret's name. */
const SPOKEN =
  /[tT][oO][kK][eE][nN]|[sS][eE][cC][rR][eE][tT]|[pP][aA][sS][sS][wWpP]|[pP][wW][dD]|[cC][rR][eE][dD][eE]|[kK][eE][yY]|[vV][eE][rR][iI][fF][iI]|[aA][uU][tT][hH]|[sS][iI][gG]|[cC][oO][oO][kK][iI][eE]|[bB][eE][aA][rR][eE][rR]|[bB][aA][sS][iI][cC]/;

/** One pass for both; a shape's replacement adds no word to speak of. */
const SIEVE = new Sieve([RARE, SPOKEN]);
const sifted = SIEVE.room();

function redactOnce(text: string): string {
  let result = redactPrivateKeys(text);
  SIEVE.sift(result, sifted);
  const rules = mayMatch(sifted, 0) && RARE.test(result) ? SHAPE_RULES : COMMON_RULES;
  const spoken = mayMatch(sifted, 1);
  const userinfo = USERINFO.test(result);
  for (const rule of rules) {
    if (!rule.gates.some((gate) => result.includes(gate))) continue;
    if (rule.userinfo === true && !userinfo) continue;
    result = result.replace(rule.pattern, rule.replacement ?? REDACTED);
  }
  return spoken ? redactAssignments(redactHeaders(result)) : result;
}

/** A removed secret may lay bare another glued to it; four rounds undid all glue in a fuzz of 40,000 texts. */
const MAX_ROUNDS = 4;

function redactUntilStable(text: string): string {
  let result = text;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = redactOnce(result);
    if (next === result) break;
    result = next;
  }
  return result;
}

/**
 * Replaces secrets in a log or any other text by `[redacted]`; names, schemes and hosts stay readable, and so do SHAs,
 * UUIDs, paths and integrity hashes. Linear in the length of the text, idempotent, keeps the number of lines. A text
 * may be given in parts cut at line ends: a private key cut in two is still found in both.
 */
export function redact(text: string): string {
  const once = redactOnce(text);
  if (once === text) return text;
  if (once.includes('PRIVATE KEY')) return redactUntilStable(once);
  // Only lines that changed can change again; a second look at the whole of a large log would double the time.
  const before = text.split('\n');
  return once
    .split('\n')
    .map((line, index) => (line === before[index] ? line : redactUntilStable(line)))
    .join('\n');
}

/** Deeper objects are replaced by a word: no honest log line is nested more. */
const MAX_DEPTH = 10;
/** Entries of one object or list that are kept. */
const MAX_ENTRIES = 1000;

function redactEntries(
  entries: Iterable<readonly [string, unknown]>,
  visit: (key: string, value: unknown) => unknown,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  let count = 0;
  for (const [key, value] of entries) {
    count += 1;
    if (count > MAX_ENTRIES) {
      result['…'] = 'more entries left out';
      break;
    }
    // defineProperty: a key named __proto__ must stay a plain entry.
    Object.defineProperty(result, key, {
      value: visit(key, value),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return result;
}

/** Own enumerable entries; a getter that throws becomes a word instead of an error in the logger. */
function* entriesOf(value: object): Generator<readonly [string, unknown]> {
  for (const key of Object.keys(value)) {
    try {
      yield [key, Reflect.get(value, key)];
    } catch {
      yield [key, '[unreadable]'];
    }
  }
}

/** Small fields that say what kind of error it is. */
const ERROR_FIELDS = ['code', 'status', 'reason'];

/**
 * What an error is and where it came from. Its other own fields stay out: libraries hang whole requests and the values
 * of SQL statements there, secrets without a telling name or look.
 */
function* errorEntries(error: Error): Generator<readonly [string, unknown]> {
  yield ['type', error.name];
  yield ['message', error.message];
  for (const [key, value] of entriesOf(error)) {
    if (ERROR_FIELDS.includes(key) && (typeof value === 'string' || typeof value === 'number')) yield [key, value];
  }
  yield ['stack', error.stack];
  if (error.cause !== undefined) yield ['cause', error.cause];
  if (error instanceof AggregateError) yield ['errors', error.errors];
}

function redactObject(value: object, hidden: boolean, depth: number, open: Set<object>): unknown {
  const visit = (key: string, child: unknown): unknown => redactAt(child, hidden || isSecretKey(key), depth + 1, open);
  if (value instanceof Date) return value;
  if (value instanceof URL) return redactAt(value.href, hidden, depth, open);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((child: unknown) => visit('', child));
  if (value instanceof Set) return [...value].slice(0, MAX_ENTRIES).map((child: unknown) => visit('', child));
  if (value instanceof Map) {
    return redactEntries(
      [...value].map(
        ([key, child]: [unknown, unknown]) => [typeof key === 'string' ? key : typeof key, child] as const,
      ),
      visit,
    );
  }
  if (value instanceof Error) return redactEntries(errorEntries(value), visit);
  return redactEntries(entriesOf(value), visit);
}

function redactAt(value: unknown, hidden: boolean, depth: number, open: Set<object>): unknown {
  if (typeof value === 'string') return hidden && value !== '' ? REDACTED : redact(value);
  if (typeof value === 'function') return '[function]';
  if (typeof value !== 'object' || value === null) return value;
  if (open.has(value)) return '[circular]';
  if (depth >= MAX_DEPTH) return '[too deep]';
  open.add(value);
  try {
    return redactObject(value, hidden, depth, open);
  } finally {
    open.delete(value);
  }
}

/**
 * A copy of any value fit for a log: every string leaf redacted, strings below a secret-named key (`password`,
 * `accessToken`, `authorization`, …) replaced whole, bytes by their length. Errors become plain objects with type,
 * message, code, stack and cause. Bounded to 10 levels and 1,000 entries a level; cycles become `[circular]`; never throws.
 */
export function redactValue(value: unknown): unknown {
  return redactAt(value, false, 0, new Set());
}
