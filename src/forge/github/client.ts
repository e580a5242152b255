import type { ForgeClient } from '../forge';
import type { ForgeCredential } from '../forge.types';
import { GitHubApi } from './api';
import type { ApiSettings, SharedState } from './api';
import { artifactApi } from './artifacts';
import { branchApi } from './branches';
import { changeApi } from './changes';
import { ciFileApi } from './ci-files';
import { contentApi } from './contents';
import { hookApi } from './hooks';
import { pullRequestApi } from './pull-requests';
import { repositoryApi } from './repositories';
import { runApi } from './runs';

/** GitHub bound to one credential. Cheap: limits and cached answers live in `shared`. */
export function createGitHubClient(
  settings: ApiSettings,
  shared: SharedState,
  credential: ForgeCredential,
): ForgeClient {
  const api = new GitHubApi(settings, shared, credential.accessToken);
  return {
    ...repositoryApi(api),
    ...runApi(api),
    ...ciFileApi,
    ...changeApi(api),
    ...artifactApi(api),
    ...contentApi(api),
    ...branchApi(api),
    ...pullRequestApi(api),
    ...hookApi(api),
    rateLimit: () => api.rateLimit(),
  };
}
