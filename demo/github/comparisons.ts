import { z } from 'zod';
import type { Json } from './payloads';
import type { RepositoryEntry } from './repositories';
import type { World } from './world';

const fileSchema = z.looseObject({
  filename: z.string(),
  status: z.string(),
  additions: z.number(),
  deletions: z.number(),
});
const comparisonSchema = z.looseObject({
  status: z.string(),
  ahead_by: z.number(),
  behind_by: z.number(),
  merge_base_commit: z.looseObject({ sha: z.string() }),
  commits: z.array(z.looseObject({ sha: z.string() })),
  files: z.array(fileSchema),
});

/** What lies between two commits, as the emulator tells it: from their merge base to the head. */
export interface Comparison {
  readonly aheadBy: number;
  readonly behindBy: number;
  readonly mergeBase: string;
  /** Oldest first. */
  readonly commits: readonly (Json & { readonly sha: string })[];
  readonly files: readonly z.infer<typeof fileSchema>[];
}

/** Compares two commits by SHA; null when they have no common ancestor. */
export async function compare(
  world: World,
  entry: RepositoryEntry,
  base: string,
  head: string,
): Promise<Comparison | null> {
  const answer = await world.upstream.request({
    as: world.repositories.administrator(entry),
    method: 'GET',
    path: `/repos/${entry.fullName}/compare/${base}...${head}`,
  });
  if (answer.status === 404) return null;
  const found = comparisonSchema.parse(JSON.parse(answer.body.toString('utf8')));
  return {
    aheadBy: found.ahead_by,
    behindBy: found.behind_by,
    mergeBase: found.merge_base_commit.sha,
    commits: found.commits,
    files: found.files,
  };
}
