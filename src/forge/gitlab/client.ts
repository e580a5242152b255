import type { ForgeClient } from '../forge';
import type { ForgeCredential } from '../forge.types';
import { GitLabApi } from './api';
import type { ApiSettings, SharedState } from './api';
import { artifactApi } from './artifacts';
import { branchApi } from './branches';
import { changeApi } from './changes';
import { ciFileApi } from './ci-lint';
import { contentApi } from './contents';
import { hookApi } from './hooks';
import { pullRequestApi } from './merge-requests';
import { repositoryApi } from './repositories';
import { runApi } from './runs';

/** GitLab bound to one credential. Cheap: limits and the queue of writes live in `shared`. */
export function createGitLabClient(
  settings: ApiSettings,
  shared: SharedState,
  credential: ForgeCredential,
): ForgeClient {
  const api = new GitLabApi(settings, shared, credential.accessToken);
  return {
    ...repositoryApi(api),
    ...runApi(api),
    ...ciFileApi(api),
    ...changeApi(api),
    ...artifactApi(api, shared.now),
    ...contentApi(api),
    ...branchApi(api),
    ...pullRequestApi(api),
    ...hookApi(api),
    rateLimit: () => api.rateLimit(),
  };
}
