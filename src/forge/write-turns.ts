/**
 * Whose turn it is to write with one credential, over all processes that hold it: forges count what a token does, not
 * who does it.
 */
export interface WriteTurns {
  /**
   * Runs `work` while no other write of `credential` runs; with an interval, that long after the last one that had an
   * interval began. A failure of `work` is thrown on and holds up nobody.
   */
  run<T>(credential: string, intervalMs: number, work: () => Promise<T>): Promise<T>;
}
