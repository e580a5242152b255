import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { atGitHub } from '../support/fix-road';
import { settle, startRoad, typeError } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';
import { codesOf, GREEN, judged, LOST_RUNNER, on, play, playPullRequest, rerunByHand } from '../support/verdict-road';

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

describe('whose failure it is', () => {
  it('the change’s, when the base is green and the change touches what the log blames', async () => {
    const road = await startRoad(app, github, 'introduced');
    await play(app, github, road, [GREEN]);

    await playPullRequest(app, github, road, [typeError('src/a.ts')], { branch: 'topic', file: 'src/a.ts' });
    const incident = await judged(road);

    expect(incident).toMatchObject({ verdict: 'introduced_by_change', severity: 'medium' });
    expect(incident.analysis.verdict).toBe('introduced_by_change');
    expect(on(incident, 'topic').confidence).toBe(0.9);
    expect(codesOf(on(incident, 'topic'))).toEqual(['base_passed', 'change_touches_blamed_files']);
    expect(incident.timeline.map(({ type }) => type)).toEqual(['opened', 'diagnosed', 'judged']);
  });

  it('told without waiting for test reports the forge cannot give just now', async () => {
    const road = await startRoad(app, github, 'no-reports');
    await play(app, github, road, [GREEN]);
    github.faults.next({ path: '/artifacts', times: 50 }, { status: 503, body: { message: 'Unicorn' } });

    await playPullRequest(app, github, road, [typeError('src/a.ts')], { branch: 'topic', file: 'src/a.ts' });
    github.faults.clear();

    expect((await judged(road)).verdict).toBe('introduced_by_change');
  });

  it('the base’s, when the base failed alike, and the run that shows it is named', async () => {
    const road = await startRoad(app, github, 'base');
    await play(app, github, road, [typeError('src/a.ts')]);

    await playPullRequest(app, github, road, [typeError('src/a.ts')], { branch: 'topic', file: 'src/other.ts' });
    const incident = await judged(road);

    expect(incident.verdict).toBe('base_broken');
    expect(on(incident, 'topic')).toMatchObject({ verdict: 'base_broken', confidence: 0.9 });
    expect(on(incident, 'topic').evidence[0]).toMatchObject({
      code: 'base_failed_alike',
      run_ids: [on(incident, 'main').workflow_run_id],
    });
    expect(on(incident, 'main').verdict).toBe('unknown');
  });

  it('judged again when the run of the merge base ends later', async () => {
    const road = await startRoad(app, github, 'late-base');
    await playPullRequest(app, github, road, [typeError('src/a.ts')], { branch: 'topic', file: 'src/other.ts' });
    const before = await judged(road);

    await play(app, github, road, [typeError('src/a.ts')]);
    const after = await judged(road);

    expect(on(before, 'topic').verdict).toBe('unknown');
    expect(codesOf(on(before, 'topic'))).toContain('base_unknown');
    expect(on(after, 'topic').verdict).toBe('base_broken');
  });

  it('judged again when the run before it on its branch is told late, with what came between', async () => {
    const road = await startRoad(app, github, 'late-green');
    github.faults.dropWebhooks(50);
    await play(app, github, road, [GREEN]);
    github.faults.clear();
    await github.push(road.repository, { 'src/a.ts': 'export const a: number = "one";\n' });
    await play(app, github, road, [typeError('src/a.ts')]);
    const before = await judged(road);

    await road.caller.post(`/api/v2/repositories/connections/${road.connectionId}/webhook/repair`);
    await settle(app, github);
    const after = await judged(road);

    expect(codesOf(on(before, 'main'))).toEqual(['base_unknown', 'change_unknown']);
    expect(after.verdict).toBe('introduced_by_change');
    expect(codesOf(on(after, 'main'))).toEqual(['base_passed', 'change_touches_blamed_files']);
    expect(on(after, 'main').suspects.map(({ blamed_files }) => blamed_files)).toEqual([['src/a.ts']]);
  });

  it('narrowed to what came after a green run that is told late', async () => {
    const road = await startRoad(app, github, 'late-newer-green');
    await play(app, github, road, [GREEN]);
    await github.push(road.repository, { 'src/a.ts': 'export const a = 1;\n' });
    github.faults.dropWebhooks(50);
    await play(app, github, road, [GREEN]);
    github.faults.clear();
    await github.push(road.repository, { 'src/a.ts': 'export const a: number = "one";\n' });
    await play(app, github, road, [typeError('src/a.ts')]);
    const before = await judged(road);

    await road.caller.post(`/api/v2/repositories/connections/${road.connectionId}/webhook/repair`);
    await settle(app, github);

    expect(on(before, 'main').suspects).toHaveLength(2);
    expect(on(await judged(road), 'main').suspects).toHaveLength(1);
  });

  it('held against the branch its pull request goes into, not the default one, though the run does not name it', async () => {
    const road = await startRoad(app, github, 'other-base');
    await play(app, github, road, [GREEN]);
    await github.push(road.repository, { 'NOTES.md': 'release\n' }, { branch: 'release/2.x' });
    await play(app, github, road, [typeError('src/a.ts')], { branch: 'release/2.x' });
    const red = on(await judged(road), 'release/2.x');
    const git = `/repos/${road.repository}`;
    await atGitHub(github, 'POST', `${git}/git/refs`, { ref: 'refs/heads/topic', sha: red.commit_sha });
    await github.push(road.repository, { 'src/other.ts': 'x\n' }, { branch: 'topic' });
    await atGitHub(github, 'POST', `${git}/pulls`, { title: 'Topic', head: 'topic', base: 'release/2.x' });

    await play(app, github, road, [typeError('src/a.ts')], { branch: 'topic', event: 'pull_request' });
    const judgement = on(await judged(road), 'topic');
    const { body: run } = await road.caller.get<{ base_branch: string; pull_request_numbers: number[] }>(
      `/api/v2/workflows/runs/${judgement.workflow_run_id}`,
    );

    expect(run).toMatchObject({ base_branch: 'release/2.x', pull_request_numbers: [] });
    expect(judgement).toMatchObject({ verdict: 'base_broken', confidence: 0.9 });
    expect(judgement.evidence).toContainEqual(
      expect.objectContaining({ code: 'base_failed_alike', branches: ['release/2.x'], run_ids: [red.workflow_run_id] }),
    );
    expect(codesOf(judgement)).not.toContain('other_branches_fail_alike');
  });

  it('several pull requests’, when others fail alike and the base is green', async () => {
    const road = await startRoad(app, github, 'several');
    await play(app, github, road, [GREEN]);
    for (const branch of ['one', 'two', 'three']) {
      await playPullRequest(app, github, road, [typeError('src/a.ts')], { branch, file: `src/${branch}.ts` });
    }

    const incident = await judged(road);

    expect(incident.occurrences.map(({ verdict }) => verdict)).toEqual(Array(3).fill('several_pull_requests'));
    expect(codesOf(on(incident, 'one'))).toContain('other_branches_fail_alike');
  });

  it('the platform’s, when the log says so: low', async () => {
    const road = await startRoad(app, github, 'platform');
    await play(app, github, road, [GREEN]);
    await github.push(road.repository, { 'src/a.ts': 'a' });

    await play(app, github, road, [LOST_RUNNER]);
    const incident = await judged(road);

    expect(incident).toMatchObject({ verdict: 'infrastructure', severity: 'low', class: 'infra' });
    expect(codesOf(on(incident, 'main'))).toContain('diagnosed_infrastructure');
  });

  it('nobody’s we could name, when there is nothing to hold it against', async () => {
    const road = await startRoad(app, github, 'unknown');

    await play(app, github, road, [typeError('src/a.ts')]);
    const incident = await judged(road);

    expect(incident).toMatchObject({ verdict: 'unknown', severity: 'high' });
    expect(on(incident, 'main')).toMatchObject({ confidence: null, suspects: [] });
    expect(codesOf(on(incident, 'main'))).toEqual(['base_unknown', 'change_unknown']);
  });
});

