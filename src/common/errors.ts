/** What an error means to a caller; the HTTP edge turns it into a status, the task runner into retry or give up. */
export const ERROR_KINDS = {
  'bad-request': 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  'unsupported-media-type': 415,
  invalid: 422,
  'rate-limited': 429,
  internal: 500,
  'bad-gateway': 502,
  unavailable: 503,
} as const;
export type ErrorKind = keyof typeof ERROR_KINDS;

/** One invalid field; `pointer` is a JSON pointer into the body, or `query/<name>`, `path/<name>`. */
export interface FieldError {
  readonly pointer: string;
  readonly message: string;
}

export interface ErrorDefinition<Code extends string = string> {
  readonly code: Code;
  readonly kind: ErrorKind;
  /** Static and for people: no values, no secrets. */
  readonly message: string;
}

/**
 * An error our callers may see. `code` is stable and documented, `message` static; values go to `details`, which must
 * hold no secret because it is answered and logged.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: string;
  readonly kind: ErrorKind;
  readonly details: Readonly<Record<string, unknown>>;
  readonly errors: readonly FieldError[];
  /** Seconds after which another try makes sense; becomes `Retry-After`. */
  readonly retryAfterSeconds: number | null;

  constructor(
    definition: ErrorDefinition,
    extra: {
      details?: Readonly<Record<string, unknown>>;
      errors?: readonly FieldError[];
      retryAfterSeconds?: number;
      cause?: unknown;
    } = {},
  ) {
    super(definition.message, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.code = definition.code;
    this.kind = definition.kind;
    this.details = extra.details ?? {};
    this.errors = extra.errors ?? [];
    this.retryAfterSeconds = extra.retryAfterSeconds ?? null;
  }

  /** HTTP status of this kind of error. */
  get status(): number {
    return ERROR_KINDS[this.kind];
  }
}

/** Declares a feature's errors in one table: key → definition. */
export function defineErrors<const T extends Record<string, ErrorDefinition>>(table: T): T {
  return table;
}

/** Errors that belong to no feature. */
export const CommonErrors = defineErrors({
  notFound: { code: 'common.not_found', kind: 'not-found', message: 'There is no such resource, or it is not yours.' },
  invalidInput: { code: 'common.invalid_input', kind: 'invalid', message: 'Some fields are not valid; see `errors`.' },
  malformedBody: { code: 'common.malformed_body', kind: 'bad-request', message: 'The body is not valid JSON.' },
  bodyTooDeep: {
    code: 'common.body_too_deep',
    kind: 'bad-request',
    message: 'The body is nested deeper than 64 levels.',
  },
  bodyTooLarge: {
    code: 'common.body_too_large',
    kind: 'too-large',
    message: 'The body is larger than this route takes.',
  },
  unsupportedMediaType: {
    code: 'common.unsupported_media_type',
    kind: 'unsupported-media-type',
    message: 'This route takes another Content-Type.',
  },
  invalidCursor: {
    code: 'common.invalid_cursor',
    kind: 'invalid',
    message: '`cursor` is not one this list handed out.',
  },
  unauthenticated: {
    code: 'auth.unauthenticated',
    kind: 'unauthorized',
    message: 'Send an API token as `Authorization: Bearer dff_…`, or log in.',
  },
  foreignOrigin: {
    code: 'auth.foreign_origin',
    kind: 'forbidden',
    message: 'A cookie-authenticated change must come from this site.',
  },
  adminOnly: { code: 'auth.admin_only', kind: 'forbidden', message: 'Only an admin may do this.' },
  readOnlyToken: { code: 'auth.read_only_token', kind: 'forbidden', message: 'This API token may only read.' },
  rateLimited: { code: 'common.rate_limited', kind: 'rate-limited', message: 'Too many requests; wait and try again.' },
  idempotencyMismatch: {
    code: 'common.idempotency_key_reused',
    kind: 'invalid',
    message: 'This Idempotency-Key was used with another request.',
  },
  idempotencyInProgress: {
    code: 'common.idempotency_in_progress',
    kind: 'conflict',
    message: 'The first request with this Idempotency-Key is still running.',
  },
  databaseUnavailable: {
    code: 'common.database_unavailable',
    kind: 'unavailable',
    message: 'The database does not answer; nothing was changed.',
  },
  internal: { code: 'common.internal', kind: 'internal', message: 'Something went wrong on our side.' },
});
