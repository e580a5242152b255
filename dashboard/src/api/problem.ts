/** An error answer: RFC 9457 problem details, as every refusal of the API is. */
export interface Problem {
  readonly title: string;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string | null;
  /** When another try may go through, in milliseconds from now; null where the server does not say. */
  readonly retryAfterMs: number | null;
  readonly errors: readonly { readonly pointer: string; readonly message: string }[];
}

/** The server refused. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.detail);
    this.name = 'ApiError';
  }

  /** What is wrong with one field of what was sent, e.g. `/email`; null when nothing is. */
  fieldError(pointer: string): string | null {
    return this.problem.errors.find((each) => each.pointer === pointer)?.message ?? null;
  }
}

/** No answer came: no network, or no server. */
export class OfflineError extends Error {
  constructor(options?: ErrorOptions) {
    super('The server does not answer.', options);
    this.name = 'OfflineError';
  }
}

/** Reads problem details, whatever a proxy in between may have answered instead. */
export function problemOf(body: unknown, response: Response): Problem {
  const given = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = (name: string, otherwise: string): string =>
    typeof given[name] === 'string' && given[name] !== '' ? given[name] : otherwise;
  return {
    title: text('title', `Error ${response.status}`),
    detail: text('detail', `The server answered ${response.status}.`),
    code: text('code', 'unknown'),
    requestId: text('request_id', response.headers.get('x-request-id') ?? '') || null,
    retryAfterMs: secondsOf(response.headers.get('retry-after')),
    errors: Array.isArray(given.errors) ? (given.errors as Problem['errors']) : [],
  };
}

/** `Retry-After` as we and most proxies write it; a date is as good as nothing. */
function secondsOf(header: string | null): number | null {
  return header !== null && /^\d+$/.test(header) ? Number(header) * 1000 : null;
}

/** Any thrown value as a sentence for people. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'Something went wrong.';
}
