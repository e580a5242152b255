/** Rows one statement of a retention touches, so that none holds its locks for long. */
export const CHUNK = 1_000;

/**
 * Repeats work that takes up to `size` rows at a time, so that no statement holds its locks for long, until one takes fewer.
 * Returns how many it took in all.
 */
export async function inChunks(size: number, takeSome: (limit: number) => Promise<number>): Promise<number> {
  let all = 0;
  for (;;) {
    const some = await takeSome(size);
    all += some;
    if (some < size) return all;
  }
}
