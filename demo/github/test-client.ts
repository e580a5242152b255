import { GitHubContract } from './contract-check';

/** An answer, read. `body` is null when there is none. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Calls the stand-in's REST API and holds every answer against GitHub's own description. */
export class CheckedClient {
  private static readonly contract = new GitHubContract();

  constructor(
    private readonly origin: string,
    private readonly token: string | null,
  ) {}

  /** Throws when the answer is not one GitHub would give. Redirects are not followed. */
  async call(method: string, url: string, body?: object, headers: Record<string, string> = {}): Promise<TestAnswer> {
    const answer = await this.unchecked(method, url, body, headers);
    // 401, 403, 404 and 422 are described for few operations; their shape is one for all.
    const described = answer.status < 300 || answer.status === 304 || answer.status === 409;
    const faults = described
      ? CheckedClient.contract.answerFaults(method, url, answer.status, answer.status === 304 ? null : answer.body)
      : [];
    if (faults.length > 0) throw new Error(`${method} ${url} is not as GitHub's: ${faults.slice(0, 10).join('; ')}`);
    return answer;
  }

  async unchecked(
    method: string,
    url: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<TestAnswer> {
    const response = await fetch(this.origin + url, {
      method,
      redirect: 'manual',
      headers: { ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? null : isJson ? JSON.parse(text) : text,
    };
  }
}
