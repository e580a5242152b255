import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { incidentsOf, only, runsOf, settle, startRoad, typeError } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';

const GREEN = { name: 'build', log: 'all fine' };

let github: DemoGitHub;
let app: TestApp;
beforeAll(async () => {
  github = await startDemoGitHub();
  app = await startTestApp({ githubUrl: github.url });
});
afterAll(async () => {
  await app.close();
  await github.close();
});

describe('a failing run on the default branch', () => {
  it('becomes a high incident whose excerpt names the error', async () => {
    const road = await startRoad(app, github, 'first');

    await github.runs.create({ repository: road.repository, jobs: [typeError()] });
    await settle(app, github);
    const incident = only(await incidentsOf(road));
    const detail = await road.caller.get<{ analysis: { log_excerpts: { text: string }[] }; runs: { id: string }[] }>(
      `/api/v2/incidents/${incident.id}`,
    );
    const run = only(await runsOf(road));

    expect(incident).toMatchObject({
      status: 'open',
      severity: 'high',
      class: 'type-check',
      source: 'github',
      branch: 'main',
      occurrence_count: 1,
    });
    expect(incident.root_cause).toContain("src/a.ts:3: Type 'string' is not assignable to type 'number'.");
    expect(detail.body.analysis.log_excerpts.map(({ text }) => text).join('\n')).toContain('error TS2322');
    expect(detail.body.runs.map(({ id }) => id)).toEqual([run.id]);
    expect(run).toMatchObject({ status: 'completed', conclusion: 'failure', incident_id: incident.id });
  });

  it('joins the incident of the same cause, is resolved by green, and reopens it when red again', async () => {
    const road = await startRoad(app, github, 'again');
    const run = async (jobs: Parameters<typeof github.runs.create>[0]['jobs']): Promise<void> => {
      await github.runs.create({ repository: road.repository, jobs });
      await settle(app, github);
    };

    await run([typeError()]);
    await run([typeError()]);
    const seenTwice = only(await incidentsOf(road));
    await run([GREEN]);
    const green = only(await incidentsOf(road));
    await run([typeError()]);
    const redAgain = only(await incidentsOf(road));

    expect(seenTwice).toMatchObject({ status: 'open', occurrence_count: 2 });
    expect(green).toMatchObject({ id: seenTwice.id, status: 'resolved', resolution: 'green_run' });
    expect(redAgain).toMatchObject({
      id: seenTwice.id,
      status: 'open',
      occurrence_count: 3,
      reopened_count: 1,
      resolved_at: null,
    });
  });

  it('is the cause of the jobs that fail because it did: one incident, of what broke first', async () => {
    const road = await startRoad(app, github, 'cascade');
    const failing = (name: string, log: string) => ({
      name,
      conclusion: 'failure' as const,
      log: `${log}\nProcess completed with exit code 1.`,
    });
    const jobs = [
      failing('all green', '##[error]One or more of the required jobs failed: build'),
      typeError(),
      failing('deploy', '##[error]Unable to download artifact(s): Artifact not found for name: dist'),
    ];

    await github.runs.create({ repository: road.repository, jobs });
    await settle(app, github);

    expect(only(await incidentsOf(road))).toMatchObject({ class: 'type-check', occurrence_count: 1 });
  });
});
