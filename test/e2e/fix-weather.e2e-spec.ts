import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { lookAtOpen } from '../../src/pull-request/pull-request.tasks';
import { TaskQueue } from '../../src/queue/task.queue';
import {
  atGitHub,
  attemptsOf,
  fail,
  fixesOf,
  MISSPELT,
  ownBranchesOf,
  pullsOf,
  settleAll,
  startGreen,
  WRONG,
  type PullAtGitHub,
} from '../support/fix-road';
import { connectAccount, incidentsOf, only, type Road } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';

jest.setTimeout(120_000);

let github: DemoGitHub;
let app: TestApp;
beforeAll(async () => {
  github = await startDemoGitHub();
  app = await startTestApp({ githubUrl: github.url });
});
afterEach(() => {
  github.faults.clear();
});
afterAll(async () => {
  await app.close();
  await github.close();
});

/** As if the back-off of waiting tasks were over, and a forge's time to wait, too. */
async function later(): Promise<void> {
  github.faults.clear();
  app.clock.advance(120_000);
  await app.db.read.query('update graphile_worker._private_jobs set run_at = now()');
  await settleAll(app, github);
}

/** A turn of what looks at open pull requests of which nothing was heard. */
async function look(): Promise<void> {
  await app.nest.get(TaskQueue).enqueue(app.db.read, lookAtOpen, {});
  await settleAll(app, github);
}

/** Commits a pull request would bring. */
async function commitsOf(road: Road, { number }: PullAtGitHub): Promise<readonly unknown[]> {
  return atGitHub(github, 'GET', `/repos/${road.repository}/pulls/${number}/commits`);
}

