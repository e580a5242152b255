import fc from 'fast-check';
import { startDemoGitLab, type DemoGitLab } from '../../demo/gitlab/server';
import { settleAll } from '../support/fix-road';
import { startRoad, typeError, type Road } from '../support/main-road';
import { gitlabRoad } from '../support/road-gitlab';
import type { RoadForge } from '../support/road-forge';
import { startTestApp, type TestApp } from '../support/test-app';
import { GREEN } from '../support/verdict-road';

jest.setTimeout(180_000);

let gitlab: DemoGitLab;
let forge: RoadForge;
let app: TestApp;
beforeAll(async () => {
  // What is held back below counts as failed; hooks that are switched off for that have a spec of their own.
  gitlab = await startDemoGitLab({ disablesHooks: false });
  forge = gitlabRoad(gitlab);
  app = await startTestApp({ environment: { ...forge.environment } });
});
afterAll(async () => {
  await app.close();
  await gitlab.close();
});

const RED = typeError();

/** What happens to a project, step by step. */
type Step = (repository: string) => Promise<void>;
const pipeline =
  (...jobs: Parameters<RoadForge['run']>[0]['jobs']): Step =>
  async (repository) => {
    await gitlab.push(repository, { 'n.txt': String(gitlab.pipelines.list(repository).length) });
    await forge.run({ repository, jobs });
  };
const redThenGreenAgain: Step = async (repository) => {
  await forge.run({ repository, jobs: [RED, { name: 'lint', conclusion: 'success' }], reruns: [[GREEN]] });
  await gitlab.idle();
  const newest = [...gitlab.pipelines.list(repository)].sort((a, b) => b.id - a.id)[0];
  const url = `${gitlab.url}/api/v4/projects/${encodeURIComponent(repository)}/pipelines/${newest?.id ?? 0}/retry`;
  const answer = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${gitlab.token('dana')}` } });
  if (!answer.ok) throw new Error(`the retry was refused: ${await answer.text()}`);
};

const STORIES: readonly { readonly story: string; readonly steps: readonly Step[] }[] = [
  { story: 'red, then green', steps: [pipeline(RED), pipeline(GREEN)] },
  { story: 'red, then green by a retry', steps: [redThenGreenAgain] },
  { story: 'green, then red twice', steps: [pipeline(GREEN), pipeline(RED), pipeline(RED)] },
];

/** Everything that may not depend on the order, without ids, times and words that hold them. */
async function state({ connectionId }: Road): Promise<unknown> {
  const [row] = await app.db.read.query<{ state: unknown }[]>(
    `select json_build_object(
       'runs', (select json_agg(r order by run_id::bigint, run_attempt) from (
          select dense_rank() over (order by run_id::bigint) as run_id, run_attempt, status, conclusion, branch, event,
                 incident_id is not null as has_incident
          from workflow_runs where repository_connection_id = $1) r),
       'jobs', (select json_agg(j order by name, run_attempt, conclusion) from (
          select name, run_attempt, status, conclusion from workflow_jobs where repository_connection_id = $1) j),
       'incidents', (select json_agg(i order by title) from (
          select title, status, severity, occurrence_count, reopened_count, resolution
          from incidents where repository_connection_id = $1) i)) as state`,
    [connectionId],
  );
  return row?.state;
}

let projects = 0;
const start = (): Promise<Road> => startRoad(app, forge, `order-${++projects}`);

/** The story as GitLab tells it by itself, each step done before the next. */
async function inOrder(steps: readonly Step[]): Promise<unknown> {
  const road = await start();
  for (const step of steps) {
    await step(road.repository);
    await settleAll(app, forge);
  }
  return state(road);
}

/** The story told only after it is over, in another order, some of it twice, with rests. */
async function outOfOrder(steps: readonly Step[], choose: fc.GeneratorValue): Promise<unknown> {
  const road = await start();
  await settleAll(app, forge);
  const before = new Set(gitlab.hooks.events(road.repository));
  gitlab.faults.webhooks.drop = Number.MAX_SAFE_INTEGER;
  for (const step of steps) {
    await step(road.repository);
    await gitlab.idle();
  }
  gitlab.faults.webhooks.drop = 0;
  const told = gitlab.hooks.events(road.repository).filter((event) => !before.has(event));
  const twice = choose(fc.subarray<(typeof told)[number]>, told);
  const all = [...told, ...twice];
  for (const event of choose(fc.shuffledSubarray<(typeof told)[number]>, all, { minLength: all.length })) {
    await gitlab.hooks.resend(road.repository, event);
    if (choose(fc.boolean)) await app.drain();
  }
  await settleAll(app, forge);
  return state(road);
}

test.each(STORIES)('$story: what GitLab tells leads to the same in any order, late and twice', async ({ steps }) => {
  const expected = await inOrder(steps);
  expect(expected).toMatchObject({
    runs: expect.any(Array) as unknown,
    incidents: [{ occurrence_count: expect.any(Number) as unknown }],
  });

  await fc.assert(
    fc.asyncProperty(fc.gen(), async (choose) => {
      expect(await outOfOrder(steps, choose)).toEqual(expected);
    }),
    // What is tried is a project each: a smaller case is none of the same.
    { numRuns: 3, endOnFailure: true },
  );
});
