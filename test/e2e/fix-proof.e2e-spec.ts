import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { PullRequestKeeper } from '../../src/pull-request/pull-request.keeper';
import { proveFixes } from '../../src/pull-request/pull-request.tasks';
import { TaskQueue } from '../../src/queue/task.queue';
import {
  atGitHub,
  attemptsOf,
  commentsOn,
  decide,
  fail,
  fixesOf,
  MISSPELT,
  ownBranchesOf,
  pullsOf,
  settleAll,
  startGreen,
  WRONG,
  type FixPull,
} from '../support/fix-road';
import { incidentsOf, only, typeError, type Road } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';
import { GREEN } from '../support/verdict-road';

jest.setTimeout(120_000);
const MINUTE = 60_000;

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

/** A turn of what looks for fixes that nobody proves. */
async function turn(): Promise<void> {
  await app.nest.get(TaskQueue).enqueue(app.db.read, proveFixes, {});
  await settleAll(app, github);
}

interface Reviewed {
  readonly body: string;
  readonly draft: boolean;
  readonly title: string;
  readonly labels: readonly { readonly name: string }[];
  readonly requested_reviewers: readonly { readonly login: string }[];
}

const atForge = (road: Road, { pr_number: number }: FixPull): Promise<Reviewed> =>
  atGitHub<Reviewed>(github, 'GET', `/repos/${road.repository}/pulls/${number}`);

async function timelineOf(road: Road): Promise<readonly string[]> {
  const { id } = only(await incidentsOf(road));
  const { body } = await road.caller.get<{ timeline: { type: string; message: string }[] }>(`/api/v2/incidents/${id}`);
  return body.timeline.map(({ type, message }) => `${type}: ${message}`);
}

async function merge(road: Road, { pr_number: number }: FixPull): Promise<string> {
  const path = `/repos/${road.repository}/pulls/${number}/merge`;
  const { sha } = await atGitHub<{ sha: string }>(github, 'PUT', path, { merge_method: 'squash' });
  await settleAll(app, github);
  return sha;
}

const statsOf = async ({ caller }: Road): Promise<Record<string, number>> =>
  (await caller.get<Record<string, number>>('/api/v2/prs/stats')).body;

// First, while both clocks still say the same.
test('a run nobody told us of is asked for before it is said that there was none', async () => {
  const road = await startGreen(app, github, 'unheard');
  await fail(app, github, road);
  github.faults.webhooks.drop = 1_000;
  await github.runs.create({
    repository: road.repository,
    branch: only(await fixesOf(road)).branch_name,
    jobs: [GREEN],
  });
  await github.idle();
  github.faults.clear();

  app.clock.advance(61 * MINUTE);
  await turn();

  expect(only(await fixesOf(road))).toMatchObject({ verified: 'verified', unproven_reason: null });
});

test('no CI on our branch is said after an hour, a lost delivery is made up for, and a late verdict counts', async () => {
  const road = await startGreen(app, github, 'unproven');
  await fail(app, github, road);
  app.clock.advance(59 * MINUTE);
  await turn();
  const early = only(await fixesOf(road));
  app.clock.advance(2 * MINUTE);
  await turn();
  const unproven = only(await fixesOf(road));
  const shown = await atForge(road, unproven);
  const told = await timelineOf(road);
  const stats = await statsOf(road);

  await decide(app, github, road, [GREEN], unproven.branch_name);
  const late = only(await fixesOf(road));

  expect(early).toMatchObject({ verified: 'running', unproven_reason: null });
  expect(unproven).toMatchObject({ state: 'open', draft: true, verified: 'unverified' });
  expect(unproven.unproven_reason).toContain('No CI ran on our branch within 60 minutes');
  expect(shown.draft).toBe(true);
  expect(shown.body).toContain('**Not verified.** No CI ran on our branch');
  expect(told.at(-1)).toContain('pull_request_unproven: Pull request #1 is not verified: No CI ran on our branch');
  expect(stats).toMatchObject({ open: 1, unproven: 1 });
  expect(late).toMatchObject({ verified: 'verified', draft: false, unproven_reason: null });
});

test('a run that waits for an approval is said at once', async () => {
  const road = await startGreen(app, github, 'approval');
  await fail(app, github, road);
  const { branch_name: branch } = only(await fixesOf(road));

  await decide(app, github, road, [{ name: 'build', conclusion: 'action_required' }], branch);
  await turn();

  const fix = only(await fixesOf(road));
  expect(fix).toMatchObject({ state: 'open', draft: true });
  expect(fix.unproven_reason).toBe("The CI run of `CI` waits for a person's approval.");
});

