import type { ForgeClient, ForgeDriver } from '../../../src/forge/forge';
import { ForgeError } from '../../../src/forge/forge.errors';
import { FIRST_INSTANCE } from '../../../src/forge/forge.types';
import type { ForgeCredential, ForgeKind } from '../../../src/forge/forge.types';

/**
 * What a new forge begins with: copy it to `src/forge/<name>/`, give each answer its code, and run the contract suite
 * until nothing is red. Until then every call says so as a `ForgeError`, which the rest of the product can live with.
 */
export function createTemplateDriver(kind: ForgeKind): ForgeDriver {
  const unwritten = (): Promise<never> =>
    Promise.reject(new ForgeError(kind, 'rejected', { reason: 'this driver cannot do that yet' }));
  return {
    kind,
    instance: FIRST_INSTANCE,
    webUrl: 'http://localhost',
    webhooks: {
      defaultEvents: [],
      knownEvents: [],
      tellsRenames: false,
      failuresBeforeRest: null,
      identify: () => null,
      // Nothing is believed before there is a signature to check.
      verify: () => false,
      parse: () => ({ outcome: 'ignored', reason: 'this driver reads no deliveries yet', action: null }),
    },
    oauth: {
      missingSettings: [`${kind.toUpperCase()}_OAUTH_CLIENT_ID`],
      scopes: [],
      missingScopes: () => [],
      authorizationUrl: () => {
        throw new ForgeError(kind, 'rejected', { reason: 'oauth is not configured' });
      },
      exchangeCode: unwritten,
      refresh: unwritten,
      revoke: unwritten,
    },
    connect: (credential) => createTemplateClient(credential, unwritten),
  };
}

/** One line a method: what is missing here is a type error. */
function createTemplateClient(_credential: ForgeCredential, unwritten: () => Promise<never>): ForgeClient {
  return {
    account: unwritten,
    grantedScopes: unwritten,
    listRepositories: unwritten,
    findRepository: unwritten,
    getRepository: unwritten,
    listRuns: unwritten,
    getRun: unwritten,
    listJobs: unwritten,
    readLogs: unwritten,
    rerun: unwritten,
    whyRefused: unwritten,
    judgeCiFile: unwritten,
    listArtifacts: unwritten,
    readArtifact: unwritten,
    compare: unwritten,
    getCommit: unwritten,
    findBranch: unwritten,
    readTree: unwritten,
    readEntry: unwritten,
    readFile: unwritten,
    ensureBranch: unwritten,
    ensureCommit: unwritten,
    deleteBranch: unwritten,
    ensurePullRequest: unwritten,
    getPullRequest: unwritten,
    findPullRequests: unwritten,
    updatePullRequest: unwritten,
    ensureReady: unwritten,
    ensureDraft: unwritten,
    ensureClosed: unwritten,
    mergeability: unwritten,
    listChangedFiles: unwritten,
    listChecks: unwritten,
    ensureComment: unwritten,
    ensureLabels: unwritten,
    ensureReviewers: unwritten,
    ensureHook: unwritten,
    getHook: unwritten,
    deleteHook: unwritten,
    listHookDeliveries: unwritten,
    redeliver: unwritten,
    rateLimit: () => null,
  };
}
