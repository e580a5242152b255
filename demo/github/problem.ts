import type { Json } from './payloads';

/** One entry of the `errors` list of a 422. */
export interface ProblemDetail {
  readonly resource: string;
  readonly field?: string;
  readonly code: string;
  readonly message?: string;
}

/** An error answer in GitHub's shape. Thrown by routes, written by the server's error handler. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors?: readonly ProblemDetail[],
    readonly documentation = 'https://docs.github.com/rest',
  ) {
    super(message);
  }

  body(): Json {
    return {
      message: this.message,
      ...(this.errors ? { errors: this.errors } : {}),
      documentation_url: this.documentation,
      status: String(this.status),
    };
  }
}

/** GitHub's answer for what does not exist and for what the caller may not know of. */
export function notFound(): Problem {
  return new Problem(404, 'Not Found');
}

/** A 422 with GitHub's fixed message and the reason in `errors`. */
export function invalid(...errors: ProblemDetail[]): Problem {
  return new Problem(422, 'Validation Failed', errors);
}
