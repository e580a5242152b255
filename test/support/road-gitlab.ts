import { authorize } from '../../demo/gitlab/authorize';
import type { ScriptedJob as GitLabJob } from '../../demo/gitlab/scripted-pipelines';
import type { ScriptedJob } from '../../demo/github/scripted-runs';
import type { DemoGitLab } from '../../demo/gitlab/server';
import { callForge, type PullAtForge, type RoadForge } from './road-forge';

interface Request {
  readonly iid: number;
  readonly state: string;
  readonly draft: boolean;
  readonly title: string;
  readonly description: string | null;
  readonly source_branch: string;
  readonly target_branch: string;
  readonly sha: string;
}

/** A merge request in GitHub's words: what it comes to is the same. */
function toPull(raw: Request): PullAtForge {
  return {
    number: raw.iid,
    state: raw.state === 'opened' ? 'open' : 'closed',
    draft: raw.draft,
    merged: raw.state === 'merged',
    title: raw.title,
    body: raw.description ?? '',
    head: { ref: raw.source_branch, sha: raw.sha },
    base: { ref: raw.target_branch },
  };
}

/** A job of a pipeline: GitHub says in the log that the runner was lost, GitLab in the job's own words. */
function toJob({ name, conclusion, log = '' }: ScriptedJob): GitLabJob {
  const isLost = log.includes('lost communication with the server');
  return {
    name,
    status: conclusion === undefined || conclusion === 'success' ? 'success' : 'failed',
    ...(isLost
      ? { failureReason: 'runner_system_failure', log: 'ERROR: Job failed (system failure): runner system failure' }
      : { log }),
  };
}

/** Maintainer, developer, reporter. */
const LEVELS = { admin: 40, write: 30, read: 20 } as const;

/** GitLab's stand-in in the words of the roads. A pull request's run is a pipeline of its branch. */
export function gitlabRoad(gitlab: DemoGitLab): RoadForge {
  const at = (path: string): string => `/api/v4/projects/${encodeURIComponent(path)}`;
  const call = (method: string, path: string, body?: object): Promise<Response> =>
    callForge(gitlab.url, gitlab.token('dana'), method, path, body);
  const read = async <T>(path: string): Promise<T> => (await (await call('GET', path)).json()) as T;
  return {
    kind: 'gitlab',
    url: gitlab.url,
    environment: {
      GITLAB_BASE_URL: gitlab.url,
      GITLAB_OAUTH_CLIENT_ID: gitlab.oauthApp.clientId,
      GITLAB_OAUTH_CLIENT_SECRET: gitlab.oauthApp.clientSecret,
    },
    faults: gitlab.faults,
    requests: {
      readBranch: (name) => ({ method: 'GET', path: new RegExp(`/repository/branches/${name}`) }),
      makeBranch: { method: 'POST', path: /\/repository\/branches/ },
      moveBranch: { method: 'POST', path: /\/repository\/commits$/ },
      makePull: { method: 'POST', path: /\/merge_requests$/ },
      readPull: { method: 'GET', path: /\/merge_requests\/\d+(?:\?|$)/ },
      closePull: { method: 'PUT', path: /\/merge_requests\/\d+$/ },
      readRuns: { path: /\/pipelines/ },
      readLogs: { path: /\/(?:pipelines|jobs)/ },
      readJobs: { path: /\/jobs/ },
      rerun: { method: 'POST', path: /\/retry/ },
    },
    tooMany: { status: 429, headers: { 'content-type': 'text/plain' }, body: 'Retry later\n' },
    revoked: {
      status: 401,
      body: {
        error: 'invalid_token',
        error_description: 'Token was revoked. You have to re-authorize from the user.',
      },
    },
    refusal: (status, message) => ({ status, body: { message } }),
    createRepository: async (path, files) => {
      await gitlab.createProject(path, { files });
    },
    push: (path, files, how = {}) => gitlab.push(path, files, how),
    deleteBranch: (path, name) => {
      gitlab.deleteBranch(path, name);
      return Promise.resolve();
    },
    run: (script) => {
      const { repository: project, jobs, branch: ref, headSha: sha, hold, reruns, actor: user } = script;
      const { id } = gitlab.pipelines.create({
        project,
        jobs: jobs.map(toJob),
        ...(script.event === 'pull_request' ? { source: 'merge_request_event' } : {}),
        ...(ref === undefined ? {} : { ref }),
        ...(sha === undefined ? {} : { sha }),
        ...(hold === undefined ? {} : { hold }),
        ...(user === undefined ? {} : { user }),
        ...(reruns === undefined ? {} : { retries: reruns.map((tried) => tried.map(toJob)) }),
      });
      return Promise.resolve(id);
    },
    expireLogs: (runId) => {
      gitlab.pipelines.eraseTraces(runId);
    },
    authorize: (authorizationUrl, login = 'dana') => authorize({ authorizationUrl, login }),
    pulls: async (path) => (await read<Request[]>(`${at(path)}/merge_requests?state=all`)).map(toPull),
    branches: async (path) =>
      (await read<{ name: string }[]>(`${at(path)}/repository/branches`)).map(({ name }) => name),
    headOf: async (path, branch) =>
      (await read<{ commit: { id: string } }>(`${at(path)}/repository/branches/${encodeURIComponent(branch)}`)).commit
        .id,
    commitsOf: async (path, number) => (await read<unknown[]>(`${at(path)}/merge_requests/${number}/commits`)).length,
    comments: async (path, number) =>
      (await read<{ body: string; system: boolean }[]>(`${at(path)}/merge_requests/${number}/notes?sort=asc`))
        .filter(({ system }) => !system)
        .map(({ body }) => body),
    openPull: async (path, { title, head, base }) => {
      const spec = { title, source_branch: head, target_branch: base };
      return ((await (await call('POST', `${at(path)}/merge_requests`, spec)).json()) as Request).iid;
    },
    closePull: async (path, number) => {
      await call('PUT', `${at(path)}/merge_requests/${number}`, { state_event: 'close' });
    },
    merge: async (path, number) => {
      const answer = await fetch(`${gitlab.url}${at(path)}/merge_requests/${number}/merge`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${gitlab.token('dana')}`, 'content-type': 'application/json' },
        body: JSON.stringify({ squash: true }),
      });
      return answer.ok;
    },
    setRole: (path, login, role) => {
      gitlab.setMember(path, login, LEVELS[role]);
      return Promise.resolve();
    },
    rename: (path, name) => {
      gitlab.rename(path, name);
      return Promise.resolve(`${path.slice(0, path.lastIndexOf('/'))}/${name}`);
    },
    transfer: (path, owner) => {
      gitlab.transfer(path, owner);
      return Promise.resolve(`${owner}/${path.slice(path.lastIndexOf('/') + 1)}`);
    },
    retell: async (path, newest) => {
      const [hook] = gitlab.hooks.list(path);
      // Five a minute is what GitLab takes.
      for (const { id } of gitlab.hooks.events(path).slice(0, Math.min(5, newest)))
        await call('POST', `${at(path)}/hooks/${hook?.id ?? 0}/events/${id}/resend`);
    },
    idle: () => gitlab.idle(),
    workStarted: () => gitlab.workStarted(),
    close: () => gitlab.close(),
  };
}