describe('a commit that fails and passes', () => {
  it('is flaky: low, and resolved by the green attempt', async () => {
    const road = await startRoad(app, github, 'flaky');
    await play(app, github, road, [typeError('src/a.ts')], { reruns: [[GREEN]] });
    const red = await judged(road);

    await rerunByHand(app, github, road, on(red, 'main').workflow_run_id);
    const green = await judged(road);

    expect(red).toMatchObject({ status: 'open', severity: 'high' });
    expect(green).toMatchObject({ status: 'resolved', resolution: 'green_run', verdict: 'flaky', severity: 'low' });
    expect(codesOf(on(green, 'main'))).toContain('same_commit_passed');
  });

  it('is not flaky when a pull request’s head is green in another run: the base may have moved', async () => {
    const road = await startRoad(app, github, 'moved');
    await playPullRequest(app, github, road, [typeError('src/a.ts')], { branch: 'topic', file: 'src/b.ts' });

    await play(app, github, road, [GREEN], { branch: 'topic', event: 'pull_request' });
    const incident = await judged(road);

    expect(incident).toMatchObject({ status: 'resolved', verdict: 'unknown' });
  });

  it('is flaky for the job that passed, though the attempt failed elsewhere', async () => {
    const road = await startRoad(app, github, 'elsewhere');
    const lint = { name: 'lint', conclusion: 'failure' as const, log: 'src/b.ts:1:1 error Unexpected var no-var' };
    await play(app, github, road, [typeError('src/a.ts'), { name: 'lint' }], { reruns: [[GREEN, lint]] });
    const red = await judged(road);

    const answer = await road.caller.post(`/api/v2/workflows/runs/${on(red, 'main').workflow_run_id}/rerun`, {});
    await github.idle();
    await app.drain();
    const detail = await road.caller.get<typeof red>(`/api/v2/incidents/${red.id}`);

    expect(answer.status).toBe(202);
    expect(detail.body.verdict).toBe('flaky');
  });
});

