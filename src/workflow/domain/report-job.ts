/** When an attempt of a run was going on; null where the forge does not say. */
export interface AttemptTime {
  readonly attempt: number;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
}

/** True for what was uploaded while the attempt ran; without a time only the first attempt is believed. */
export function isOfAttempt(createdAt: Date | null, { attempt, startedAt, completedAt }: AttemptTime): boolean {
  if (createdAt === null || startedAt === null) return attempt === 1;
  return createdAt >= startedAt && (completedAt === null || createdAt <= completedAt);
}

const wordsOf = (name: string): readonly string[] => name.toLowerCase().match(/[a-z]+|\d+/g) ?? [];

/**
 * The job that uploaded an artifact, which forges do not tell: the only job of the run, else the one whose name the
 * artifact's name has in it, word for word (`test-results-ubuntu-20` of `test (ubuntu, 20)`), the longest. Null when
 * several are as good as each other: a result of the wrong job is worse than none.
 */
export function jobOfArtifact(artifact: string, jobs: readonly string[]): string | null {
  const names = [...new Set(jobs)];
  if (names.length === 1) return names[0] ?? null;
  const words = new Set(wordsOf(artifact));
  const named = names
    .map((name) => ({ name, words: wordsOf(name) }))
    .filter((job) => job.words.length > 0 && job.words.every((word) => words.has(word)))
    .sort((a, b) => b.words.length - a.words.length);
  const [best, next] = named;
  if (best === undefined || best.words.length === next?.words.length) return null;
  return best.name;
}
