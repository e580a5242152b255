import { z } from 'zod';
import { ConfigError, type Env } from './env';

/** What any forge is reached by. */
interface AnyForgeConfig {
  /** Its name among those of its kind; `default` is the one of the plain settings. */
  readonly instance: string;
  readonly clientId: string | null;
  readonly clientSecret: string | null;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly requestTimeoutMs: number;
  /** Between writes that create something people see. */
  readonly writeIntervalMs: number;
  readonly userAgent: string;
  /** Certificates to trust besides the usual ones, PEM. */
  readonly ca: string | null;
  /** Whether its answers may lead into private networks; null: where it lies in one itself. */
  readonly allowPrivateTargets: boolean | null;
}

/** One GitHub (github.com or an Enterprise server). */
export interface GitHubConfig extends AnyForgeConfig {
  readonly webUrl: string;
  readonly apiUrl: string;
}

/** One GitLab (gitlab.com or an instance of one's own). */
export interface GitLabConfig extends AnyForgeConfig {
  readonly baseUrl: string;
}

/** The forges of an installation: the first of each kind, and those listed in GITHUB_INSTANCES and GITLAB_INSTANCES. */
export interface ForgeSettings {
  readonly github: GitHubConfig;
  readonly gitlab: GitLabConfig;
  readonly furtherGitHubs: readonly GitHubConfig[];
  readonly furtherGitLabs: readonly GitLabConfig[];
}

type Kind = 'github' | 'gitlab';
export type ListName = 'GITHUB_INSTANCES' | 'GITLAB_INSTANCES';

const FIRST = 'default';
const SCOPES: Readonly<Record<Kind, string>> = { github: 'repo workflow read:user', gitlab: 'api' };

/** A login would be shown wherever the address is. */
function isWeb(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}
const isBase = (value: string): boolean => isWeb(value) && new URL(value).search === '' && new URL(value).hash === '';
const text = z.string().trim().min(1).max(500);
const url = text.refine(isWeb, 'must be an http or https address without a login');
const base = text.refine(isBase, 'must be an http or https address without a login or a query');

const entrySchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and hyphens, at most 40')
    .refine((name) => name !== FIRST, `must not be ${FIRST}, which is the instance of the plain settings`),
  base_url: base,
  client_id: text,
  client_secret: text,
  scopes: text.optional(),
  redirect_uri: url.optional(),
});
const schemas = {
  GITHUB_INSTANCES: z.array(entrySchema.extend({ api_url: base.optional() })).max(50),
  GITLAB_INSTANCES: z.array(entrySchema).max(50),
};
type Entry = z.infer<typeof entrySchema> & { readonly api_url?: string | undefined };

const stripSlash = (address: string): string => address.replace(/\/+$/, '');
const splitList = (list: string): string[] => list.split(/[\s,]+/).filter((item) => item !== '');

/** Rules by place, never a value: an entry holds a secret. Zod's own words for unknown fields name them, and a field may be a secret in the wrong place. */
function problemsOf(name: ListName, error: z.ZodError): string[] {
  return error.issues.map(({ path, code, message }) => {
    const where = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
    if (code === 'unrecognized_keys') return `${name}${where} has a field that is not known`;
    return `${name}${where}: ${code === 'custom' || code === 'invalid_format' ? message : 'is missing, or not of the right kind'}`;
  });
}

function entriesOf(name: ListName, value: string | undefined): readonly Entry[] {
  if (value === undefined) return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    // What the parser says quotes the text.
    throw new ConfigError([`${name} must be a list in JSON`]);
  }
  const checked = schemas[name].safeParse(parsed);
  if (!checked.success) throw new ConfigError(problemsOf(name, checked.error));
  return checked.data;
}

