/**
 * Text as PostgreSQL can hold it: no NUL, and U+FFFD for a lone half of a surrogate pair (foreign text may hold one, and
 * cutting makes some). Applying it twice changes nothing.
 */
export function storableText(text: string): string {
  return Buffer.from(text.replaceAll('\0', ''), 'utf8').toString('utf8');
}

/** A JSON value all of whose texts PostgreSQL can hold; keys are ours and stay as they are. */
export function storableJson<T>(value: T): T {
  return mapTexts(value) as T;
}

function mapTexts(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(mapTexts);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner)]));
}

/** The JSON pointer of the first text or key that PostgreSQL could not hold; null when there is none. */
export function unstorableIn(value: unknown, pointer = ''): string | null {
  if (typeof value === 'string') return value === storableText(value) ? null : pointer;
  if (value === null || typeof value !== 'object') return null;
  for (const [key, inner] of Object.entries(value)) {
    if (key !== storableText(key)) return pointer;
    const found = unstorableIn(inner, `${pointer}/${key}`);
    if (found !== null) return found;
  }
  return null;
}
