import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { OWN_BRANCH_PREFIX } from '../../src/common/own-branch';
import { incidentsOf, makeAllDue, runsOf, settle, startRoad, typeError, type Road } from '../support/main-road';
import { callForge } from '../support/road-forge';
import { githubRoad } from '../support/road-github';
import { startTestApp, type TestApp } from '../support/test-app';
import { allowReruns, codesOf, failingTest, GREEN, judged, LOST_RUNNER, on, play } from '../support/verdict-road';

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

const told = ({ timeline }: Awaited<ReturnType<typeof judged>>): string[] =>
  timeline.map(({ type }) => type).filter((type) => type.startsWith('rerun_'));

async function attempts(road: Road): Promise<number> {
  return (await runsOf(road)).length;
}

describe('a run that the platform failed', () => {
  it('is run again by itself where that is allowed; green, it was flaky and is over', async () => {
    const road = await startRoad(app, github, 'again');
    await allowReruns(road);

    await play(app, github, road, [LOST_RUNNER, { name: 'lint' }], { reruns: [[GREEN]] });
    const incident = await judged(road);

    expect(told(incident)).toEqual(['rerun_requested', 'rerun_passed']);
    expect(incident).toMatchObject({ status: 'resolved', resolution: 'green_run', verdict: 'flaky', severity: 'low' });
    expect(codesOf(on(incident, 'main'))).toContain('same_commit_passed');
    expect(incident.analysis.verdict_evidence.map(({ code }) => code)).toContain('same_commit_passed');
    expect(await attempts(road)).toBe(2);
  });

  it('is run again once, and the second failure is told', async () => {
    const road = await startRoad(app, github, 'once');
    await allowReruns(road);

    await play(app, github, road, [LOST_RUNNER]);
    const incident = await judged(road);

    expect(told(incident)).toEqual(['rerun_requested', 'rerun_failed']);
    expect(incident).toMatchObject({ status: 'open', occurrence_count: 2, verdict: 'infrastructure' });
    expect(await attempts(road)).toBe(2);
  });

  it('is left alone where nobody asked for it', async () => {
    const road = await startRoad(app, github, 'off');

    await play(app, github, road, [LOST_RUNNER]);

    expect(told(await judged(road))).toEqual([]);
    expect(await attempts(road)).toBe(1);
  });

  it('is left alone on our own branches', async () => {
    const road = await startRoad(app, github, 'own');
    await allowReruns(road);
    const branch = `${OWN_BRANCH_PREFIX}fix-1`;
    await github.push(road.repository, { 'src/a.ts': 'a' }, { branch });

    await play(app, github, road, [LOST_RUNNER], { branch });

    expect(await incidentsOf(road)).toEqual([]);
    expect(await attempts(road)).toBe(1);
  });

  it('is left alone beyond the budget of the day, and the next day is run again', async () => {
    const road = await startRoad(app, github, 'budget');
    await allowReruns(road, { daily_budget: 1 });
    await play(app, github, road, [LOST_RUNNER]);

    await play(app, github, road, [LOST_RUNNER]);
    const spent = await attempts(road);
    await app.db.read.query(`update auto_reruns set planned_at = planned_at - interval '25 hours'`);
    await play(app, github, road, [LOST_RUNNER]);

    expect(spent).toBe(3);
    expect(await attempts(road)).toBe(5);
  });

  it('tells the forge’s refusal by its meaning, and does not ask again', async () => {
    const road = await startRoad(app, github, 'refused');
    await allowReruns(road);
    github.faults.next(
      { method: 'POST', path: /rerun-failed-jobs/, times: 5 },
      { status: 403, body: { message: 'Must have admin rights to Repository.' } },
    );

    await play(app, github, road, [LOST_RUNNER]);
    github.faults.clear();
    const incident = await judged(road);

    expect(told(incident)).toEqual(['rerun_refused']);
    expect(incident.timeline.at(-1)?.message).toContain('the forge gives no right to');
    expect(await attempts(road)).toBe(1);
  });
});

/** A run whose rerun was asked for while the forge's answer got lost; `rerunAtForge`: the forge runs it again by itself. */
async function answerLost(name: string) {
  const forge = githubRoad(github);
  const road = await startRoad(app, github, name);
  await allowReruns(road);
  github.faults.next(forge.requests.rerun, 'reset');
  const id = await play(app, github, road, [LOST_RUNNER], { reruns: [[GREEN]] });
  github.faults.clear();
  // Nobody hears of the second attempt until we have asked again.
  github.faults.pauseWebhooks();
  const path = `/repos/${road.repository}/actions/runs/${id}`;
  const rerunAtForge = () => callForge(github.url, github.token('dana'), 'POST', `${path}/rerun-failed-jobs`);
  const putOff = async (): Promise<void> => {
    github.faults.next({ method: 'GET', path: new RegExp(`${path}$`) }, forge.tooMany);
    await makeAllDue(app);
    await app.drain();
    app.clock.advance(120_000);
    await makeAllDue(app);
    await app.drain();
  };
  return { road, rerunAtForge, putOff };
}

describe('a rerun whose answer was lost, and that was put off then', () => {
  it('is told as asked for where the forge had heard it', async () => {
    const { road, rerunAtForge, putOff } = await answerLost('heard');
    await rerunAtForge();

    await putOff();
    const between = told(await judged(road));
    github.faults.clear();
    await settle(app, github);

    expect(between).toEqual(['rerun_requested']);
    expect(told(await judged(road))).toEqual(['rerun_requested', 'rerun_passed']);
    expect(await attempts(road)).toBe(2);
  });

  it('is asked for again where the forge had not', async () => {
    const { road, putOff } = await answerLost('unheard');

    await putOff();
    github.faults.clear();
    await settle(app, github);

    expect(told(await judged(road))).toEqual(['rerun_requested', 'rerun_passed']);
    expect(await attempts(road)).toBe(2);
  });
});

describe('a rerun that a limit put off', () => {
  it('is not taken for asked for when a person asked for it meanwhile', async () => {
    const forge = githubRoad(github);
    const road = await startRoad(app, github, 'limited');
    await allowReruns(road);
    github.faults.next(forge.requests.rerun, forge.tooMany);
    const id = await play(app, github, road, [LOST_RUNNER], { reruns: [[GREEN]] });
    github.faults.pauseWebhooks();
    await callForge(
      github.url,
      github.token('dana'),
      'POST',
      `/repos/${road.repository}/actions/runs/${id}/rerun-failed-jobs`,
    );

    app.clock.advance(120_000);
    await makeAllDue(app);
    await app.drain();
    const between = told(await judged(road));
    github.faults.clear();

    expect(between).toEqual(['rerun_refused']);
  });
});

describe('a run that failed for its change', () => {
  it('is not run again', async () => {
    const road = await startRoad(app, github, 'change');
    await allowReruns(road);

    await play(app, github, road, [typeError()]);

    expect(told(await judged(road))).toEqual([]);
    expect(await attempts(road)).toBe(1);
  });

  it('is not run again for its other cause either', async () => {
    const road = await startRoad(app, github, 'mixed');
    await allowReruns(road);

    await play(app, github, road, [LOST_RUNNER, failingTest()]);

    expect(await attempts(road)).toBe(1);
  });
});
