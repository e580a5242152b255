import type { z } from 'zod';
import { ForgeError } from '../forge.errors';
import type { RateLimit } from '../forge.types';
import { download, send } from '../wire/http';
import type { Download, HttpAnswer } from '../wire/http';
import type { Network } from '../wire/network';
import { credentialKey } from '../wire/memory';
import type { RateLimits } from '../wire/memory';
import type { WriteKind, WriteQueue } from '../wire/write-queue';
import { errorOfAnswer, gitlabError, messageOf, toForgeError } from './errors';
import { openLibrary } from './library';
import type { GitLabLibrary, LibraryAnswer, RequestOptions } from './library';

/** A trace of hundreds of megabytes needs longer than an API answer. */
const DOWNLOAD_TIMEOUT_FACTOR = 6;
const NUMERIC = /^\d{1,15}$/;
/** `group/sub/project` in GitLab's alphabet; no part is `.` or `..`. */
const PATH = /^(?!.*(?:^|\/)\.\.?(?:\/|$))[\w.-]+(?:\/[\w.-]+)+$/;

export interface ApiSettings {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly requestTimeoutMs: number;
  readonly userAgent: string;
}

/** What all clients of one driver share. */
export interface SharedState {
  readonly network: Network;
  readonly limits: RateLimits;
  readonly writes: WriteQueue;
  readonly now: () => Date;
}

export interface Answer<T> {
  readonly data: T;
  readonly headers: Readonly<Record<string, string>>;
}

type Call = (library: GitLabLibrary) => Promise<unknown>;

/** An id that goes into a URL; anything that is no GitLab id names nothing. */
export function numericId(id: string): number {
  if (!NUMERIC.test(id)) throw gitlabError('not-found', 'not an id of this forge');
  return Number(id);
}

/** A path that goes into a URL. */
export function projectPath(path: string): string {
  if (path.length > 1000 || !PATH.test(path)) throw gitlabError('not-found', 'not a repository path of this forge');
  return path;
}

/** GitLab's REST API with one credential: limits obeyed, answers checked, every failure a `ForgeError`. */
export class GitLabApi {
  readonly baseUrl: string;
  private readonly key: string;

  constructor(
    private readonly settings: ApiSettings,
    private readonly shared: SharedState,
    private readonly accessToken: string,
  ) {
    this.baseUrl = settings.baseUrl;
    this.key = credentialKey(settings.baseUrl, accessToken);
  }

  rateLimit(): RateLimit | null {
    return this.shared.limits.rateLimit(this.key);
  }

  /** A read through gitbeaker; lists have to name their `page`, or it would fetch every page there is. */
  async get<T>(schema: z.ZodType<T>, call: Call): Promise<Answer<T>> {
    let headers: LibraryAnswer['headers'] = {};
    const library = await openLibrary(this.baseUrl, async (method, base, endpoint, options) => {
      // Gitbeaker's base ends in a slash for some resources and in none for others.
      const answer = await this.request(method, `${base.replace(/\/$/, '')}/${endpoint}`, options);
      headers = answer.headers;
      return answer;
    });
    const parsed = schema.safeParse(await this.told(() => call(library)));
    if (!parsed.success) throw toForgeError(parsed.error);
    return { data: parsed.data, headers };
  }

  /** Every page of a list, up to `pages`; `isComplete` is false when there were more. */
  async pages<T>(
    schema: z.ZodType<T[]>,
    pages: number,
    call: (library: GitLabLibrary, page: { page: number; perPage: number }) => Promise<unknown>,
  ): Promise<{ items: T[]; isComplete: boolean }> {
    const items: T[] = [];
    for (let page = 1; page <= pages; page += 1) {
      const { data, headers } = await this.get(schema, (library) => call(library, { page, perPage: 100 }));
      items.push(...data);
      if (!hasNext(headers)) return { items, isComplete: true };
    }
    return { items, isComplete: false };
  }

  /** A write through gitbeaker. */
  async write<T>(schema: z.ZodType<T>, call: Call, kind: WriteKind = 'content'): Promise<T> {
    return this.shared.writes.run(this.key, kind, async () => (await this.get(schema, call)).data);
  }

  /** A read of an address gitbeaker has no word for, below the API's root. */
  async getUrl<T>(
    schema: z.ZodType<T>,
    endpoint: string,
    query: Readonly<Record<string, unknown>> = {},
  ): Promise<Answer<T>> {
    const answer = await this.request('GET', `${this.root()}/${endpoint}`, { searchParams: query });
    const parsed = schema.safeParse(answer.body);
    if (!parsed.success) throw toForgeError(parsed.error);
    return { data: parsed.data, headers: answer.headers };
  }

