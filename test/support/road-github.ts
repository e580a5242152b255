import { authorize } from '../../demo/github/authorize';
import type { DemoGitHub } from '../../demo/github/server';
import { callForge, type PullAtForge, type RoadForge } from './road-forge';

/** GitHub's stand-in in the words of the roads. */
export function githubRoad(github: DemoGitHub): RoadForge {
  const call = (method: string, path: string, body?: object): Promise<Response> =>
    callForge(github.url, github.token('dana'), method, path, body);
  const read = async <T>(path: string): Promise<T> => (await (await call('GET', path)).json()) as T;
  return {
    kind: 'github',
    url: github.url,
    environment: { GITHUB_BASE_URL: github.url, GITHUB_API_URL: github.url },
    faults: github.faults,
    requests: {
      readBranch: (name) => ({ method: 'GET', path: new RegExp(`/branches/${name}`) }),
      makeBranch: { method: 'POST', path: /\/git\/refs$/ },
      moveBranch: { method: 'PATCH', path: /\/git\/refs/ },
      makePull: { method: 'POST', path: /\/pulls$/ },
      readPull: { method: 'GET', path: /\/pulls\/\d+$/ },
      closePull: { method: 'PATCH', path: /\/pulls\/\d+$/ },
      readRuns: { path: /\/actions\/runs/ },
      readLogs: { path: /\/actions\// },
      readJobs: { path: /\/jobs/ },
      rerun: { method: 'POST', path: /rerun-failed-jobs/ },
    },
    tooMany: {
      status: 403,
      body: {
        message: 'You have exceeded a secondary rate limit and have been temporarily blocked from content creation.',
        documentation_url:
          'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits',
      },
    },
    revoked: { status: 401, body: { message: 'Bad credentials' } },
    refusal: (status, message) => ({ status, body: { message } }),
    createRepository: (path, files) => github.createRepository(path, { files }),
    push: (path, files, how = {}) => github.push(path, files, how),
    deleteBranch: async (path, name) => {
      await call('DELETE', `/repos/${path}/git/refs/heads/${name}`);
    },
    run: async (script) => (await github.runs.create(script)).id,
    expireLogs: (runId) => {
      github.runs.expireLogs(runId);
    },
    authorize: (authorizationUrl, login = 'dana') => authorize({ authorizationUrl, login }),
    pulls: (path) => read<PullAtForge[]>(`/repos/${path}/pulls?state=all`),
    branches: async (path) => (await read<{ name: string }[]>(`/repos/${path}/branches`)).map(({ name }) => name),
    headOf: async (path, branch) =>
      (await read<{ commit: { sha: string } }>(`/repos/${path}/branches/${branch}`)).commit.sha,
    commitsOf: async (path, number) => (await read<unknown[]>(`/repos/${path}/pulls/${number}/commits`)).length,
    comments: async (path, number) =>
      (await read<{ body: string }[]>(`/repos/${path}/issues/${number}/comments`)).map(({ body }) => body),
    openPull: async (path, spec) => {
      const made = await call('POST', `/repos/${path}/pulls`, spec);
      return ((await made.json()) as { number: number }).number;
    },
    closePull: async (path, number) => {
      await call('PATCH', `/repos/${path}/pulls/${number}`, { state: 'closed' });
    },
    merge: async (path, number) => {
      const answer = await fetch(`${github.url}/repos/${path}/pulls/${number}/merge`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${github.token('dana')}`, 'content-type': 'application/json' },
        body: JSON.stringify({ merge_method: 'squash' }),
      });
      return answer.ok;
    },
    setRole: (path, login, role) => github.setCollaborator(path, login, role),
    rename: async (path, name) => (await github.rename(path, name)).full_name,
    transfer: async (path, owner) => (await github.transfer(path, owner)).full_name,
    retell: async (path, newest) => {
      const [hook] = github.hooks.list(path);
      for (const { id } of github.hooks.deliveries(path).slice(0, newest))
        await call('POST', `/repos/${path}/hooks/${hook?.id ?? 0}/deliveries/${id}/attempts`);
    },
    idle: () => github.idle(),
    workStarted: () => github.workStarted(),
    close: () => github.close(),
  };
}
