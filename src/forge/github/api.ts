import { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { ForgeError } from '../forge.errors';
import type { ForgeErrorKind } from '../forge.errors';
import type { RateLimit, RepositoryRef } from '../forge.types';
import { redact } from '../wire/errors';
import { errorOfAnswer, errorOfStorage, messageOf, toForgeError } from './errors';
import { download, send } from '../wire/http';
import type { Download, HttpAnswer } from '../wire/http';
import type { Network } from '../wire/network';
import { credentialKey } from '../wire/memory';
import type { AnswerCache, RateLimits } from '../wire/memory';
import { toRef } from './convert';
import { repositorySchema } from './schemas';
import type { WriteKind, WriteQueue } from '../wire/write-queue';

/** GitHub's REST version our schemas were read from. */
const API_VERSION = '2022-11-28';
/** Headers of an answer that stay true when a later 304 leaves them out. */
const KEPT_HEADERS = ['content-type', 'link', 'x-oauth-scopes'];
/** A log archive of 64 MB needs longer than an API answer. */
const DOWNLOAD_TIMEOUT_FACTOR = 6;
/** `owner/name` in GitHub's alphabets; no segment is `.` or `..`. */
const PATH = /^(?!\.\.?\/)[\w.-]{1,100}\/(?!\.\.?$)[\w.-]{1,100}$/;
/** GraphQL answers 200 to what it refuses, and says why beside. */
const mutationSchema = z.object({
  errors: z.array(z.object({ type: z.string().optional(), message: z.string() })).default([]),
});
const GRAPHQL_KINDS: Readonly<Record<string, ForgeErrorKind>> = {
  NOT_FOUND: 'not-found',
  FORBIDDEN: 'forbidden',
  INSUFFICIENT_SCOPES: 'forbidden',
  UNPROCESSABLE: 'conflict',
};
const NUMERIC = /^\d{1,20}$/;

export interface ApiSettings {
  readonly webUrl: string;
  readonly apiUrl: string;
  readonly requestTimeoutMs: number;
  readonly userAgent: string;
}

/** What all clients of one driver share. */
export interface SharedState {
  readonly network: Network;
  readonly cache: AnswerCache;
  readonly limits: RateLimits;
  readonly writes: WriteQueue;
  readonly now: () => Date;
}

export interface Answer<T> {
  readonly data: T;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

type Query = Readonly<Record<string, string | number>>;
interface FetchInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

function notFound(reason: string): ForgeError {
  return new ForgeError('github', 'not-found', { reason });
}

/** An id that goes into a URL; anything that is no GitHub id names nothing. */
export function urlId(id: string): string {
  if (!NUMERIC.test(id)) throw notFound('not an id of this forge');
  return id;
}

/** A path that goes into a URL. */
export function urlPath(path: string): string {
  if (!PATH.test(path)) throw notFound('not a repository path of this forge');
  return path;
}

/** GitHub's REST API with one credential: limits obeyed, answers cached by ETag and checked, every failure a `ForgeError`. */
export class GitHubApi {
  readonly webUrl: string;
  private readonly octokit: Octokit;
  private readonly key: string;

  constructor(
    private readonly settings: ApiSettings,
    private readonly shared: SharedState,
    private readonly accessToken: string,
  ) {
    this.webUrl = settings.webUrl;
    this.key = credentialKey(settings.apiUrl, accessToken);
    const silent = (): void => undefined;
    this.octokit = new Octokit({
      auth: accessToken,
      baseUrl: settings.apiUrl,
      userAgent: settings.userAgent,
      log: { debug: silent, info: silent, warn: silent, error: silent },
      request: { fetch: (url: string, init: FetchInit) => this.fetch(url, init) },
    });
  }

  rateLimit(): RateLimit | null {
    return this.shared.limits.rateLimit(this.key);
  }

  /** A read; an unchanged answer costs nothing of the limit. */
  async get<T>(schema: z.ZodType<T>, url: string, query: Query = {}): Promise<Answer<T>> {
    return this.json('GET', schema, url, query);
  }

  /** A write whose answer we use. */
  async write<T>(
    method: 'POST' | 'PATCH',
    schema: z.ZodType<T>,
    url: string,
    body: object,
    kind: WriteKind = 'content',
  ): Promise<T> {
    const send = async (): Promise<T> => (await this.json(method, schema, url, { data: body })).data;
    return this.shared.writes.run(this.key, kind, send);
  }

  /** A write whose answer says nothing. */
  async command(method: 'POST' | 'DELETE', url: string): Promise<void> {
    await this.shared.writes.run(this.key, 'content', () => this.request({ method, url }));
  }

  /** A GraphQL mutation, for the few things REST has no word for. Throws `rejected` for what it refuses. */
  async mutate(query: string, variables: Readonly<Record<string, string>>): Promise<void> {
    // Enterprise serves REST under /api/v3 and GraphQL beside it.
    const url = `${this.settings.apiUrl.replace(/\/v3$/, '')}/graphql`;
    const { errors } = await this.write('POST', mutationSchema, url, { query, variables });
    const [first] = errors;
    if (first === undefined) return;
    const kind = GRAPHQL_KINDS[first.type ?? ''] ?? 'rejected';
    throw new ForgeError('github', kind, { reason: redact(first.message) });
  }

  /**
   * Runs `call` on the repository's path. A path that is gone may be an old name, so it is looked up by id once: GitHub
   * redirects old names, but not for ever, and a new repository may have taken one.
   */
  async inRepository<T>(repository: RepositoryRef, call: (base: string) => Promise<T>): Promise<T> {
    try {
      return await call(`/repos/${urlPath(repository.path)}`);
    } catch (error) {
      if (!(error instanceof ForgeError) || error.kind !== 'not-found') throw error;
      const { data } = await this.get(repositorySchema, `/repositories/${urlId(repository.externalId)}`);
      const current = toRef(data);
      if (current.path === repository.path) throw error;
      return call(`/repos/${urlPath(current.path)}`);
    }
  }

  /** Starts the download of a log; the credential stays with the API's origin. */
  async download(url: string): Promise<Download> {
    this.refuseWhenLimited();
    const timeoutMs = this.settings.requestTimeoutMs * DOWNLOAD_TIMEOUT_FACTOR;
    const headers = { 'user-agent': this.settings.userAgent, 'x-github-api-version': API_VERSION };
    try {
      const target = `${this.settings.apiUrl}${url}`;
      const request = { forge: 'github', url: target, headers, authorization: `token ${this.accessToken}` } as const;
      const started = await download(this.shared.network, request, timeoutMs);
      if (started.status >= 400 && started.isAtHome) {
        this.learn({ status: started.status, headers: started.headers, body: await started.text() });
      }
      if (started.status >= 400) {
        throw errorOfStorage(started.status);
      }
      return started;
    } catch (error) {
      throw toForgeError(error);
    }
  }

  private async json<T>(method: string, schema: z.ZodType<T>, url: string, rest: object): Promise<Answer<T>> {
    const { data, headers } = await this.request({ method, url, ...rest });
    const parsed = schema.safeParse(data);
    if (!parsed.success) throw toForgeError(parsed.error);
    return { data: parsed.data, headers };
  }

  private async request(options: { method: string; url: string }): Promise<Answer<unknown>> {
    try {
      const headers = { 'x-github-api-version': API_VERSION };
      const response = await this.octokit.request({ ...options, headers });
      return { data: response.data as unknown, headers: response.headers };
    } catch (error) {
      throw toForgeError(error);
    }
  }

  /** What Octokit sends with. Answers of 400 and above are thrown here, where body and headers are at hand. */
  private async fetch(url: string, init: FetchInit): Promise<Response> {
    this.refuseWhenLimited();
    const method = init.method ?? 'GET';
    const cacheKey = `${this.key} ${url}`;
    const cached = method === 'GET' ? this.shared.cache.get(cacheKey) : undefined;
    const headers = { ...init.headers, ...(cached === undefined ? {} : { 'if-none-match': cached.etag }) };
    const request = {
      forge: 'github' as const,
      method,
      url,
      headers,
      ...(init.body === undefined ? {} : { body: init.body }),
    };
    const answer = await send(this.shared.network, request, this.settings.requestTimeoutMs);
    this.learn(answer);
    if (answer.status === 304 && cached !== undefined) {
      return new Response(cached.body, { status: 200, headers: { ...cached.headers, ...answer.headers } });
    }
    if (method === 'GET') this.keep(cacheKey, answer);
    const isEmpty = answer.status === 204 || answer.status === 205 || answer.status === 304;
    return new Response(isEmpty ? null : answer.body, { status: answer.status, headers: answer.headers });
  }

  private keep(cacheKey: string, { status, headers, body }: HttpAnswer): void {
    const { etag } = headers;
    if (status !== 200 || etag === undefined) {
      this.shared.cache.delete(cacheKey);
      return;
    }
    const kept = Object.entries(headers).filter(([name]) => KEPT_HEADERS.includes(name));
    this.shared.cache.set(cacheKey, { etag, body, headers: Object.fromEntries(kept) });
  }

  /** Takes the limits from an answer; throws the error an answer of 400 and above stands for. */
  private learn({ status, headers, body }: HttpAnswer): void {
    const now = this.shared.now();
    const message = status >= 400 ? messageOf(body).replaceAll(this.accessToken, '[redacted]') : '';
    this.shared.limits.observe(this.key, status, headers, message, now);
    if (status >= 400) throw errorOfAnswer(status, headers, message, now);
  }

  /** Sending while limited only prolongs the wait, and may get the integration banned. */
  private refuseWhenLimited(): void {
    const retryAt = this.shared.limits.blockedUntil(this.key, this.shared.now());
    if (retryAt === null) return;
    throw new ForgeError('github', 'rate-limited', {
      reason: 'waiting for the limit to pass; nothing was sent',
      retryAt,
    });
  }
}

/** The cursor or page a `link` header names for the next page; null on the last. */
export function nextLink(headers: Answer<unknown>['headers']): URL | null {
  const { link } = headers;
  if (typeof link !== 'string') return null;
  const target = /<([^<>]+)>\s*;[^,]*\brel="?next"?/.exec(link)?.[1];
  return target !== undefined && URL.canParse(target) ? new URL(target) : null;
}
