import { OWNER } from './access';
import type { AccessLevel } from './access';

/** A person on the stand-in. */
export interface SeedUser {
  readonly username: string;
  readonly name?: string;
  readonly email?: string;
}

/** A group; a subgroup is named by its whole path. Members reach down into subgroups and projects. */
export interface SeedGroup {
  readonly path: string;
  readonly members: Readonly<Record<string, AccessLevel>>;
}

/** A registered OAuth application. A redirect URI must be one of these; a loopback one may differ in its port. */
export interface SeedOAuthApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
  readonly redirectUris: readonly string[];
}

/** What exists at the start. Projects are made later, with `createProject`. */
export interface Seed {
  readonly users?: readonly SeedUser[];
  readonly groups?: readonly SeedGroup[];
  readonly oauthApps?: readonly SeedOAuthApp[];
  /** Personal tokens with a fixed value. */
  readonly tokens?: readonly {
    readonly token: string;
    readonly username: string;
    readonly scopes: readonly string[];
  }[];
}

export interface DemoGitLabOptions {
  /** 0, the default, takes a free port. Always bound to 127.0.0.1. */
  readonly port?: number;
  readonly seed?: Seed;
  /** Run `.gitlab-ci.yml` for real on a push or merge request. Default false. */
  readonly runCi?: boolean;
  /** Milliseconds after which a webhook receiver has failed to answer; GitLab's own is 10 000. */
  readonly webhookTimeoutMs?: number;
  /** The `node_modules` folder CI commands may use. Default: the one this program runs from. */
  readonly nodeModules?: string;
  /** The clock tokens and disabled hooks go by. Default: the real one. */
  readonly now?: () => Date;
  /** False: an older instance, which knows no signing token for hooks. Default true. */
  readonly signingTokens?: boolean;
  /** Hooks that fail are disabled: on GitLab.com always, on an own instance by choice. Default true. */
  readonly disablesHooks?: boolean;
}

/** The seed used where none is given: two people, a group with a subgroup of the first, one app for loopback addresses. */
export const DEFAULT_SEED = {
  users: [
    { username: 'dana', name: 'Dana Demo', email: 'dana@example.test' },
    { username: 'otto', name: 'Otto Other', email: 'otto@example.test' },
  ],
  groups: [
    { path: 'acme', members: { dana: OWNER } },
    { path: 'acme/platform', members: {} },
  ],
  oauthApps: [
    {
      clientId: 'demo-gitlab-client',
      clientSecret: 'demo-gitlab-secret',
      name: 'DevFlowFix (demo)',
      redirectUris: ['localhost', '127.0.0.1'].flatMap((host) => [
        `http://${host}/api/v2/oauth/gitlab/callback`,
        `http://${host}/callback`,
      ]),
    },
  ],
  tokens: [],
} satisfies Required<Seed>;
