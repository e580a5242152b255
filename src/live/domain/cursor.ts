/**
 * What a client has seen, as the `id` of an event. Ids of rows are given before commit and become visible in any order,
 * so "after id 7" would lose what commits late; a PostgreSQL snapshot says exactly which transactions were seen.
 */
export interface Cursor {
  /** When the snapshot was taken, milliseconds. */
  readonly at: number;
  /** Everything visible in it was sent … */
  readonly seen: string;
  /** … but of what became visible since `before` only the rows up to `id`: the rest was still on its way. */
  readonly part: { readonly before: string; readonly id: string } | null;
}

const SNAPSHOT = String.raw`\d{1,19}:\d{1,19}:(?:\d{1,19}(?:,\d{1,19})*)?`;
const CURSOR = new RegExp(`^(\\d{1,15})~(${SNAPSHOT})(?:~(${SNAPSHOT})~(\\d{1,19}))?$`);
/** Longer than with a hundred transactions under way; a header may hold more than a database should be asked. */
const MAX_LENGTH = 4_096;
const MAX_BIGINT = 2n ** 63n - 1n;

/** As it travels in `id:` and `Last-Event-ID`. */
export function writeCursor({ at, seen, part }: Cursor): string {
  return part === null ? `${at}~${seen}` : `${at}~${seen}~${part.before}~${part.id}`;
}

/** Null for what we never wrote. */
export function readCursor(text: string): Cursor | null {
  if (text.length > MAX_LENGTH) return null;
  const [, at, seen, before, id] = CURSOR.exec(text) ?? [];
  if (at === undefined || seen === undefined || !isSnapshot(seen)) return null;
  if (before === undefined || id === undefined) return { at: Number(at), seen, part: null };
  if (!isSnapshot(before) || BigInt(id) > MAX_BIGINT) return null;
  return { at: Number(at), seen, part: { before, id } };
}

/** The transactions before which everything has ended. */
export function horizon(snapshot: string): string {
  return snapshot.slice(0, snapshot.indexOf(':'));
}

/** PostgreSQL's own rule for `xmin:xmax:running…`; a text that breaks it would be an error in a query. */
function isSnapshot(text: string): boolean {
  const [low = '', high = '', running = ''] = text.split(':');
  const [min, max] = [BigInt(low), BigInt(high)];
  if (min < 1n || max < min || max > MAX_BIGINT) return false;
  let last = min - 1n;
  for (const each of running === '' ? [] : running.split(',')) {
    const xid = BigInt(each);
    if (xid <= last || xid >= max) return false;
    last = xid;
  }
  return true;
}