describe('the default branch', () => {
  it('has its suspects ranked: who touched what the log blames first, documentation last', async () => {
    const road = await startRoad(app, github, 'suspects');
    await play(app, github, road, [GREEN]);
    const push = (file: string, message: string): Promise<string> =>
      github.push(road.repository, { [file]: message }, { message });
    const culprit = await push('src/a.ts', 'change a\n\nat length');
    const bystander = await push('src/b.ts', 'change b');
    const writer = await push('README.md', 'more words');

    await play(app, github, road, [typeError('src/a.ts')]);
    const first = await judged(road);
    await push('src/c.ts', 'change c');
    await play(app, github, road, [typeError('src/a.ts')]);
    const second = await judged(road);

    expect(first.verdict).toBe('introduced_by_change');
    expect(on(first, 'main').suspects.map(({ sha }) => sha)).toEqual([culprit, bystander, writer]);
    expect(on(first, 'main').suspects[0]).toMatchObject({ subject: 'change a', blamed_files: ['src/a.ts'] });
    expect(second.verdict).toBe('base_broken');
    expect(on(second, 'main').suspects).toEqual(on(first, 'main').suspects);
  });

  it('asks the forge once for each failure what changed, also where it does not tell', async () => {
    const road = await startRoad(app, github, 'untold');
    await play(app, github, road, [GREEN]);
    github.faults.next({ path: /\/compare\//, times: 100 }, { status: 404, body: { message: 'Not Found' } });
    for (const word of ['one', 'two', 'three']) {
      await github.push(road.repository, { 'src/a.ts': word });
      await play(app, github, road, [typeError('src/a.ts')]);
    }
    github.faults.clear();
    const refused = app.logs.filter((line) => line.includes('does not tell what a change touched'));

    expect((await judged(road)).occurrences).toHaveLength(3);
    expect(refused.filter((line) => line.includes(road.connectionId))).toHaveLength(3);
  });
});