test('another workflow that was green before and is red on our commit disproves the fix', async () => {
  const road = await startGreen(app, github, 'second-workflow');
  const { repository } = road;
  const workflow = { name: 'Lint', path: '.github/workflows/lint.yml' };
  await github.push(repository, { 'src/a.ts': WRONG });
  await github.runs.create({ repository, workflow, jobs: [GREEN] });
  await decide(app, github, road, [MISSPELT]);
  const { branch_name: branch } = only(await fixesOf(road));

  await github.runs.create({ repository, branch, workflow, jobs: [{ ...MISSPELT, name: 'lint' }] });
  await decide(app, github, road, [GREEN], branch);

  expect(only(await fixesOf(road))).toMatchObject({ verified: 'failed', state: 'closed' });
});

test('labels, reviewers, commit style and co-author are as the repository wants them', async () => {
  const road = await startGreen(app, github, 'manners');
  const { caller, repository, connectionId } = road;
  await github.setCollaborator(repository, 'otto', 'write');
  await caller.patch(`/api/v2/repositories/connections/${connectionId}`, {
    fix_policy: { labels: ['ci'], reviewers: ['dana', 'otto', 'nobody-we-know'], commit_style: 'plain' },
  });
  await github.push(repository, { '.devflowfix.yml': 'labels: [robot, ci]\n' });
  await decide(app, github, road, [GREEN]);

  await fail(app, github, road);
  const opened = only(await fixesOf(road));
  const early = await atForge(road, opened);
  await decide(app, github, road, [GREEN], opened.branch_name);
  const late = await atForge(road, opened);
  const { commit } = await atGitHub<{ commit: { message: string } }>(
    github,
    'GET',
    `/repos/${repository}/commits/${opened.attempts[0]?.head_sha ?? ''}`,
  );

  expect(early.labels.map(({ name }) => name).sort()).toEqual(['ci', 'robot']);
  expect(early.requested_reviewers).toEqual([]);
  expect(late.requested_reviewers.map(({ login }) => login)).toEqual(['otto']);
  expect((await timelineOf(road)).join('\n')).toContain('could not be given to nobody-we-know for review');
  expect(late.title).toMatch(/^Fix TS2551/);
  expect(commit.message).toMatch(/^Fix TS2551[^]*\nCo-authored-by: .+ <\d+\+dana@users\.noreply\.127\.0\.0\.1>$/);
});

test("a fork's pull request gets one comment with the change, and nothing is pushed", async () => {
  const road = await startGreen(app, github, 'fork-comment');
  const { repository } = road;
  await github.push(repository, { 'src/a.ts': WRONG }, { branch: 'theirs' });
  await settleAll(app, github);
  const pull = await atGitHub<{ number: number; head: { sha: string; repo: object } }>(
    github,
    'POST',
    `/repos/${repository}/pulls`,
    { title: 'Count', head: 'theirs', base: 'main' },
  );
  const forked = { ...pull, head: { ...pull.head, repo: { ...pull.head.repo, id: 4_711 } } };
  github.faults.next(
    { method: 'GET', path: /\/commits\/[0-9a-f]+\/pulls/, times: 20 },
    { status: 200, body: [forked] },
  );
  const run = { repository, branch: 'theirs', event: 'pull_request', jobs: [MISSPELT] };

  await github.runs.create(run);
  await settleAll(app, github);
  await github.runs.create(run);
  await settleAll(app, github);
  github.faults.clear();
  const [attempt] = await attemptsOf(road);
  const comment = only(await commentsOn(github, road, pull.number));

  expect(attempt).toMatchObject({ outcome: 'declined', code: 'fix.fork' });
  expect(comment).toContain('+export const count = item.quantity;');
  expect(await fixesOf(road)).toEqual([]);
  expect(await ownBranchesOf(github, road)).toEqual([]);
  expect(await pullsOf(github, road)).toHaveLength(1);
});

