import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { startRoad, type Road } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';
import { allowReruns, failingTest, judged, on, play, playPullRequest, rerunByHand } from '../support/verdict-road';

interface Statistic {
  readonly job: string;
  readonly test: string | null;
  readonly branch: string | null;
  readonly state: string;
  readonly observations: number;
  readonly failures: number;
  readonly flips: number;
  readonly flaky_commits: number;
  readonly failure_rate_low: number;
  readonly failure_rate_high: number;
}

const PASSING = { name: 'test', log: 'Tests: 4 passed, 4 total' };

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

async function flaky(road: Road, query = ''): Promise<{ statistics: Statistic[]; total: number }> {
  const path = `/api/v2/workflows/flaky?repository_connection_id=${road.connectionId}${query}`;
  return (await road.caller.get<{ statistics: Statistic[]; total: number }>(path)).body;
}

/** A failing run of main, run again green: the proof that its test is flaky. */
async function flake(road: Road): Promise<void> {
  await play(app, github, road, [failingTest()], { reruns: [[PASSING]] });
  await rerunByHand(app, github, road, on(await judged(road), 'main').workflow_run_id);
}

describe('a test that fails and passes on one commit', () => {
  it('is listed as flaky, and so is its job, over all branches and on its own', async () => {
    const road = await startRoad(app, github, 'listed');

    await flake(road);
    const all = await flaky(road);
    const main = await flaky(road, '&branch=main&state=flaky');
    const other = await flaky(road, '&branch=other');

    expect(all.statistics).toHaveLength(2);
    expect(all.statistics.map(({ test }) => test)).toContain(null);
    for (const statistic of all.statistics) {
      expect(statistic).toMatchObject({ job: 'test', branch: null, state: 'flaky', observations: 2, failures: 1 });
      expect(statistic).toMatchObject({ flips: 1, flaky_commits: 1 });
    }
    expect(main).toMatchObject({ total: 2, statistics: [{ branch: 'main' }, { branch: 'main' }] });
    expect(other.total).toBe(0);
  });

  it('raises no blame in a change that did not touch it once it is known well, and a rerun settles it', async () => {
    const road = await startRoad(app, github, 'known');
    await flake(road);
    for (let runs = 0; runs < 8; runs += 1) await play(app, github, road, [PASSING]);
    await allowReruns(road);

    await playPullRequest(app, github, road, [failingTest()], {
      branch: 'topic',
      file: 'src/elsewhere.ts',
      reruns: [[PASSING]],
    });
    const incident = await judged(road);

    expect(incident.timeline.map(({ type }) => type)).toContain('rerun_requested');
    expect(incident).toMatchObject({ status: 'resolved', verdict: 'flaky', severity: 'low' });
    expect(on(incident, 'topic').evidence.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['known_flaky', 'same_commit_passed']),
    );
  });

  it('is run again by itself on the default branch, where the push did not touch it', async () => {
    const road = await startRoad(app, github, 'pushed');
    await flake(road);
    for (let runs = 0; runs < 8; runs += 1) await play(app, github, road, [PASSING]);
    await allowReruns(road);

    await github.push(road.repository, { 'src/elsewhere.ts': 'changed' });
    await play(app, github, road, [failingTest()], { reruns: [[PASSING]] });
    const incident = await judged(road);

    expect(incident.timeline.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['rerun_requested', 'rerun_passed']),
    );
    expect(incident).toMatchObject({ status: 'resolved', verdict: 'flaky', severity: 'low' });
  });
});

describe('a test that fails on every commit', () => {
  it('is broken on its branch, and not flaky', async () => {
    const road = await startRoad(app, github, 'broken');
    for (const content of ['1', '2', '3']) {
      await github.push(road.repository, { 'src/a.ts': content });
      await play(app, github, road, [failingTest()]);
    }

    const { statistics } = await flaky(road, '&branch=main');

    expect(statistics.map(({ state, failures }) => [state, failures])).toEqual([
      ['broken', 3],
      ['broken', 3],
    ]);
  });
});