describe('between the analysis and the push', () => {
  it('the failing branch is deleted: withdrawn, and nothing of ours is left', async () => {
    const road = await startGreen(app, github, 'branch-deleted');
    github.faults.next({ method: 'GET', path: /\/branches\/feature/, times: 20 }, { status: 503, body: 'busy' });

    await fail(app, github, road, 'feature');
    const claimed = only(await fixesOf(road));
    await fetch(`${github.url}/repos/${road.repository}/git/refs/heads/feature`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${github.token('dana')}` },
    });
    await later();

    expect(claimed).toMatchObject({ state: 'open', pr_number: null });
    expect(only(await fixesOf(road))).toMatchObject({ state: 'closed', closed_reason: 'The branch it fixes is gone.' });
    expect(await pullsOf(github, road)).toEqual([]);
    expect(await ownBranchesOf(github, road)).toEqual([]);
  });

  it('the base moves: withdrawn, and the newer failure makes a newer one', async () => {
    const road = await startGreen(app, github, 'base-moved');
    github.faults.next({ method: 'POST', path: /\/pulls$/, times: 20 }, { status: 502, body: '<html>Bad Gateway' });

    await fail(app, github, road);
    github.faults.next({ method: 'GET', path: /\/branches\/main/, times: 20 }, { status: 503, body: 'busy' });
    await fail(app, github, road, 'main', { 'README.md': '# moved on\n' });
    await later();
    const fixes = await fixesOf(road);
    const pulls = await pullsOf(github, road);

    expect(fixes.map(({ state, closed_reason: why }) => [state, why])).toEqual([
      ['open', null],
      ['closed', 'The branch it fixes has moved on and no longer needs it.'],
    ]);
    expect(only(pulls)).toMatchObject({ state: 'open', head: { ref: fixes[0]?.branch_name } });
    expect(await commitsOf(road, only(pulls))).toHaveLength(1);
    expect(await ownBranchesOf(github, road)).toEqual([fixes[0]?.branch_name]);
  });

  it('the token is revoked: given up with what to do; connected again, the next wish is granted and nothing else is left', async () => {
    const road = await startGreen(app, github, 'revoked-midway');
    github.faults.next({ method: 'POST', path: /\/git\/trees/ }, { status: 401, body: { message: 'Bad credentials' } });

    await fail(app, github, road);

    const fix = only(await fixesOf(road));
    const early = await pullsOf(github, road);
    await connectAccount(road.caller);
    await road.caller.post(`/api/v2/incidents/${only(await incidentsOf(road)).id}/create-pr`, {});
    await settleAll(app, github);
    const [newer] = await fixesOf(road);

    expect(fix).toMatchObject({ state: 'closed', pr_number: null });
    expect(fix.closed_reason).toContain('connect it again');
    expect(early).toEqual([]);
    expect(await ownBranchesOf(github, road)).toEqual([newer?.branch_name]);
    expect(only(await pullsOf(github, road)).head.ref).toBe(newer?.branch_name);
  });
});

describe('a forge that is busy', () => {
  const limits: readonly [string, () => void][] = [
    [
      'answers 502',
      () => {
        github.faults.next({ method: 'POST', path: /\/pulls$/, times: 20 }, { status: 502, body: '' });
      },
    ],
    [
      'names no time to wait',
      () => {
        github.faults.contentLimit({ method: 'POST', path: /\/pulls$/ });
      },
    ],
    [
      'cuts the connection while we commit',
      () => {
        github.faults.next({ method: 'PATCH', path: /\/git\/refs/ }, 'reset');
      },
    ],
  ];

  it.each(limits)('and %s gets one pull request with one commit later', async (how, arm) => {
    const road = await startGreen(app, github, `busy-${how.replaceAll(/\W/g, '-')}`);
    arm();

    await fail(app, github, road);
    const early = await pullsOf(github, road);
    await later();
    const pulls = await pullsOf(github, road);

    expect(early).toEqual([]);
    expect(await commitsOf(road, only(pulls))).toHaveLength(1);
    expect(only(await fixesOf(road))).toMatchObject({ state: 'open', attempts: [{ result: 'running' }] });
    expect(await ownBranchesOf(github, road)).toHaveLength(1);
  });
});

describe('a forge that refuses', () => {
  const ref = { method: 'POST', path: /\/git\/refs$/ };
  const pull = { method: 'POST', path: /\/pulls$/ };
  const refusals: readonly [string, { method: string; path: RegExp }, number, string, string][] = [
    ['the pull request: too many', pull, 422, 'Validation Failed: too many open pull requests', 'too many open'],
    ['the pull request: archived', pull, 403, 'Repository was archived so is read-only.', 'may not push here'],
    ['the pull request: hidden', pull, 404, 'Not Found', 'gone, or hidden'],
    ['the pull request: conflict', pull, 409, 'Git Repository is empty.', 'moved meanwhile'],
    ['the branch: archived', ref, 403, 'Repository was archived so is read-only.', 'may not push here'],
    ['the branch: hidden', ref, 404, 'Not Found', 'gone, or hidden'],
    ['the branch: guarded by a rule', ref, 422, 'Repository rule violations found', 'Repository rule violations found'],
    ['the tree: invalid', { method: 'POST', path: /\/git\/trees$/ }, 422, 'tree.sha is not a valid', 'would not help'],
    [
      'the commit: no right',
      { method: 'POST', path: /\/git\/commits$/ },
      403,
      'Resource not accessible',
      'may not push',
    ],
    [
      'the push: conflict',
      { method: 'PATCH', path: /\/git\/refs\// },
      409,
      'Reference cannot be updated',
      'moved meanwhile',
    ],
  ];

  it.each(refusals)('%s: told to people, and nothing of ours is left', async (name, at, status, message, words) => {
    const road = await startGreen(app, github, `refuses-${name.replaceAll(/\W+/g, '-')}`);
    github.faults.next({ ...at, times: 20 }, { status, body: { message } });

    await fail(app, github, road);

    const fix = only(await fixesOf(road));
    expect([name, fix.state, fix.pr_number]).toEqual([name, 'closed', null]);
    expect(fix.closed_reason).toContain(words);
    expect(await ownBranchesOf(github, road)).toEqual([]);
  });
});

it('a push nobody told us of is seen by the next look: the author was faster', async () => {
  const road = await startGreen(app, github, 'unheard');
  await fail(app, github, road);
  await look();
  const open = only(await fixesOf(road));
  github.faults.webhooks.drop = 1_000;
  await github.push(road.repository, { 'src/a.ts': WRONG.replace('quantty', 'quantity') });
  await github.idle();
  github.faults.clear();
  await look();
  const early = only(await fixesOf(road));

  app.clock.advance(16 * 60_000);
  await look();
  const late = only(await fixesOf(road));

  expect([open.state, early.state, late.state]).toEqual(['open', 'open', 'closed']);
  expect(late.closed_reason).toBe('The branch it fixes has moved on and no longer needs it.');
});

it('every delivery told twice makes one pull request with one commit', async () => {
  const road = await startGreen(app, github, 'twice');
  github.faults.duplicateWebhooks(1_000);

  await fail(app, github, road);
  const [hook] = github.hooks.list(road.repository);
  for (const { id } of github.hooks.deliveries(road.repository)) {
    await fetch(`${github.url}/repos/${road.repository}/hooks/${hook?.id ?? 0}/deliveries/${id}/attempts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${github.token('dana')}` },
    });
  }
  await settleAll(app, github);
  const pulls = await pullsOf(github, road);

  expect(await commitsOf(road, only(pulls))).toHaveLength(1);
  expect(only(await fixesOf(road))).toMatchObject({ state: 'open', attempts: [{ result: 'running' }] });
});

it("a fork's pull request is never pushed to, even when somebody asks", async () => {
  const road = await startGreen(app, github, 'forked');
  const { repository } = road;
  await github.push(repository, { 'src/a.ts': WRONG });
  await github.runs.create({
    repository,
    branch: 'their-branch',
    headSha: await headOf(road),
    event: 'pull_request',
    jobs: [MISSPELT],
  });
  await settleAll(app, github);
  const { id } = only(await incidentsOf(road));

  await road.caller.post(`/api/v2/incidents/${id}/create-pr`, {});
  await settleAll(app, github);
  const [newest] = await attemptsOf(road);

  expect(newest).toMatchObject({ outcome: 'declined', code: 'fix.fork' });
  expect(await ownBranchesOf(github, road)).toEqual([]);
  expect(await pullsOf(github, road)).toEqual([]);
});

async function headOf(road: Road): Promise<string> {
  const { commit } = await atGitHub<{ commit: { sha: string } }>(
    github,
    'GET',
    `/repos/${road.repository}/branches/main`,
  );
  return commit.sha;
}