  /** What the instance says of the token itself; it is asked beside the API. */
  async tokenInfo<T>(schema: z.ZodType<T>): Promise<T> {
    const { body } = await this.request('GET', `${this.baseUrl}/oauth/token/info`, {});
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw toForgeError(parsed.error);
    return parsed.data;
  }

  /** A write to an address gitbeaker has no word for, whose answer says nothing. */
  async command(
    method: 'POST' | 'PUT' | 'DELETE',
    endpoint: string,
    body?: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.shared.writes.run(this.key, 'content', () =>
      this.request(method, `${this.root()}/${endpoint}`, body === undefined ? {} : { body }),
    );
  }

  /** Starts the download of bytes; a redirect to a storage host is followed without the credential. */
  async download(endpoint: string): Promise<Download> {
    this.refuseWhenLimited();
    const timeoutMs = this.settings.requestTimeoutMs * DOWNLOAD_TIMEOUT_FACTOR;
    const headers = { 'user-agent': this.settings.userAgent };
    try {
      const url = `${this.root()}/${endpoint}`;
      const request = { forge: 'gitlab', url, headers, authorization: `Bearer ${this.accessToken}` } as const;
      const started = await download(this.shared.network, request, timeoutMs);
      if (started.status < 400) {
        this.learn({ status: started.status, headers: started.headers, body: '' });
        return started;
      }
      const body = await started.text();
      if (started.isAtHome) this.learn({ status: started.status, headers: started.headers, body });
      throw gitlabError(started.status === 404 ? 'not-found' : 'unavailable', 'the storage refused the link');
    } catch (error) {
      throw toForgeError(error);
    }
  }

  private root(): string {
    return `${this.baseUrl}/api/v4`;
  }

  private async told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toForgeError(error);
    }
  }

  private async request(method: string, url: string, options: RequestOptions): Promise<LibraryAnswer> {
    this.refuseWhenLimited();
    const query = queryOf(options.searchParams ?? {});
    const body = method === 'GET' || options.body === undefined ? null : JSON.stringify(underscored(options.body));
    const request = {
      forge: 'gitlab' as const,
      method,
      url: query === '' ? url : `${url}?${query}`,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${this.accessToken}`,
        'user-agent': this.settings.userAgent,
        ...(body === null ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === null ? {} : { body }),
    };
    const answer = await this.told(() => send(this.shared.network, request, this.settings.requestTimeoutMs));
    this.learn(answer);
    return { body: parsedBody(answer), headers: answer.headers, status: answer.status };
  }

  /** Takes the limits from an answer; throws the error an answer of 400 and above stands for. */
  private learn({ status, headers, body }: HttpAnswer): void {
    const now = this.shared.now();
    const message = status >= 400 ? messageOf(body).replaceAll(this.accessToken, '[redacted]') : '';
    this.shared.limits.observe(this.key, status, headers, message, now);
    if (status >= 400) throw errorOfAnswer(status, headers, message, now);
  }

  private refuseWhenLimited(): void {
    const retryAt = this.shared.limits.blockedUntil(this.key, this.shared.now());
    if (retryAt === null) return;
    throw new ForgeError('gitlab', 'rate-limited', {
      reason: 'waiting for the limit to pass; nothing was sent',
      retryAt,
    });
  }
}

function parsedBody({ status, body }: HttpAnswer): unknown {
  if (status === 204 || body === '') return null;
  try {
    return JSON.parse(body);
  } catch {
    throw gitlabError('rejected', 'the answer is not JSON');
  }
}

/** GitLab's names have underscores, gitbeaker's none. Only names we write go through here; values are left alone. */
export function underscored(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(underscored);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [underscore(name), underscored(inner)]));
}

function underscore(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A query as GitLab reads it: lists have `[]` behind their name. */
function queryOf(parameters: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  const named = Object.entries(parameters).map(([name, value]) => [underscore(name), value] as const);
  for (const [name, value] of named) {
    if (Array.isArray(value)) for (const item of value) query.append(`${name}[]`, String(item));
    else if (value !== undefined && value !== null) query.append(name, textOf(value));
  }
  return query.toString();
}

function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

/** True while a list has a further page. */
export function hasNext(headers: Answer<unknown>['headers']): boolean {
  const next = headers['x-next-page'];
  // Beyond 10,000 rows, and with keyset paging, only the link tells.
  return next === undefined ? /\brel="next"/.test(headers.link ?? '') : next.trim() !== '';
}
