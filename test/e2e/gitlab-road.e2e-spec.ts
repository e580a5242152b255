import { authorize } from '../../demo/gitlab/authorize';
import { startDemoGitLab, type DemoGitLab } from '../../demo/gitlab/server';
import { BREAKING_CHANGE, GITLAB_SHOP_FILES } from '../../demo/story/shop';
import type { ApiClient } from '../support/api-client';
import { attemptsOf, fixesOf, PROVEN_FIX } from '../support/fix-road';
import { incidentsOf, only, runsOf, type Road } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';

// The compiler runs for real, several times.
jest.setTimeout(120_000);

const SHOP = 'acme/platform/shop';

let gitlab: DemoGitLab;
let app: TestApp;
beforeAll(async () => {
  gitlab = await startDemoGitLab({ runCi: true });
  app = await startTestApp({
    environment: {
      GITLAB_BASE_URL: gitlab.url,
      GITLAB_OAUTH_CLIENT_ID: gitlab.oauthApp.clientId,
      GITLAB_OAUTH_CLIENT_SECRET: gitlab.oauthApp.clientSecret,
    },
  });
});
afterAll(async () => {
  await app.close();
  await gitlab.close();
});

/** Failure, judgement, fix, merge request, its pipeline, and the verdict on it: each may set off the next. */
async function settle(): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    let started: number;
    do {
      await gitlab.idle();
      started = gitlab.workStarted();
      await app.drain();
    } while (gitlab.workStarted() !== started);
  }
}

async function connectAccount(caller: ApiClient): Promise<void> {
  const begun = await caller.post<{ authorization_url: string }>('/api/v2/oauth/gitlab/authorize');
  const callback = new URL(await authorize({ authorizationUrl: begun.body.authorization_url, login: 'dana' }));
  await caller.get(callback.pathname + callback.search, { headers: { accept: 'application/json' } });
}

async function startShop(): Promise<Road> {
  await gitlab.createProject(SHOP, { files: { 'README.md': '# Shop\n' } });
  const caller = await app.user();
  await connectAccount(caller);
  const connected = await caller.post<{ id: string }>('/api/v2/repositories/connect', {
    provider: 'gitlab',
    repository_full_name: SHOP,
  });
  await gitlab.push(SHOP, GITLAB_SHOP_FILES);
  await settle();
  return { caller, connectionId: connected.body.id, repository: SHOP };
}

async function call(method: string, path: string, body?: object): Promise<Response> {
  const answer = await fetch(`${gitlab.url}/api/v4/projects/${encodeURIComponent(SHOP)}${path}`, {
    method,
    headers: { authorization: `Bearer ${gitlab.token('dana')}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

test('the main road: a pipeline that fails for real becomes a merge request its own pipeline proves', async () => {
  const road = await startShop();
  const accounts = await road.caller.get('/api/v2/oauth/connections');
  const listed = await road.caller.get<{ repositories: { full_name: string }[] }>('/api/v2/repositories/gitlab');
  const hook = only(gitlab.hooks.list(SHOP));
  const green = await runsOf(road, '?conclusion=success');

  await gitlab.push(SHOP, BREAKING_CHANGE);
  await settle();
  const fix = only(await fixesOf(road));
  const [request] = gitlab.mergeRequests(SHOP);
  const opened = only(await incidentsOf(road));

  expect(accounts.body).toMatchObject({
    connections: [{ provider: 'gitlab', provider_username: 'dana', missing_scopes: [] }],
    available: ['github', 'gitlab'],
  });
  expect(listed.body.repositories).toMatchObject([{ full_name: SHOP }]);
  expect([hook.token === null, hook.signingToken === null]).toEqual([false, false]);
  expect(green.length).toBeGreaterThan(0);
  expect(opened).toMatchObject({ source: 'gitlab', branch: 'main', status: 'open', class: 'type-check' });
  expect(fix).toMatchObject(PROVEN_FIX);
  expect(request).toMatchObject({ state: 'opened', sourceBranch: fix.branch_name, targetBranch: 'main' });
  expect(request?.title).not.toMatch(/^draft/i);

  await call('PUT', `/merge_requests/${fix.pr_number}/merge`, {});
  await settle();

  expect(only(await fixesOf(road))).toMatchObject({ state: 'merged', merged: true });
  const ended = only(await incidentsOf(road));
  expect(ended).toMatchObject({ status: 'resolved' });
  expect(['pr_merged', 'green_run']).toContain(ended.resolution);
  expect(gitlab.hooks.events(SHOP).filter(({ responseStatus }) => !responseStatus.startsWith('2'))).toEqual([]);
});

test('a pipeline that GitLab refuses: its own words are the evidence, and it takes the fix before there is a branch', async () => {
  const project = 'acme/refused';
  const good = 'stages: [check]\nlint:\n  stage: check\n  script: [echo fine]\n';
  await gitlab.createProject(project, { files: { 'README.md': '# Refused\n' } });
  const caller = await app.user();
  await connectAccount(caller);
  const connected = await caller.post<{ id: string }>('/api/v2/repositories/connect', {
    provider: 'gitlab',
    repository_full_name: project,
  });
  const road: Road = { caller, connectionId: connected.body.id, repository: project };

  await gitlab.push(project, { '.gitlab-ci.yml': good });
  await settle();
  await gitlab.push(project, { '.gitlab-ci.yml': good.replace('stage: check', 'stage: chekc') });
  await settle();
  const incident = only(await incidentsOf(road));
  const detail = await caller.get<{ analysis: { evidence: object[] } }>(`/api/v2/incidents/${incident.id}`);
  const attempts = await attemptsOf(road);

  expect(only(await runsOf(road, '?conclusion=startup_failure&branch=main'))).toMatchObject({ status: 'completed' });
  expect(incident).toMatchObject({ class: 'config', status: 'open' });
  expect(JSON.stringify(detail.body.analysis)).toContain(
    '.gitlab-ci.yml:3:10: lint job: chosen stage chekc does not exist; available stages are .pre, check, .post',
  );
  expect(only(attempts)).toMatchObject({ outcome: 'proposed', code: null, reason: null, fixer: 'pipeline-words' });
  expect(only(attempts).gates).toContainEqual({
    gate: 'forge-word',
    passed: true,
    severity: null,
    reason: 'the forge itself says that .gitlab-ci.yml is valid',
  });
  expect(only(await fixesOf(road))).toMatchObject({ state: 'open', verified: 'verified', base_branch: 'main' });
});

test('a rename is learned from the next delivery; disconnecting takes hook and tokens away', async () => {
  const caller = await app.user();
  await gitlab.createProject('acme/old', { files: { 'README.md': '# Old\n' } });
  await connectAccount(caller);
  const { body } = await caller.post<{ id: string }>('/api/v2/repositories/connect', {
    provider: 'gitlab',
    repository_full_name: 'acme/old',
  });
  gitlab.rename('acme/old', 'new');
  await gitlab.push('acme/new', { 'README.md': '# New\n' }, { branch: 'words' });
  await settle();

  const renamed = await caller.get(`/api/v2/repositories/connections/${body.id}`);
  const hooksBefore = gitlab.hooks.list('acme/new').length;
  const ended = await caller.delete('/api/v2/oauth/gitlab/disconnect');

  expect(renamed.body).toMatchObject({ repository_full_name: 'acme/new', provider: 'gitlab' });
  expect([hooksBefore, gitlab.hooks.list('acme/new').length]).toEqual([1, 0]);
  expect(ended.body).toMatchObject({ provider: 'gitlab', revoked_at_provider: true, hooks_removed: 1 });
});
