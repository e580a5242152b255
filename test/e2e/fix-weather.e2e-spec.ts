import type { FaultMatch } from '../../demo/common/faults';
import { lookAtOpen } from '../../src/pull-request/pull-request.tasks';
import { TaskQueue } from '../../src/queue/task.queue';
import {
  attemptsOf,
  fail,
  fixesOf,
  MISSPELT,
  ownBranchesOf,
  pullsOf,
  settleAll,
  startGreen,
  WRONG,
} from '../support/fix-road';
import { connectAccount, incidentsOf, makeAllDue, only, type Road } from '../support/main-road';
import type { PullAtForge, RoadForge, RoadRequests } from '../support/road-forge';
import { FORGES, useRoads } from '../support/roads';

jest.setTimeout(120_000);

const roads = useRoads();

/** As if the back-off of waiting tasks were over, and a forge's time to wait, too. */
async function later(forge: RoadForge): Promise<void> {
  const { app } = roads;
  forge.faults.clear();
  app.clock.advance(120_000);
  await makeAllDue(app);
  await settleAll(app, forge);
}

/** A turn of what looks at open pull requests of which nothing was heard. */
async function look(forge: RoadForge): Promise<void> {
  const { app } = roads;
  await app.nest.get(TaskQueue).enqueue(app.db.read, lookAtOpen, {});
  await settleAll(app, forge);
}

/** Commits a pull request would bring. */
const commitsOf = (forge: RoadForge, { repository }: Road, { number }: PullAtForge): Promise<number> =>
  forge.commitsOf(repository, number);

describe.each(FORGES)('on %s, between the analysis and the push', (kind) => {
  it('the failing branch is deleted: withdrawn, and nothing of ours is left', async () => {
    const { app } = roads;
    const forge = roads.on(kind);
    const road = await startGreen(app, forge, 'branch-deleted');
    forge.faults.next({ ...forge.requests.readBranch('feature'), times: 20 }, { status: 503, body: 'busy' });

    await fail(app, forge, road, 'feature');
    const claimed = only(await fixesOf(road));
    await forge.deleteBranch(road.repository, 'feature');
    await later(forge);

    expect(claimed).toMatchObject({ state: 'open', pr_number: null });
    expect(only(await fixesOf(road))).toMatchObject({ state: 'closed', closed_reason: 'The branch it fixes is gone.' });
    expect(await pullsOf(forge, road)).toEqual([]);
    expect(await ownBranchesOf(forge, road)).toEqual([]);
  });

  it('the base moves: withdrawn, and the newer failure makes a newer one', async () => {
    const { app } = roads;
    const forge = roads.on(kind);
    const road = await startGreen(app, forge, 'base-moved');
    forge.faults.next({ ...forge.requests.makePull, times: 20 }, { status: 502, body: '<html>Bad Gateway' });

    await fail(app, forge, road);
    forge.faults.next({ ...forge.requests.readBranch('main'), times: 20 }, { status: 503, body: 'busy' });
    await fail(app, forge, road, 'main', { 'README.md': '# moved on\n' });
    await later(forge);
    const fixes = await fixesOf(road);
    const pulls = await pullsOf(forge, road);

    expect(fixes.map(({ state, closed_reason: why }) => [state, why])).toEqual([
      ['open', null],
      ['closed', 'The branch it fixes has moved on and no longer needs it.'],
    ]);
    expect(only(pulls)).toMatchObject({ state: 'open', head: { ref: fixes[0]?.branch_name } });
    expect(await commitsOf(forge, road, only(pulls))).toBe(1);
    expect(await ownBranchesOf(forge, road)).toEqual([fixes[0]?.branch_name]);
  });

  it('the token is revoked: given up with what to do; connected again, the next wish is granted and nothing else is left', async () => {
    const { app } = roads;
    const forge = roads.on(kind);
    const road = await startGreen(app, forge, 'revoked-midway');
    forge.faults.next(forge.requests.moveBranch, forge.revoked);

    await fail(app, forge, road);

    const fix = only(await fixesOf(road));
    const early = await pullsOf(forge, road);
    await connectAccount(road.caller, 'dana', forge);
    await road.caller.post(`/api/v2/incidents/${only(await incidentsOf(road)).id}/create-pr`, {});
    await settleAll(app, forge);
    const [newer] = await fixesOf(road);

    expect(fix).toMatchObject({ state: 'closed', pr_number: null });
    expect(fix.closed_reason).toContain('connect it again');
    expect(early).toEqual([]);
    expect(await ownBranchesOf(forge, road)).toEqual([newer?.branch_name]);
    expect(only(await pullsOf(forge, road)).head.ref).toBe(newer?.branch_name);
  });
});

