import { z } from 'zod';
import type { Api } from './api';
import type { StoryForge } from './forge';
import type { Progress } from './progress';
import { SHOP_NAME } from './shop';

/** Number of steps `walkFixRoad` takes, for the progress line. */
export const FIX_ROAD_STEPS = 4;

/** What `--once` shows of the fix. */
export interface FixSummary {
  readonly pr_number: number;
  readonly pr_url: string;
  readonly title: string;
  readonly fixer: string | null;
  readonly verified: string;
  readonly state: string;
  /** From the incident to its pull request. */
  readonly ms_to_pull_request: number;
  readonly incident: { readonly status: string; readonly resolution: string | null };
}

const PROPOSED_WITHIN_MS = 30_000;
const PROVEN_WITHIN_MS = 60_000;

const pullsSchema = z.object({
  pull_requests: z.array(
    z.object({
      pr_number: z.number().nullable(),
      pr_url: z.string().nullable(),
      title: z.string(),
      fixer: z.string().nullable(),
      verified: z.string(),
      state: z.string(),
      draft: z.boolean(),
      created_at: z.string(),
    }),
  ),
});
const incidentSchema = z.object({ status: z.string(), resolution: z.string().nullable() });

/** From an incident to its end: fix pull request → the repository's own CI on it → merge → resolved. */
export async function walkFixRoad(
  forge: StoryForge,
  api: Api,
  progress: Progress,
  incidentId: string,
): Promise<FixSummary> {
  const path = `/api/v2/incidents/${incidentId}`;
  const startedAt = performance.now();
  const opened = await progress.step(
    'A fix is proposed as a draft pull request',
    () =>
      api.until(
        `${path}/prs`,
        (answer) => {
          const [pull] = pullsSchema.parse(answer).pull_requests;
          const [number, url] = [pull?.pr_number ?? null, pull?.pr_url ?? null];
          return pull === undefined || number === null || url === null ? undefined : { ...pull, number, url };
        },
        PROPOSED_WITHIN_MS,
      ),
    (pull) => `#${pull.number} by the rule ${pull.fixer ?? '(none)'}: ${pull.title}`,
  );
  const toPullRequest = Math.round(performance.now() - startedAt);

  await progress.step(
    "The repository's own CI proves it",
    () =>
      api.until(
        `${path}/prs`,
        (answer) =>
          pullsSchema.parse(answer).pull_requests.find(({ verified, draft }) => verified === 'verified' && !draft),
        PROVEN_WITHIN_MS,
      ),
    (pull) => `${pull.verified}, ready for review`,
  );

  await progress.step('Its reviewer merges it', () => forge.merge(SHOP_NAME, opened.number));

  const ended = await progress.step(
    'The incident is resolved',
    () =>
      api.until(
        path,
        (answer) => {
          const incident = incidentSchema.parse(answer);
          return incident.status === 'resolved' ? incident : undefined;
        },
        PROVEN_WITHIN_MS,
      ),
    ({ resolution }) => resolution ?? '',
  );
  const [pull] = pullsSchema.parse(await api.call('GET', `${path}/prs`)).pull_requests;
  return {
    pr_number: opened.number,
    pr_url: opened.url,
    title: opened.title,
    fixer: opened.fixer,
    verified: 'verified',
    state: pull?.state ?? 'unknown',
    ms_to_pull_request: toPullRequest,
    incident: ended,
  };
}
