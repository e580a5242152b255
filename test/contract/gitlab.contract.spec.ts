import { authorize } from '../../demo/gitlab/authorize';
import { readCiFile } from '../../demo/gitlab/runner/ci-file';
import { startDemoGitLab } from '../../demo/gitlab/server';
import type { DemoGitLab } from '../../demo/gitlab/server';
import { createGitLabDriver } from '../../src/forge/gitlab/driver';
import type { GitLabSettings } from '../../src/forge/gitlab/driver';
import type { RepositoryRef } from '../../src/forge/forge.types';
import { describeForgeContract } from './forge.contract';
import type { ForgeWorld } from './forge.contract';
import { startReceiver } from './receiver';

const OWNER = 'dana';
const STRANGER = 'otto';
const SCOPES = ['api'];

const settingsOf = (gitlab: DemoGitLab): GitLabSettings => ({
  baseUrl: gitlab.url,
  ...gitlab.oauthApp,
  redirectUri: 'http://localhost:4567/api/v2/oauth/gitlab/callback',
  scopes: SCOPES,
  requestTimeoutMs: 10_000,
  userAgent: 'devflowfix-test',
  writeIntervalMs: 0,
});

async function startWorld(): Promise<ForgeWorld> {
  const gitlab = await startDemoGitLab();
  const driver = createGitLabDriver(settingsOf(gitlab));
  const accessOf = (username: string): string => gitlab.oauthToken(username, SCOPES).access;
  const revokedToken = accessOf(OWNER);
  gitlab.revokeToken(revokedToken);
  const refOf = (path: string): RepositoryRef => ({ externalId: String(gitlab.project(path).id), path });
  return {
    driver,
    owner: { username: OWNER, accessToken: accessOf(OWNER) },
    stranger: { username: STRANGER, accessToken: accessOf(STRANGER) },
    spareToken: accessOf(STRANGER),
    revokedToken,
    createRepository: async (name, { isPrivate }) => {
      const path = `${OWNER}/${name}`;
      await gitlab.createProject(path, {
        visibility: isPrivate ? 'private' : 'public',
        files: { 'README.md': `# ${name}\n` },
      });
      await gitlab.idle();
      return refOf(path);
    },
    push: (repository, branch, files, message) => gitlab.push(repository.path, files, { branch, message }),
    rename: (repository, name) => {
      gitlab.rename(repository.path, name);
      return Promise.resolve(refOf(`${OWNER}/${name}`));
    },
    deleteRepository: (repository) => {
      gitlab.delete(repository.path);
      return Promise.resolve();
    },
    merge: async (repository, number) => {
      const url = `${gitlab.url}/api/v4/projects/${repository.externalId}/merge_requests/${number}/merge`;
      const answer = await fetch(url, {
        method: 'PUT',
        headers: { authorization: `Bearer ${accessOf(OWNER)}`, 'content-type': 'application/json' },
        body: '{}',
      });
      if (!answer.ok) throw new Error(`the merge was refused: ${await answer.text()}`);
      await gitlab.idle();
    },
    createRun: async (repository, jobs, hold, branch) => {
      const pipeline = gitlab.pipelines.create({
        project: repository.path,
        jobs: jobs.map(({ name, conclusion, log }) => ({
          name,
          status: conclusion === 'failure' ? ('failed' as const) : ('success' as const),
          log,
        })),
        ...(branch === undefined ? {} : { ref: branch }),
        ...(hold === undefined ? {} : { hold }),
      });
      if (hold === undefined) await gitlab.idle();
      return { externalId: String(pipeline.id) };
    },
    createRefusedRun: async (repository, text) => {
      const sha = await gitlab.push(repository.path, { '.gitlab-ci.yml': text });
      const read = readCiFile(text);
      const [first = ''] = 'invalid' in read ? read.invalid : [];
      const { id } = gitlab.pipelines.create({ project: repository.path, sha, jobs: [], yamlErrors: first });
      await gitlab.idle();
      return { externalId: String(id) };
    },
    expireLogs: (run) => {
      gitlab.pipelines.eraseTraces(Number(run));
      return Promise.resolve();
    },
    makeOld: (run) => {
      gitlab.pipelines.archive(Number(run));
      return Promise.resolve();
    },
    limitNextRequest: (seconds) => {
      gitlab.faults.rateLimit(seconds);
    },
    failNextRequest: () => {
      gitlab.faults.unavailable(502);
    },
    settle: () => gitlab.idle(),
    authorize: (authorizationUrl) => authorize({ authorizationUrl, login: OWNER }),
    close: () => gitlab.close(),
  };
}

describeForgeContract('gitlab', startWorld);

describe('an older instance, which knows no signing token', () => {
  it('is believed by the token it was given, and by no other', async () => {
    const gitlab = await startDemoGitLab({ signingTokens: false });
    const receiver = await startReceiver();
    const driver = createGitLabDriver(settingsOf(gitlab));
    const { id } = await gitlab.createProject('dana/older', { files: { 'README.md': '# older\n' } });
    const repository = { externalId: String(id), path: 'dana/older' };

    const client = driver.connect({ accessToken: gitlab.oauthToken(OWNER, SCOPES).access });
    await client.ensureHook(repository, { url: receiver.url, secret: 'one', events: null });
    await gitlab.push('dana/older', { 'a.txt': 'a' });
    await gitlab.idle();

    const verified = receiver.arrived.map(({ headers, body }) => [
      headers['webhook-signature'] ?? null,
      driver.webhooks.verify(headers, body, 'one'),
      driver.webhooks.verify(headers, body, 'another'),
    ]);
    expect(verified).toEqual([[null, true, false]]);
    await receiver.close();
    await gitlab.close();
  });
});