describe.each(FORGES)('%s is busy', (kind) => {
  const limits: readonly [string, (forge: RoadForge) => void][] = [
    [
      'answers 502',
      ({ faults, requests }) => {
        faults.next({ ...requests.makePull, times: 20 }, { status: 502, body: '' });
      },
    ],
    [
      'names no time to wait',
      ({ faults, requests, tooMany }) => {
        faults.next(requests.makePull, tooMany);
      },
    ],
    [
      'cuts the connection while we commit',
      ({ faults, requests }) => {
        faults.next(requests.moveBranch, 'reset');
      },
    ],
  ];

  it.each(limits)('and %s: one pull request with one commit later', async (how, arm) => {
    const { app } = roads;
    const forge = roads.on(kind);
    const road = await startGreen(app, forge, `busy-${how.replaceAll(/\W/g, '-')}`);
    arm(forge);

    await fail(app, forge, road);
    const early = await pullsOf(forge, road);
    await later(forge);
    const pulls = await pullsOf(forge, road);

    expect(early).toEqual([]);
    expect(await commitsOf(forge, road, only(pulls))).toBe(1);
    expect(only(await fixesOf(road))).toMatchObject({ state: 'open', attempts: [{ result: 'running' }] });
    expect(await ownBranchesOf(forge, road)).toHaveLength(1);
  });
});

describe('a forge that refuses', () => {
  const tree = { method: 'POST', path: /\/git\/trees$/ };
  const commit = { method: 'POST', path: /\/git\/commits$/ };
  type Met = Exclude<keyof RoadRequests, 'readBranch'> | FaultMatch;
  const refusals: readonly [(typeof FORGES)[number], string, Met, number, string, string][] = [
    [
      'github',
      'the pull request: too many',
      'makePull',
      422,
      'Validation Failed: too many open pull requests',
      'too many open',
    ],
    [
      'github',
      'the pull request: archived',
      'makePull',
      403,
      'Repository was archived so is read-only.',
      'may not push here',
    ],
    ['github', 'the pull request: hidden', 'makePull', 404, 'Not Found', 'gone, or hidden'],
    ['github', 'the pull request: conflict', 'makePull', 409, 'Git Repository is empty.', 'moved meanwhile'],
    [
      'github',
      'the branch: archived',
      'makeBranch',
      403,
      'Repository was archived so is read-only.',
      'may not push here',
    ],
    ['github', 'the branch: hidden', 'makeBranch', 404, 'Not Found', 'gone, or hidden'],
    [
      'github',
      'the branch: guarded by a rule',
      'makeBranch',
      422,
      'Repository rule violations found',
      'Repository rule violations found',
    ],
    ['github', 'the tree: invalid', tree, 422, 'tree.sha is not a valid', 'would not help'],
    ['github', 'the commit: no right', commit, 403, 'Resource not accessible', 'may not push'],
    ['github', 'the push: conflict', 'moveBranch', 409, 'Reference cannot be updated', 'moved meanwhile'],
    ['gitlab', 'the merge request: too many', 'makePull', 409, 'Too many open merge requests', 'moved meanwhile'],
    ['gitlab', 'the merge request: no right', 'makePull', 403, '403 Forbidden', 'may not push here'],
    [
      'gitlab',
      'the branch: a push rule',
      'makeBranch',
      400,
      'Branch name does not follow the pattern',
      'does not follow',
    ],
    [
      'gitlab',
      'the commit: no right',
      'moveBranch',
      403,
      'You are not allowed to push into this branch',
      'may not push here',
    ],
    [
      'gitlab',
      'the commit: a push rule',
      'moveBranch',
      400,
      'Commit message does not follow',
      'message does not follow',
    ],
  ];

  it.each(refusals)(
    '%s, %s: told to people, nothing of ours is left',
    async (kind, name, met, status, message, words) => {
      const { app } = roads;
      const forge = roads.on(kind);
      const road = await startGreen(app, forge, `refuses-${name.replaceAll(/\W+/g, '-')}`);
      const at = typeof met === 'string' ? forge.requests[met] : met;
      forge.faults.next({ ...at, times: 20 }, forge.refusal(status, message));

      await fail(app, forge, road);

      const fix = only(await fixesOf(road));
      expect([name, fix.state, fix.pr_number]).toEqual([name, 'closed', null]);
      expect(fix.closed_reason).toContain(words);
      expect(await ownBranchesOf(forge, road)).toEqual([]);
    },
  );
});

