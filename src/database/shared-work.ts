import { GroupCommit } from '../common/group-commit';
import { isDatabaseUnavailable } from './database-errors';

/** Pieces done in one go at most: enough to make the round trips cheap, few enough to be done within a second. */
const MOST_TOGETHER = 50;

/**
 * Work that tasks of this process want at the same time, done for all of them in one go: what is asked for while one go is
 * under way shares the next one, so that a storm costs the database a fraction and a single task waits for nobody. `doAll`
 * must do all or nothing, or bear to be asked for the same again: when it throws, each piece is done alone, and only what
 * is to blame throws.
 */
export function sharedWork<T>(doAll: (pieces: readonly T[]) => Promise<void>): (piece: T) => Promise<void> {
  const goes = new GroupCommit<T, true>({
    maxItems: MOST_TOGETHER,
    maxBytes: Number.MAX_SAFE_INTEGER,
    maxInFlight: 1,
    sizeOf: () => 0,
    write: async (pieces) => {
      await doAll(pieces);
      return pieces.map(() => true);
    },
    isItemsFault: (error) => !isDatabaseUnavailable(error),
  });
  return async (piece) => {
    await goes.submit(piece);
  };
}
