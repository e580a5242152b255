import type { Json } from './json';

/** An error answer in one of GitLab's shapes. Thrown by routes, written by the server's error handler. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly body: Json,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`${status} ${JSON.stringify(body)}`);
  }
}

/** What does not exist, and what the caller may not know of: `404 Project Not Found`. */
export function notFound(what = ''): Problem {
  return new Problem(404, { message: what === '' ? '404 Not Found' : `404 ${what} Not Found` });
}

export function forbidden(reason?: string): Problem {
  return new Problem(403, { message: reason === undefined ? '403 Forbidden' : `403 Forbidden - ${reason}` });
}

/** A refused change: 400 with what is wrong. */
export function badRequest(message: string): Problem {
  return new Problem(400, { message });
}

/** A parameter that is missing or has no allowed value. */
export function badParameter(error: string): Problem {
  return new Problem(400, { error });
}

export function conflict(message: string | readonly string[]): Problem {
  return new Problem(409, { message });
}
