import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import {
  atGitHub,
  attemptsOf,
  breakMain,
  fixesOf,
  push,
  settleAll,
  startShop,
  type PullAtGitHub,
} from '../support/fix-road';
import { incidentsOf, only } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';

// The compiler runs for real, several times a test.
jest.setTimeout(240_000);

let github: DemoGitHub;
let app: TestApp;
beforeAll(async () => {
  github = await startDemoGitHub({ runCi: true });
  app = await startTestApp({ githubUrl: github.url });
});
afterAll(async () => {
  await app.close();
  await github.close();
});

test('a failure becomes a draft, the repository’s own CI proves it, and its merge resolves the incident', async () => {
  const road = await startShop(app, github, 'proven');
  await breakMain(app, github, road);

  const fix = only(await fixesOf(road));
  const atForge = await atGitHub<PullAtGitHub>(github, 'GET', `/repos/${road.repository}/pulls/${fix.pr_number}`);
  await atGitHub(github, 'PUT', `/repos/${road.repository}/pulls/${fix.pr_number}/merge`, { merge_method: 'squash' });
  await settleAll(app, github);
  const merged = only(await fixesOf(road));
  const incident = only(await incidentsOf(road));

  expect(fix).toMatchObject({
    state: 'open',
    draft: false,
    verified: 'verified',
    base_branch: 'main',
    fixer: 'tsc-suggestion',
    attempts: [{ result: 'passed' }],
  });
  expect(fix.branch_name).toMatch(/^devflowfix\/[0-9a-f]{12}$/);
  expect(atForge).toMatchObject({ state: 'open', draft: false, head: { ref: fix.branch_name } });
  expect(atForge.body).toContain('CI is green on this branch');
  expect(merged).toMatchObject({ state: 'merged', merged: true });
  expect(incident).toMatchObject({ status: 'resolved' });
  expect(['pr_merged', 'green_run']).toContain(incident.resolution);
});

test('the author is faster: the pull request is withdrawn, with a word and without its branch', async () => {
  const road = await startShop(app, github, 'faster');
  await breakMain(app, github, road);
  const before = only(await fixesOf(road));

  await push(app, github, road, { 'src/checkout.ts': 'export const nothing = 0;\n' });
  const after = only(await fixesOf(road));
  const atForge = await atGitHub<PullAtGitHub>(github, 'GET', `/repos/${road.repository}/pulls/${before.pr_number}`);
  const branches = await atGitHub<{ name: string }[]>(github, 'GET', `/repos/${road.repository}/branches`);

  expect(before.state).toBe('open');
  expect(after.state).toBe('closed');
  expect(after.closed_reason).toMatch(/moved on|is gone|green again/);
  expect(atForge.state).toBe('closed');
  expect(branches.map(({ name }) => name)).toEqual(['main']);
});

test('somebody commits to the branch: it is theirs, and stays open when the failure is gone', async () => {
  const road = await startShop(app, github, 'handed-over');
  await breakMain(app, github, road);
  const fix = only(await fixesOf(road));

  await push(app, github, road, { 'src/more.ts': 'export const more = 1;\n' }, fix.branch_name);
  await push(app, github, road, { 'src/checkout.ts': 'export const nothing = 0;\n' });
  const after = only(await fixesOf(road));
  const atForge = await atGitHub<PullAtGitHub>(github, 'GET', `/repos/${road.repository}/pulls/${fix.pr_number}`);

  expect(after.state).toBe('open');
  expect(atForge.state).toBe('open');
  expect(only(await incidentsOf(road)).status).toBe('resolved');
});

test('nothing safe to propose is said, and nothing is pushed', async () => {
  const road = await startShop(app, github, 'no-fixer');
  const wrong = 'export const size: number = process.argv.length > 9 ? 1 : "two";\n';
  await push(app, github, road, { 'src/size.ts': wrong });

  const attempt = only(await attemptsOf(road));

  expect(attempt).toMatchObject({ outcome: 'declined', code: 'fix.no_fixer', diff: null });
  expect(await fixesOf(road)).toEqual([]);
});