describe('a merged fix', () => {
  async function merged(name: string): Promise<{ road: Road; fix: FixPull; sha: string }> {
    const road = await startGreen(app, github, name);
    await fail(app, github, road);
    const fix = only(await fixesOf(road));
    await decide(app, github, road, [GREEN], fix.branch_name);
    return { road, fix, sha: await merge(road, fix) };
  }

  it('resolves its incident and tells the time to the fix; the same failure within 14 days is harm', async () => {
    const { road, fix } = await merged('seen-again');
    const resolved = only(await incidentsOf(road));

    await fail(app, github, road, 'main', { 'NOTES.md': 'once more\n' });
    const [newest, old] = await fixesOf(road);

    expect(resolved).toMatchObject({ status: 'resolved', resolution: 'pr_merged' });
    const { resolution_time_seconds: seconds, first_seen_at: from, resolved_at: to } = resolved;
    expect(seconds).toBe(Math.round((Date.parse(to ?? '') - Date.parse(from)) / 1000));
    expect(old).toMatchObject({ pr_number: fix.pr_number, harm: { kind: 'seen_again' } });
    expect([newest?.state, newest?.branch_name === fix.branch_name]).toEqual(['open', false]);
    expect(await statsOf(road)).toMatchObject({ merged: 1, harmed: 1, harmed_seen_again: 1 });
  });

  it('that is taken back did harm', async () => {
    const { road, sha } = await merged('reverted');

    const by = await github.push(
      road.repository,
      { 'src/a.ts': WRONG },
      {
        message: `Revert "fix"\n\nThis reverts commit ${sha}.`,
      },
    );
    await settleAll(app, github);

    expect(only(await fixesOf(road)).harm).toMatchObject({ kind: 'reverted', commit_sha: by });
    expect(await statsOf(road)).toMatchObject({ merged: 1, harmed: 1, harmed_reverted: 1 });
    expect((await timelineOf(road)).at(-1)).toContain(
      'pull_request_harmed: Pull request #1 did harm: It was taken back',
    );
  });

  it('did harm when a new failure strikes the file it touched, unless that one is flaky', async () => {
    const { road } = await merged('new-failure');
    const { caller, repository } = road;
    const [known] = await incidentsOf(road);
    const prs = `/api/v2/incidents/${known?.id ?? ''}/prs`;
    const fixOf = async (): Promise<FixPull> =>
      only((await caller.get<{ pull_requests: FixPull[] }>(prs)).body.pull_requests);

    await github.runs.create({ repository, jobs: [typeError('src/a.ts')], reruns: [[GREEN]] });
    await settleAll(app, github);
    const harmed = await fixOf();
    const { body } = await caller.get<{ runs: { id: string; conclusion: string }[] }>('/api/v2/workflows/runs');
    const red = body.runs.find(({ conclusion }) => conclusion === 'failure')?.id ?? '';
    await caller.post(`/api/v2/workflows/runs/${red}/rerun`, {});
    await settleAll(app, github);

    expect(harmed.harm).toMatchObject({ kind: 'new_failure', files: ['src/a.ts'] });
    expect((await fixOf()).harm).toBeNull();
  });
});

test('a pull request that was made while its fix was given up is closed all the same', async () => {
  const road = await startGreen(app, github, 'muted-midway');
  const { caller, repository, connectionId } = road;
  github.faults.next({ method: 'POST', path: /\/pulls$/, times: 20 }, { status: 502, body: '' });
  await fail(app, github, road);
  const { branch_name: branch, attempts } = only(await fixesOf(road));
  await caller.patch(`/api/v2/incidents/${only(await incidentsOf(road)).id}`, { status: 'muted' });
  await settleAll(app, github);
  github.faults.clear();
  // What our own request did at the forge after that.
  const sha = attempts[0]?.head_sha;
  await atGitHub(github, 'POST', `/repos/${repository}/git/refs`, { ref: `refs/heads/${branch}`, sha });
  const spec = { title: 'fix', head: branch, base: 'main', draft: true };
  const made = await atGitHub<{ number: number }>(github, 'POST', `/repos/${repository}/pulls`, spec);
  const [row] = await app.db.read.query<{ id: string }[]>(
    'select id from pull_requests where branch_name = $1 and repository_connection_id = $2',
    [branch, connectionId],
  );

  const told = { pr_number: made.number, pr_url: `${github.url}/${repository}/pull/${made.number}`, draft: true };
  await app.nest.get(PullRequestKeeper, { strict: false }).takeBack(row?.id ?? '', told);
  await settleAll(app, github);

  expect(only(await fixesOf(road))).toMatchObject({
    state: 'closed',
    pr_number: made.number,
    closed_reason: 'The incident was muted.',
  });
  expect((await pullsOf(github, road)).map(({ state }) => state)).toEqual(['closed']);
  expect(await ownBranchesOf(github, road)).toEqual([]);
});
