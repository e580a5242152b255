import type { OpenApiCheck } from './openapi-check';

export interface ApiAnswer<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface ApiRequest {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is, instead of `body` as JSON. */
  readonly raw?: string | Uint8Array;
  /** For paths that are meant not to exist. */
  readonly undocumented?: boolean;
}

/**
 * Calls our API as a client would, over HTTP, and holds every answer against the OpenAPI document. Keeps cookies, as a
 * browser does, and follows no redirects.
 */
export class ApiClient {
  private readonly cookies = new Map<string, string>();
  /** Sent as `Authorization: Bearer` when set. */
  token: string | null = null;

  constructor(
    readonly url: string,
    private readonly check: OpenApiCheck,
  ) {}

  /** Another caller: no cookies, no token. */
  fresh(): ApiClient {
    return new ApiClient(this.url, this.check);
  }

  /** The same caller at another server on the same database: takes cookies and token along. */
  moveTo(server: { client(): ApiClient }): ApiClient {
    const moved = server.client();
    moved.token = this.token;
    for (const [name, value] of this.cookies) moved.setCookie(name, value);
    return moved;
  }

  get<T = unknown>(path: string, request: ApiRequest = {}): Promise<ApiAnswer<T>> {
    return this.send<T>('GET', path, request);
  }
  post<T = unknown>(path: string, body?: unknown, request: ApiRequest = {}): Promise<ApiAnswer<T>> {
    return this.send<T>('POST', path, { ...request, ...(body === undefined ? {} : { body }) });
  }
  patch<T = unknown>(path: string, body: unknown, request: ApiRequest = {}): Promise<ApiAnswer<T>> {
    return this.send<T>('PATCH', path, { ...request, body });
  }
  delete<T = unknown>(path: string, request: ApiRequest = {}): Promise<ApiAnswer<T>> {
    return this.send<T>('DELETE', path, request);
  }

  async send<T = unknown>(method: string, path: string, request: ApiRequest = {}): Promise<ApiAnswer<T>> {
    const payload = request.raw ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
    const response = await fetch(new URL(path, this.url), {
      method,
      redirect: 'manual',
      headers: {
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
        ...(this.cookies.size === 0 ? {} : { cookie: [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ') }),
        ...request.headers,
      },
      ...(payload === undefined ? {} : { body: payload as BodyInit }),
    });
    this.keepCookies(response.headers);
    const text = await response.text();
    const contentType = response.headers.get('content-type') ?? '';
    const isJson = /[/+]json/.test(contentType);
    const body = (isJson ? JSON.parse(text) : text === '' ? undefined : text) as T;
    if (request.undocumented !== true) {
      this.check.assert(method, new URL(path, this.url).pathname, response.status, contentType, body);
    }
    return { status: response.status, headers: response.headers, body };
  }

  /** The cookies kept, for tests about them. */
  cookie(name: string): string | undefined {
    return this.cookies.get(name);
  }
  setCookie(name: string, value: string): void {
    this.cookies.set(name, value);
  }

  private keepCookies(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair = ''] = line.split(';', 1);
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(pair.indexOf('=') + 1);
      if (value === '' || /max-age=0|expires=thu, 01 jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}
