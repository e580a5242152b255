import { authorize } from '../../demo/github/authorize';
import { startDemoGitHub } from '../../demo/github/server';
import { createGitHubDriver } from '../../src/forge/github/driver';
import type { RepositoryRef } from '../../src/forge/forge.types';
import { describeForgeContract } from './forge.contract';
import type { ForgeWorld } from './forge.contract';

const OWNER = 'dana';
const STRANGER = 'otto';
const SCOPES = ['repo', 'workflow'];
const TWO_MONTHS_MS = 60 * 86_400_000;

const refOf = ({ id, full_name }: { id: number; full_name: string }): RepositoryRef => ({
  externalId: String(id),
  path: full_name,
});

async function startWorld(): Promise<ForgeWorld> {
  const github = await startDemoGitHub();
  const driver = createGitHubDriver({
    webUrl: github.url,
    apiUrl: github.url,
    ...github.oauthApp,
    redirectUri: 'http://localhost:4567/oauth/callback',
    scopes: SCOPES,
    requestTimeoutMs: 10_000,
    userAgent: 'devflowfix-test',
    writeIntervalMs: 0,
  });
  const revokedToken = github.oauthToken(OWNER, SCOPES);
  github.revokeToken(revokedToken);
  return {
    driver,
    owner: { username: OWNER, accessToken: github.oauthToken(OWNER, SCOPES) },
    stranger: { username: STRANGER, accessToken: github.oauthToken(STRANGER, SCOPES) },
    spareToken: github.oauthToken(STRANGER, SCOPES),
    revokedToken,
    createRepository: async (name, { isPrivate }) =>
      refOf(
        await github.createRepository(`${OWNER}/${name}`, {
          private: isPrivate,
          files: { 'README.md': `# ${name}\n` },
        }),
      ),
    push: (repository, branch, files, message) => github.push(repository.path, files, { branch, message }),
    rename: async (repository, name) => refOf(await github.rename(repository.path, name)),
    deleteRepository: (repository) => github.delete(repository.path),
    merge: async (repository, number) => {
      const url = `${github.url}/repos/${repository.path}/pulls/${number}/merge`;
      const headers = { authorization: `Bearer ${github.token(OWNER)}` };
      const answer = await fetch(url, { method: 'PUT', headers, body: '{}' });
      if (!answer.ok) throw new Error(`the merge was refused: ${await answer.text()}`);
      await github.idle();
    },
    createRefusedRun: () => Promise.resolve(null),
    createRun: async (repository, jobs, hold, branch) => {
      const script = { repository: repository.path, jobs, ...(branch === undefined ? {} : { branch }) };
      const run = await github.runs.create(hold === undefined ? script : { ...script, hold });
      if (hold === undefined) await github.idle();
      return { externalId: String(run.id) };
    },
    expireLogs: (run) => {
      github.runs.expireLogs(Number(run));
      return Promise.resolve();
    },
    makeOld: (run) => {
      github.runs.setCreatedAt(Number(run), new Date(Date.now() - TWO_MONTHS_MS));
      return Promise.resolve();
    },
    limitNextRequest: (seconds) => {
      github.faults.secondaryLimit(seconds);
    },
    failNextRequest: () => {
      github.faults.next({}, { status: 502, body: 'Bad gateway' });
    },
    settle: () => github.idle(),
    authorize: (authorizationUrl) => authorize({ authorizationUrl, login: OWNER }),
    close: () => github.close(),
  };
}

describeForgeContract('github', startWorld);
