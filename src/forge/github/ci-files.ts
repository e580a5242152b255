import type { CiFileApi } from '../forge.ci-files';

/** GitHub's API neither says why a run did not start nor looks at a workflow; linting it here has to do. */
export const ciFileApi: CiFileApi = {
  whyRefused: () => Promise.resolve([]),
  judgeCiFile: () => Promise.resolve(null),
};
