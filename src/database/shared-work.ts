import { GroupCommit } from '../common/group-commit';
import { isDatabaseUnavailable } from './database-errors';

/** Pieces done in one go at most: enough to make the round trips cheap, few enough to be done within a second. */
const MOST_TOGETHER = 50;

/** One owner's goes, and how many of his pieces are not done. */
interface Shared<T, R> {
  readonly goes: GroupCommit<T, { readonly done: R }>;
  wanted: number;
}

/**
 * Work that tasks of this process want at the same time, done for all of one owner's in one go: what is asked for while one
 * go is under way shares the next one, so that a storm costs the database a fraction and a single task waits for nobody.
 * Owners never share a go: what holds up one of them holds up no other. `doAll` gives what came of each piece, in their
 * order. It must do all or nothing, or bear to be asked for the same again: when it throws, each piece is done alone, and
 * only what is to blame throws.
 */
export function sharedWork<T, R>(
  ownerOf: (piece: T) => string,
  doAll: (pieces: readonly T[]) => Promise<readonly R[]>,
): (piece: T) => Promise<R> {
  const owners = new Map<string, Shared<T, R>>();
  return async (piece) => {
    const id = ownerOf(piece);
    const shared = owners.get(id) ?? { goes: goesOf(doAll), wanted: 0 };
    owners.set(id, shared);
    shared.wanted += 1;
    try {
      return (await shared.goes.submit(piece)).done;
    } finally {
      shared.wanted -= 1;
      if (shared.wanted === 0) owners.delete(id);
    }
  };
}

function goesOf<T, R>(doAll: (pieces: readonly T[]) => Promise<readonly R[]>): GroupCommit<T, { readonly done: R }> {
  return new GroupCommit({
    maxItems: MOST_TOGETHER,
    maxBytes: Number.MAX_SAFE_INTEGER,
    maxInFlight: 1,
    sizeOf: () => 0,
    write: async (pieces) => (await doAll(pieces)).map((done) => ({ done })),
    isItemsFault: (error) => !isDatabaseUnavailable(error),
  });
}