/** Two instances of one name or address would share people, repositories and their numbers. */
function refuseTwins(name: ListName, first: string, entries: readonly Entry[]): void {
  const problems = entries.flatMap((entry, index) => {
    const before = entries.slice(0, index);
    const address = stripSlash(entry.base_url).toLowerCase();
    const addresses = [first, ...before.map(({ base_url }) => base_url)].map((at) => stripSlash(at).toLowerCase());
    return [
      ...(before.some((other) => other.name === entry.name) ? [`${name}[${index}].name is there twice`] : []),
      ...(addresses.includes(address) ? [`${name}[${index}].base_url is that of another instance`] : []),
    ];
  });
  if (problems.length > 0) throw new ConfigError(problems);
}

/** The forges' settings. Throws `ConfigError`. */
export function forgesOf(env: Env, publicUrl: string): ForgeSettings {
  const shared = {
    requestTimeoutMs: (env.FORGE_TIMEOUT_SECONDS ?? 20) * 1000,
    writeIntervalMs: env.FORGE_WRITE_INTERVAL_MS ?? 1000,
    userAgent: 'DevFlowFix',
    allowPrivateTargets: env.FORGE_PRIVATE_TARGETS === undefined ? null : env.FORGE_PRIVATE_TARGETS === 'allow',
  };
  const cas = { github: env.GITHUB_CA ?? null, gitlab: env.GITLAB_CA ?? null };
  const callback = (kind: Kind): string => `${publicUrl}/api/v2/oauth/${kind}/callback`;
  const further = (kind: Kind, entry: Entry) => ({
    ...shared,
    instance: entry.name,
    ca: cas[kind],
    clientId: entry.client_id,
    clientSecret: entry.client_secret,
    // One for each instance: a code that came by another's address is never taken to this one (RFC 9700, mix-up).
    redirectUri: entry.redirect_uri ?? `${callback(kind)}?instance=${entry.name}`,
    scopes: splitList(entry.scopes ?? SCOPES[kind]),
  });
  const github = {
    ...shared,
    ca: cas.github,
    instance: FIRST,
    webUrl: stripSlash(env.GITHUB_BASE_URL ?? 'https://github.com'),
    apiUrl: stripSlash(env.GITHUB_API_URL ?? 'https://api.github.com'),
    clientId: env.GITHUB_OAUTH_CLIENT_ID ?? null,
    clientSecret: env.GITHUB_OAUTH_CLIENT_SECRET ?? null,
    redirectUri: env.GITHUB_OAUTH_REDIRECT_URI ?? callback('github'),
    scopes: splitList(env.GITHUB_OAUTH_SCOPES ?? SCOPES.github),
  };
  const gitlab = {
    ...shared,
    ca: cas.gitlab,
    instance: FIRST,
    baseUrl: stripSlash(env.GITLAB_BASE_URL ?? 'https://gitlab.com'),
    clientId: env.GITLAB_OAUTH_CLIENT_ID ?? null,
    clientSecret: env.GITLAB_OAUTH_CLIENT_SECRET ?? null,
    redirectUri: env.GITLAB_OAUTH_REDIRECT_URI ?? callback('gitlab'),
    scopes: splitList(env.GITLAB_OAUTH_SCOPES ?? SCOPES.gitlab),
  };
  const githubs = entriesOf('GITHUB_INSTANCES', env.GITHUB_INSTANCES);
  const gitlabs = entriesOf('GITLAB_INSTANCES', env.GITLAB_INSTANCES);
  refuseTwins('GITHUB_INSTANCES', github.webUrl, githubs);
  refuseTwins('GITLAB_INSTANCES', gitlab.baseUrl, gitlabs);
  return {
    github,
    gitlab,
    furtherGitHubs: githubs.map((entry) => {
      const webUrl = stripSlash(entry.base_url);
      return { ...further('github', entry), webUrl, apiUrl: stripSlash(entry.api_url ?? `${webUrl}/api/v3`) };
    }),
    furtherGitLabs: gitlabs.map((entry) => ({ ...further('gitlab', entry), baseUrl: stripSlash(entry.base_url) })),
  };
}
