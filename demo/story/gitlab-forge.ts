import { authorize } from '../gitlab/authorize';
import { startDemoGitLab } from '../gitlab/server';
import type { StoryForge } from './forge';
import { GITLAB_SHOP_FILES } from './shop';

/** The story's GitLab: its main road, from the failure to the merge. The longer stories are told on GitHub. */
export async function startGitLabForge(port: number): Promise<StoryForge> {
  const gitlab = await startDemoGitLab({ port, runCi: true });
  return {
    kind: 'gitlab',
    name: 'GitLab',
    url: gitlab.url,
    environment: {
      GITLAB_OAUTH_CLIENT_ID: gitlab.oauthApp.clientId,
      GITLAB_OAUTH_CLIENT_SECRET: gitlab.oauthApp.clientSecret,
      GITLAB_BASE_URL: gitlab.url,
    },
    shop: GITLAB_SHOP_FILES,
    create: (path, files, description) => gitlab.createProject(path, { files, description }),
    push: (path, files, message) => gitlab.push(path, files, { message }),
    authorize: (authorizationUrl) => authorize({ authorizationUrl, login: 'dana' }),
    merge: async (path, number) => {
      const url = `${gitlab.url}/api/v4/projects/${encodeURIComponent(path)}/merge_requests/${number}/merge`;
      const headers = { authorization: `Bearer ${gitlab.token('dana')}`, 'content-type': 'application/json' };
      const answer = await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ squash: true }) });
      if (!answer.ok) throw new Error(`merging !${number} answered ${answer.status}: ${await answer.text()}`);
    },
    tellMore: () => Promise.resolve([]),
    troubles: () => ({
      undelivered: gitlab.hooks.undelivered().map(({ trigger, responseStatus }) => `${trigger}: ${responseStatus}`),
      unfinished: gitlab.pipelines.unfinished(),
    }),
    close: () => gitlab.close(),
  };
}
