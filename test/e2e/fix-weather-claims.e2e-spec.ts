import { authorize } from '../../demo/github/authorize';
import {
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
import { connectRepository, incidentsOf, makeAllDue, only, startRoad, type Road } from '../support/main-road';
import { putOff } from '../support/put-off';
import type { RoadForge } from '../support/road-forge';
import { FORGES, useRoads } from '../support/roads';
import type { TestApp } from '../support/test-app';
import { GREEN } from '../support/verdict-road';

jest.setTimeout(120_000);

const roads = useRoads();
let app: TestApp;
beforeAll(() => {
  app = roads.app;
});

const WORKFLOW = '.github/workflows/ci.yml';
const RETIRED = {
  name: 'build',
  conclusion: 'failure',
  log: '##[error]This request has been automatically failed because it uses a deprecated version of `actions/upload-artifact: v3`. Learn more: https://github.blog/changelog/2024-04-16-deprecation-notice-v3-of-the-artifact-actions/',
} as const;

test.each(FORGES)(
  "on %s, the failing branch's own pull request gets one comment that follows the fix",
  async (kind) => {
    const forge = roads.on(kind);
    const road = await startRoad(app, forge, 'claimed');
    const { repository } = road;
    await forge.run({ repository, jobs: [GREEN] });
    await forge.push(repository, { 'src/a.ts': WRONG }, { branch: 'feature' });
    await settleAll(app, forge);
    const source = await forge.openPull(repository, { title: 'Count', head: 'feature', base: 'main' });
    forge.faults.next({ ...forge.requests.makePull, times: 20 }, { status: 502, body: '' });

    await forge.run({ repository, branch: 'feature', jobs: [MISSPELT] });
    await settleAll(app, forge);
    const claimed = only(await commentsOn(forge, road, source));
    forge.faults.clear();
    await makeAllDue(app);
    await settleAll(app, forge);
    const proposed = only(await commentsOn(forge, road, source));
    const { branch_name: branch, pr_number: number, base_branch: base } = only(await fixesOf(road));
    await forge.run({ repository, branch, jobs: [GREEN] });
    await settleAll(app, forge);
    const verified = only(await commentsOn(forge, road, source));
    await road.caller.patch(`/api/v2/incidents/${only(await incidentsOf(road)).id}`, { status: 'muted' });
    await settleAll(app, forge);
    const withdrawn = only(await commentsOn(forge, road, source));

    expect(claimed).toContain('a fix is being proposed.');
    expect(proposed).toContain(`a fix is proposed in [#${number}]`);
    expect(verified).toContain("the repository's own CI is green there.");
    expect(withdrawn).toContain('was taken back. `The incident was muted.`');
    expect(base).toBe('main');
  },
);

/** A branch with the mistake, its pull request, and the run that shows it. */
async function failPull(
  forge: RoadForge,
  road: Road,
  head: string,
  base: string,
  files: Record<string, string> = {},
  event = 'pull_request',
): Promise<void> {
  const { repository } = road;
  await forge.push(repository, { 'src/a.ts': WRONG, ...files }, { branch: head });
  await settleAll(app, forge);
  await forge.openPull(repository, { title: head, head, base });
  await forge.run({ repository, branch: head, event, jobs: [MISSPELT] });
  await settleAll(app, forge);
}

test.each(FORGES)(
  "on %s, a stacked pull request's fix goes where that one goes; one stacked on ours gets none",
  async (kind) => {
    const forge = roads.on(kind);
    const road = await startGreen(app, forge, 'stacked');
    await forge.push(road.repository, { 'lower.ts': '1;\n' }, { branch: 'lower' });
    await settleAll(app, forge);
    await forge.openPull(road.repository, { title: 'Lower', head: 'lower', base: 'main' });
    await failPull(forge, road, 'upper', 'lower');
    const fix = only(await fixesOf(road));

    await failPull(forge, road, 'onto-ours', fix.branch_name, { 'more.ts': '1;\n' });
    const [newest] = await attemptsOf(road);

    expect(fix).toMatchObject({ state: 'open', base_branch: 'lower' });
    expect(newest).toMatchObject({ outcome: 'declined', code: 'fix.own_branch' });
    expect(await ownBranchesOf(forge, road)).toEqual([fix.branch_name]);
  },
);

/** What hears of the green run last. A branch's own run is held against the newest run at its merge base: its verdict changes. */
const LATE = FORGES.flatMap((kind) => [
  [kind, 'pull_request', 'incident.judge:%'] as const,
  [kind, 'push', '%workflow.run-succeeded%pull-request'] as const,
]);

test.each(LATE)(
  "on %s, a fix for the base's sake is withdrawn when the base is green again, though the branch is still red (%s)",
  async (kind, event, late) => {
    const forge = roads.on(kind);
    const road = await startRoad(app, forge, `base-green-${event}`);
    const { repository, caller } = road;
    await forge.push(repository, { 'src/a.ts': WRONG });
    // Nothing green is known before it: nobody can say whose it is, so nothing is proposed.
    await forge.run({ repository, jobs: [MISSPELT] });
    await settleAll(app, forge);
    const early = await fixesOf(road);
    await failPull(forge, road, 'feature', 'main', { 'NOTES.md': 'mine\n' }, event);
    const proposed = only(await fixesOf(road));

    const delay = await putOff(app, late);
    await forge.run({ repository, jobs: [GREEN] });
    await settleAll(app, forge);
    await delay.end();
    await settleAll(app, forge);
    const withdrawn = only(await fixesOf(road));

    expect(early).toEqual([]);
    expect(proposed).toMatchObject({ state: 'open', base_branch: 'main' });
    expect(withdrawn).toMatchObject({
      state: 'closed',
      closed_reason: 'The base branch is green again without it.',
    });
    expect(only(await incidentsOf({ caller }))).toMatchObject({ status: 'open', branch: 'feature' });
    expect(await ownBranchesOf(forge, road)).toEqual([]);
  },
);

test('a workflow file without the scope for it: refused, with what to do, and no branch is left', async () => {
  const forge = roads.on('github');
  const repository = 'dana/no-workflow-scope';
  const text = `on: push\njobs:\n  build:\n    runs-on: ubuntu-22.04\n    steps:\n      - uses: actions/upload-artifact@v3\n        with:\n          name: app\n          path: dist\n`;
  await forge.createRepository(repository, { [WORKFLOW]: text });
  const caller = await app.user();
  const begun = await caller.post<{ authorization_url: string }>('/api/v2/oauth/github/authorize');
  const callback = new URL(
    await authorize({ authorizationUrl: begun.body.authorization_url, login: 'dana', grantedScope: 'repo' }),
  );
  await caller.get(callback.pathname + callback.search, { headers: { accept: 'application/json' } });
  const road = { caller, repository, connectionId: await connectRepository(caller, repository) };
  await forge.run({ repository, jobs: [GREEN] });
  await settleAll(app, forge);
  await forge.push(repository, { 'README.md': '# now\n' });
  await forge.run({ repository, jobs: [RETIRED] });
  await settleAll(app, forge);

  await caller.post(`/api/v2/incidents/${only(await incidentsOf(road)).id}/create-pr`, {});
  await settleAll(app, forge);
  const [fix] = await fixesOf(road);
  const branches = await forge.branches(repository);

  expect(fix).toMatchObject({ state: 'closed', pr_number: null });
  expect(fix?.closed_reason).toContain('needs the "workflow" scope');
  expect(branches).toEqual(['main']);
});

test.each(FORGES)(
  'on %s, asked for with a base branch and as a draft, it goes there and stays one when it is verified',
  async (kind) => {
    const forge = roads.on(kind);
    const road = await startRoad(app, forge, 'ordered');
    const { repository, caller } = road;
    await caller.patch(`/api/v2/repositories/connections/${road.connectionId}`, { auto_pr_enabled: false });
    await forge.push(repository, { 'NOTES.md': 'release\n' }, { branch: 'release/2.x' });
    await forge.run({ repository, jobs: [GREEN] });
    await settleAll(app, forge);
    await forge.push(repository, { 'src/a.ts': WRONG });
    await forge.run({ repository, jobs: [MISSPELT] });
    await settleAll(app, forge);
    const path = `/api/v2/incidents/${only(await incidentsOf(road)).id}/create-pr`;

    const missing = await caller.post<{ code: string }>(path, { base_branch: 'nowhere' });
    const odd = await caller.post<{ code: string }>(path, { base_branch: 'a..b' });
    const own = await caller.post<{ code: string }>(path, { base_branch: 'devflowfix/abc' });
    const asked = await caller.post(path, { base_branch: 'release/2.x', draft: true });
    await settleAll(app, forge);
    const opened = only(await fixesOf(road));
    await forge.run({ repository, branch: opened.branch_name, jobs: [GREEN] });
    await settleAll(app, forge);
    const verified = only<FixPull>(await fixesOf(road));

    expect([missing, odd, own].map(({ status, body }) => [status, body.code])).toEqual([
      [422, 'pull_request.no_such_base'],
      [422, 'pull_request.no_such_base'],
      [422, 'pull_request.no_such_base'],
    ]);
    expect(asked.status).toBe(202);
    expect(opened).toMatchObject({ base_branch: 'release/2.x', draft: true, state: 'open' });
    expect(verified).toMatchObject({ verified: 'verified', draft: true });
  },
);

test('a protected branch gets no fix, whoever asks', async () => {
  const forge = roads.on('github');
  const road = await startGreen(app, forge, 'guarded');
  await forge.push(road.repository, { '.devflowfix.yml': 'protected_branches: ["release/*"]\n' });
  await decide(app, forge, road, [GREEN]);

  await fail(app, forge, road, 'release/1.x');
  await road.caller.post(`/api/v2/incidents/${only(await incidentsOf(road)).id}/create-pr`, {});
  await settleAll(app, forge);
  const [newest] = await attemptsOf(road);

  expect(newest).toMatchObject({ outcome: 'declined', code: 'fix.protected_branch' });
  expect(newest?.reason).toContain('release/1.x');
  expect(await ownBranchesOf(forge, road)).toEqual([]);
});

test('a .devflowfix.yml with a slip stops fixes, and preview and attempts say where it is', async () => {
  const forge = roads.on('github');
  const road = await startGreen(app, forge, 'policy-slip');
  await forge.push(road.repository, { '.devflowfix.yml': 'never_touches: ["src/**"]\n' });
  await decide(app, forge, road, [GREEN]);

  await fail(app, forge, road);
  const { id } = only(await incidentsOf(road));
  const preview = await road.caller.post(`/api/v2/incidents/${id}/preview-fix`);
  const schema = await app.client().get('/devflowfix.schema.json');

  const told = { code: 'fix.policy_invalid', reason: expect.stringContaining('"never_touches"') as string };
  expect(preview.body).toMatchObject({ outcome: 'declined', ...told });
  expect(only(await attemptsOf(road))).toMatchObject({ outcome: 'declined', ...told });
  expect(schema.body).toMatchObject({ additionalProperties: false, properties: { never_touch: { type: 'array' } } });
});

test.each(FORGES)(
  "on %s, a slip in .devflowfix.yml is told on the failing branch's own pull request, once",
  async (kind) => {
    const forge = roads.on(kind);
    const road = await startGreen(app, forge, 'policy-slip-told');
    await forge.push(road.repository, { '.devflowfix.yml': 'max_files: "@everyone"\n' });
    await decide(app, forge, road, [GREEN]);
    await failPull(forge, road, 'feature', 'main');
    const [{ number } = { number: 0 }] = await pullsOf(forge, road);
    const told = only(await commentsOn(forge, road, number));

    await forge.push(road.repository, { '.devflowfix.yml': 'max_files: 5\n' });
    await decide(app, forge, road, [GREEN]);
    await road.caller.post(`/api/v2/incidents/${only(await incidentsOf(road)).id}/create-pr`, {});
    await settleAll(app, forge);
    const mended = only(await commentsOn(forge, road, number));

    expect(told).toContain('proposes no fix');
    expect(told).toMatch(/```\n\.devflowfix\.yml: [^`]*max_files[^`]*\n```/);
    expect(mended).toContain('a fix is proposed in');
    expect(mended).not.toContain('proposes no fix');
  },
);

test.each(FORGES)(
  'on %s, a red branch without a pull request gets a draft into the default branch that says what else comes along',
  async (kind) => {
    const forge = roads.on(kind);
    const road = await startGreen(app, forge, 'no-pull');
    await forge.push(road.repository, { 'NOTES.md': 'half done\n' }, { branch: 'idea' });
    await decide(app, forge, road, [GREEN], 'idea');
    await fail(app, forge, road, 'idea');
    const opened = only(await fixesOf(road));
    await decide(app, forge, road, [GREEN], opened.branch_name);
    await road.caller.get(`/api/v2/prs/${opened.pr_number}/status`);
    await settleAll(app, forge);

    const status = await road.caller.get(`/api/v2/prs/${opened.pr_number}/status`);
    const atForge = only(await pullsOf(forge, road));
    const listed = await road.caller.get('/api/v2/prs?limit=1&state=open');

    const sha = opened.attempts[0]?.head_sha ?? '';
    expect(opened).toMatchObject({ base_branch: 'main', state: 'open', draft: true });
    expect(status.body).toMatchObject({
      ...{ verified: 'verified', draft: true, commits: 3, changed_files: 2, comments: 0 },
      body: expect.stringContaining(`git fetch origin ${opened.branch_name} && git cherry-pick ${sha}`) as string,
    });
    expect(atForge).toMatchObject({ draft: true, base: { ref: 'main' } });
    expect(atForge.body).toContain('**Merging this also merges `idea` into `main`**');
    expect(listed.body).toMatchObject({
      total: 1,
      next_cursor: null,
      pull_requests: [{ id: expect.anything() as string }],
    });
  },
);
