import { z } from 'zod';

/** A JSON object as GitHub's REST API and webhooks carry it. */
export type Json = Record<string, unknown>;

/** The fields of a user or organisation that this stand-in reads; the rest is passed on as it came. */
export const userSchema = z.looseObject({
  login: z.string(),
  id: z.number(),
  node_id: z.string(),
  type: z.string(),
});
export type User = z.infer<typeof userSchema>;

/** The fields of a repository that this stand-in reads; the rest is passed on as it came. */
export const repositorySchema = z.looseObject({
  id: z.number(),
  node_id: z.string(),
  name: z.string(),
  full_name: z.string(),
  private: z.boolean(),
  default_branch: z.string(),
  html_url: z.string(),
  url: z.string(),
  owner: userSchema,
  license: z.looseObject({ key: z.string() }).nullable(),
});
export type Repository = z.infer<typeof repositorySchema>;

/** What a person may do in a repository, weakest first. */
export const ROLES = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** True when `role` includes all that `needed` may do. */
export function allows(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** The `permissions` object of a repository answer. */
export function permissionsOf(role: Role): Json {
  return {
    admin: allows(role, 'admin'),
    maintain: allows(role, 'maintain'),
    push: allows(role, 'write'),
    triage: allows(role, 'triage'),
    pull: allows(role, 'read'),
  };
}

/** GitHub writes times with whole seconds. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** An opaque global id in the look of GitHub's own. */
export function nodeId(prefix: string, id: number): string {
  return `${prefix}_${Buffer.from(`demo:${id}`).toString('base64url')}`;
}

/** A user or organisation with every field of the `simple-user` schema; the emulator leaves some out for organisations. */
export function completeUser(user: User, baseUrl: string): User {
  const api = `${baseUrl}/users/${user.login}`;
  return {
    avatar_url: `${baseUrl}/avatars/${user.login}`,
    gravatar_id: '',
    html_url: `${baseUrl}/${user.login}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    site_admin: false,
    ...user,
    url: api,
  };
}

/** A copy without some fields. */
export function without<T extends object>(value: T, ...fields: readonly string[]): T {
  return Object.fromEntries(Object.entries(value).filter(([field]) => !fields.includes(field))) as T;
}

function completeLicense(license: Repository['license'], baseUrl: string): Repository['license'] {
  if (!license) return null;
  return { node_id: nodeId('L', 1), url: `${baseUrl}/licenses/${license.key}`, ...license };
}

/**
 * A repository with every field of GitHub's `full-repository`, as the caller with `role` sees it. Webhooks carry no
 * permissions: leave `role` out for them.
 */
export function completeRepository(repository: Repository, baseUrl: string, role?: Role): Repository {
  return {
    ...without(repository, 'permissions'),
    owner: completeUser(repository.owner, baseUrl),
    license: completeLicense(repository.license, baseUrl),
    network_count: 0,
    subscribers_count: 0,
    has_pull_requests: true,
    web_commit_signoff_required: false,
    ...(role === undefined ? {} : { permissions: permissionsOf(role) }),
  };
}

const MINIMAL = [
  'id,node_id,name,full_name,private,html_url,description,fork,url,forks_url,keys_url,collaborators_url,teams_url',
  'hooks_url,issue_events_url,events_url,assignees_url,branches_url,tags_url,blobs_url,git_tags_url,git_refs_url',
  'trees_url,statuses_url,languages_url,stargazers_url,contributors_url,subscribers_url,subscription_url,commits_url',
  'git_commits_url,comments_url,issue_comment_url,contents_url,compare_url,merges_url,archive_url,downloads_url',
  'issues_url,pulls_url,milestones_url,notifications_url,labels_url,releases_url,deployments_url',
].flatMap((line) => line.split(','));

/** The short form that workflow runs carry. */
export function minimalRepository(repository: Repository, baseUrl: string): Json {
  const entries = MINIMAL.map((field): [string, unknown] => [field, repository[field]]);
  return { ...Object.fromEntries(entries), owner: completeUser(repository.owner, baseUrl) };
}