it.each(FORGES)('on %s, a push nobody told us of is seen by the next look: the author was faster', async (kind) => {
  const { app } = roads;
  const forge = roads.on(kind);
  const road = await startGreen(app, forge, 'unheard');
  await fail(app, forge, road);
  await look(forge);
  const open = only(await fixesOf(road));
  forge.faults.webhooks.drop = 1_000;
  await forge.push(road.repository, { 'src/a.ts': WRONG.replace('quantty', 'quantity') });
  await forge.idle();
  forge.faults.clear();
  await look(forge);
  const early = only(await fixesOf(road));

  app.clock.advance(16 * 60_000);
  await look(forge);
  const late = only(await fixesOf(road));

  expect([open.state, early.state, late.state]).toEqual(['open', 'open', 'closed']);
  expect(late.closed_reason).toBe('The branch it fixes has moved on and no longer needs it.');
});

it.each(FORGES)('on %s, every delivery told twice makes one pull request with one commit', async (kind) => {
  const { app } = roads;
  const forge = roads.on(kind);
  const road = await startGreen(app, forge, 'twice');
  forge.faults.duplicateWebhooks(1_000);

  await fail(app, forge, road);
  await forge.retell(road.repository, 20);
  await settleAll(app, forge);
  const pulls = await pullsOf(forge, road);

  expect(await commitsOf(forge, road, only(pulls))).toBe(1);
  expect(only(await fixesOf(road))).toMatchObject({ state: 'open', attempts: [{ result: 'running' }] });
});

it.each(FORGES)("on %s, a fork's pull request is never pushed to, even when somebody asks", async (kind) => {
  const { app } = roads;
  const forge = roads.on(kind);
  const road = await startGreen(app, forge, 'forked');
  const { repository } = road;
  await forge.push(repository, { 'src/a.ts': WRONG });
  await forge.run({
    repository,
    branch: 'their-branch',
    headSha: await forge.headOf(repository, 'main'),
    event: 'pull_request',
    jobs: [MISSPELT],
  });
  await settleAll(app, forge);
  const { id } = only(await incidentsOf(road));

  await road.caller.post(`/api/v2/incidents/${id}/create-pr`, {});
  await settleAll(app, forge);
  const [newest] = await attemptsOf(road);

  expect(newest).toMatchObject({ outcome: 'declined', code: 'fix.fork' });
  expect(await ownBranchesOf(forge, road)).toEqual([]);
  expect(await pullsOf(forge, road)).toEqual([]);
});
