import { authorize } from '../../demo/gitlab/authorize';
import { startDemoGitLab, type DemoGitLab } from '../../demo/gitlab/server';
import type { ApiClient } from '../support/api-client';
import { incidentsOf, only, runsOf } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';

jest.setTimeout(60_000);

/** A second instance: its projects, pipelines, hooks and people are numbered like the first one's. */
const WORK_APP = {
  clientId: 'work-client',
  clientSecret: 'work-secret',
  name: 'DevFlowFix at work',
  redirectUris: ['http://127.0.0.1/api/v2/oauth/gitlab/callback?instance=work'],
};

let gitlab: DemoGitLab;
let work: DemoGitLab;
let app: TestApp;
beforeAll(async () => {
  gitlab = await startDemoGitLab();
  work = await startDemoGitLab({ seed: { oauthApps: [WORK_APP] } });
  app = await startTestApp({
    environment: {
      GITLAB_BASE_URL: gitlab.url,
      GITLAB_OAUTH_CLIENT_ID: gitlab.oauthApp.clientId,
      GITLAB_OAUTH_CLIENT_SECRET: gitlab.oauthApp.clientSecret,
      GITLAB_INSTANCES: JSON.stringify([
        { name: 'work', base_url: work.url, client_id: WORK_APP.clientId, client_secret: WORK_APP.clientSecret },
      ]),
    },
  });
});
afterAll(async () => {
  await app.close();
  await gitlab.close();
  await work.close();
});

/** Both instances have told all they have to tell, and we have done what follows from it. */
async function settle(): Promise<void> {
  let started: number;
  do {
    await gitlab.idle();
    await work.idle();
    started = gitlab.workStarted() + work.workStarted();
    await app.drain();
  } while (gitlab.workStarted() + work.workStarted() !== started);
}

async function connectAccount(caller: ApiClient, at = ''): Promise<void> {
  const begun = await caller.post<{ authorization_url: string }>(`/api/v2/oauth/gitlab/authorize${at}`);
  const callback = new URL(await authorize({ authorizationUrl: begun.body.authorization_url, login: 'dana' }));
  await caller.get(callback.pathname + callback.search, { headers: { accept: 'application/json' } });
}

test('two instances: projects, hooks, pipelines and people of the same numbers stay apart', async () => {
  const [path, files] = ['acme/twin', { 'README.md': '# Twin\n' }];
  const twins = [await gitlab.createProject(path, { files }), await work.createProject(path, { files })];
  const caller = await app.user();
  await connectAccount(caller);
  const notYet = await caller.get('/api/v2/repositories/gitlab?instance=work');
  await connectAccount(caller, '?instance=work');
  const accounts = await caller.get<{ instances: object[] }>('/api/v2/oauth/connections');
  const connect = (instance?: string): Promise<{ status: number; body: { id: string } }> =>
    caller.post<{ id: string }>('/api/v2/repositories/connect', {
      provider: 'gitlab',
      ...(instance === undefined ? {} : { instance }),
      repository_full_name: path,
    });
  const [first, second] = [await connect(), await connect('work')];
  const again = await connect('work');

  expect(twins[0]?.id).toBe(twins[1]?.id);
  expect([first.status, second.status, again.status, notYet.status]).toEqual([201, 201, 409, 409]);
  expect(first.body).toMatchObject({ instance: 'default', repository_id: String(twins[0]?.id) });
  expect(second.body).toMatchObject({ instance: 'work', repository_id: String(twins[1]?.id) });
  expect(accounts.body).toMatchObject({
    connections: [
      { provider: 'gitlab', instance: 'work' },
      { provider: 'gitlab', instance: 'default' },
    ],
    available: ['github', 'gitlab'],
  });
  expect(accounts.body.instances.slice(1)).toEqual([
    { provider: 'gitlab', instance: 'default', url: gitlab.url },
    { provider: 'gitlab', instance: 'work', url: work.url },
  ]);

  const red = { name: 'build', status: 'failed' as const, log: "src/a.ts(3,7): error TS2322: Type 'string' is not." };
  const [here, there] = [
    gitlab.pipelines.create({ project: path, jobs: [{ name: 'build' }] }),
    work.pipelines.create({ project: path, jobs: [red] }),
  ];
  await settle();
  const runs = await runsOf({ caller });
  const incident = only(await incidentsOf({ caller }));
  const ofWork = await caller.get<{ connections: { id: string }[] }>('/api/v2/repositories/connections?instance=work');
  const listed = await caller.get('/api/v2/repositories/gitlab?instance=work');

  expect(here.id).toBe(there.id);
  expect(runs.map(({ run_id }) => run_id)).toEqual([String(here.id), String(here.id)]);
  expect([...runs].sort((a, b) => (a.conclusion ?? '').localeCompare(b.conclusion ?? ''))).toMatchObject([
    { conclusion: 'failure', instance: 'work', repository_connection_id: second.body.id },
    { conclusion: 'success', instance: 'default', repository_connection_id: first.body.id },
  ]);
  expect(incident).toMatchObject({ status: 'open', class: 'type-check', repository_connection_id: second.body.id });
  expect(ofWork.body.connections).toMatchObject([{ id: second.body.id }]);
  expect(listed.body).toMatchObject({ repositories: [{ full_name: path, connection_id: second.body.id }] });

  const ended = await caller.delete('/api/v2/oauth/gitlab/disconnect?instance=work');
  const left = await caller.get('/api/v2/oauth/gitlab/connection');
  const gone = await caller.get('/api/v2/oauth/gitlab/connection?instance=work');

  expect(ended.body).toMatchObject({ instance: 'work', revoked_at_provider: true, hooks_removed: 1 });
  expect([gitlab.hooks.list(path).length, work.hooks.list(path).length]).toEqual([1, 0]);
  expect([left.status, gone.status]).toEqual([200, 404]);
});

test('a code that comes by the address of another instance is not taken', async () => {
  const caller = await app.user();
  const begun = await caller.post<{ authorization_url: string }>('/api/v2/oauth/gitlab/authorize?instance=work');
  const callback = new URL(await authorize({ authorizationUrl: begun.body.authorization_url, login: 'dana' }));
  const codes = { headers: { accept: 'application/json' } };

  callback.searchParams.delete('instance');
  const elsewhere = await caller.get(callback.pathname + callback.search, codes);
  const unknown = await caller.post('/api/v2/oauth/gitlab/authorize?instance=nowhere');
  const nonsense = await caller.get('/api/v2/oauth/gitlab/connection?instance=a%2Fb');

  expect(elsewhere.body).toMatchObject({ code: 'oauth.state_invalid' });
  expect([unknown.status, nonsense.status]).toEqual([404, 404]);
});
