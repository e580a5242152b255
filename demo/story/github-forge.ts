import { authorize } from '../github/authorize';
import { startDemoGitHub } from '../github/server';
import type { StoryForge } from './forge';
import { tellMore } from './more-stories';
import { SHOP_FILES } from './shop';

/** The story's GitHub. */
export async function startGitHubForge(port: number): Promise<StoryForge> {
  const github = await startDemoGitHub({ port, runCi: true });
  return {
    kind: 'github',
    name: 'GitHub',
    url: github.url,
    environment: {
      GITHUB_OAUTH_CLIENT_ID: github.oauthApp.clientId,
      GITHUB_OAUTH_CLIENT_SECRET: github.oauthApp.clientSecret,
      GITHUB_BASE_URL: github.url,
      GITHUB_API_URL: github.url,
    },
    shop: SHOP_FILES,
    create: (path, files, description) => github.createRepository(path, { files, description }),
    push: (path, files, message) => github.push(path, files, { message }),
    authorize: (authorizationUrl) => authorize({ authorizationUrl, login: 'dana' }),
    merge: async (path, number) => {
      const answer = await fetch(`${github.url}/repos/${path}/pulls/${number}/merge`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${github.token('dana')}`, 'content-type': 'application/json' },
        body: JSON.stringify({ merge_method: 'squash' }),
      });
      if (!answer.ok) throw new Error(`merging #${number} answered ${answer.status}: ${await answer.text()}`);
    },
    tellMore: (api, progress) => tellMore(github, api, progress),
    troubles: () => ({
      undelivered: github.hooks.undelivered().map(({ event, action, status }) => `${event} ${action ?? ''}: ${status}`),
      unfinished: github.runs.unfinished(),
    }),
    close: () => github.close(),
  };
}
