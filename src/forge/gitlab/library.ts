import type * as Gitbeaker from '@gitbeaker/rest' with { 'resolution-mode': 'import' };

/** What gitbeaker asks with; one of these a call, so that what the call's answers told can be told apart. */
export interface RequestOptions {
  readonly searchParams?: Readonly<Record<string, unknown>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** An answer in gitbeaker's words. */
export interface LibraryAnswer {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
}

export type Send = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  base: string,
  endpoint: string,
  options: RequestOptions,
) => Promise<LibraryAnswer>;

/** The parts of GitLab's API we use, made as they are asked for: a whole client is 130 objects and a millisecond. */
export interface GitLabLibrary {
  readonly branches: Gitbeaker.Branches;
  readonly commits: Gitbeaker.Commits;
  readonly hooks: Gitbeaker.ProjectHooks;
  readonly jobs: Gitbeaker.Jobs;
  readonly lint: Gitbeaker.Lint;
  readonly mergeRequests: Gitbeaker.MergeRequests;
  readonly notes: Gitbeaker.MergeRequestNotes;
  readonly pipelines: Gitbeaker.Pipelines;
  readonly projects: Gitbeaker.Projects;
  readonly repositories: Gitbeaker.Repositories;
  readonly files: Gitbeaker.RepositoryFiles;
  readonly users: Gitbeaker.Users;
}

/** Loaded with the first call: a quarter of a second and 12 MB that an installation without GitLab does not pay. */
let loaded: Promise<typeof Gitbeaker> | null = null;

/** Gitbeaker over our own way of sending. */
export async function openLibrary(host: string, send: Send): Promise<GitLabLibrary> {
  const lib = await (loaded ??= import('@gitbeaker/rest'));
  const requesterFn = ({ url }: { url: string }): Record<string, unknown> => ({
    get: (endpoint: string, options: RequestOptions = {}) => send('GET', url, endpoint, options),
    post: (endpoint: string, options: RequestOptions = {}) => send('POST', url, endpoint, options),
    put: (endpoint: string, options: RequestOptions = {}) => send('PUT', url, endpoint, options),
    patch: (endpoint: string, options: RequestOptions = {}) => send('PATCH', url, endpoint, options),
    delete: (endpoint: string, options: RequestOptions = {}) => send('DELETE', url, endpoint, options),
  });
  // The token is ours to add; gitbeaker wants one named, and its requester's type speaks of everything it could return.
  const options = { host, oauthToken: '', queryTimeout: 0, requesterFn: requesterFn as never };
  return {
    get branches() {
      return new lib.Branches(options);
    },
    get commits() {
      return new lib.Commits(options);
    },
    get hooks() {
      return new lib.ProjectHooks(options);
    },
    get jobs() {
      return new lib.Jobs(options);
    },
    get lint() {
      return new lib.Lint(options);
    },
    get mergeRequests() {
      return new lib.MergeRequests(options);
    },
    get notes() {
      return new lib.MergeRequestNotes(options);
    },
    get pipelines() {
      return new lib.Pipelines(options);
    },
    get projects() {
      return new lib.Projects(options);
    },
    get repositories() {
      return new lib.Repositories(options);
    },
    get files() {
      return new lib.RepositoryFiles(options);
    },
    get users() {
      return new lib.Users(options);
    },
  };
}
