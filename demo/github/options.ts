/** A person on the stand-in. */
export interface SeedUser {
  readonly login: string;
  readonly name?: string;
  readonly email?: string;
}

/** An organisation; its members administer its repositories. */
export interface SeedOrganization {
  readonly login: string;
  readonly members: readonly string[];
}

/** A registered OAuth app. A redirect URI may differ from a registered loopback one in its port, as on GitHub. */
export interface SeedOAuthApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
  readonly redirectUris: readonly string[];
}

/** What exists at the start. Repositories are made later, with `createRepository`. */
export interface Seed {
  readonly users?: readonly SeedUser[];
  readonly organizations?: readonly SeedOrganization[];
  readonly oauthApps?: readonly SeedOAuthApp[];
  /** Personal tokens with a fixed value. */
  readonly tokens?: readonly { readonly token: string; readonly login: string; readonly scopes: readonly string[] }[];
}

export interface DemoGitHubOptions {
  /** 0, the default, takes a free port. Always bound to 127.0.0.1. */
  readonly port?: number;
  readonly seed?: Seed;
  /** Run the repository's workflow files for real on a push. Default false. */
  readonly runCi?: boolean;
  /** Milliseconds after which a webhook receiver has failed to answer; GitHub's own is 10 000. */
  readonly webhookTimeoutMs?: number;
  /** The `node_modules` folder CI commands may use. Default: the one this program runs from. */
  readonly nodeModules?: string;
}

/** The seed used where none is given: two people, an organisation of the first, one OAuth app for loopback addresses. */
export const DEFAULT_SEED = {
  users: [
    { login: 'dana', name: 'Dana Demo', email: 'dana@example.test' },
    { login: 'otto', name: 'Otto Other', email: 'otto@example.test' },
  ],
  organizations: [{ login: 'acme', members: ['dana'] }],
  oauthApps: [
    {
      clientId: 'demo-client-id',
      clientSecret: 'demo-client-secret',
      name: 'DevFlowFix (demo)',
      redirectUris: ['http://localhost/', 'http://127.0.0.1/'],
    },
  ],
  tokens: [],
} as const satisfies Required<Seed>;
