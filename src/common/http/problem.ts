import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Fields } from '../fields';
import { AppError, CommonErrors, type FieldError } from '../errors';

export class FieldErrorDto {
  @ApiProperty({ example: '/email', description: 'JSON pointer into the body, or `query/<name>`, `path/<name>`.' })
  pointer: string;

  @ApiProperty({ example: 'email must be an email' })
  message: string;
}

/**
 * Wrong fields that one answer names. No form has as many; a body of 1 MB can have 130,000 unknown ones, each of which would be
 * answered with a sentence.
 */
export const MOST_FIELD_ERRORS = 100;

/** RFC 9457 problem details: the shape of every error answer. */
export class ProblemDto {
  @ApiProperty({ example: 'https://devflowfix.dev/errors/common.not_found' })
  type: string;

  @ApiProperty({ example: 'Not Found' })
  title: string;

  @ApiProperty({ example: 404 })
  status: number;

  @ApiProperty({ example: 'common.not_found', description: 'Stable; safe to compare.' })
  code: string;

  @ApiProperty({ example: 'There is no such resource, or it is not yours.' })
  detail: string;

  @ApiProperty({ example: '/api/v2/incidents/0198c0de-0000-7000-8000-000000000000' })
  instance: string;

  @ApiProperty({ example: '0198c0de-0000-7000-8000-000000000001' })
  request_id: string;

  @ApiPropertyOptional({
    type: [FieldErrorDto],
    maxItems: MOST_FIELD_ERRORS,
    description: 'How many more there were is in `details.more_errors`.',
  })
  errors?: readonly FieldError[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Values that go with this code, e.g. the legal transitions of a 409.',
  })
  details?: Readonly<Record<string, unknown>>;
}

/** Where a code is explained. */
export const PROBLEM_TYPE_BASE = 'https://devflowfix.dev/errors/';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/** The problem document of an error; of more than `MOST_FIELD_ERRORS` wrong fields it tells the rest's number. */
export function toProblem(error: AppError, instance: string, requestId: string): Fields<ProblemDto> {
  const more = error.errors.length - MOST_FIELD_ERRORS;
  const details = more > 0 ? { ...error.details, more_errors: more } : error.details;
  return {
    type: `${PROBLEM_TYPE_BASE}${error.code}`,
    title: TITLES[error.status] ?? 'Error',
    status: error.status,
    code: error.code,
    detail: error.message,
    instance,
    request_id: requestId,
    ...(error.errors.length > 0 ? { errors: error.errors.slice(0, MOST_FIELD_ERRORS) } : {}),
    ...(Object.keys(details).length > 0 ? { details } : {}),
  };
}

/** Headers that go with an error: `Retry-After`, `WWW-Authenticate`. */
export function problemHeaders(error: AppError): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    ...(error.retryAfterSeconds === null
      ? {}
      : { 'retry-after': String(Math.max(1, Math.ceil(error.retryAfterSeconds))) }),
    ...(error.kind === 'unauthorized' ? { 'www-authenticate': 'Bearer' } : {}),
  };
}

const BY_STATUS: Readonly<Record<number, AppError>> = {
  400: new AppError(CommonErrors.malformedBody),
  404: new AppError(CommonErrors.notFound),
  413: new AppError(CommonErrors.bodyTooLarge),
  415: new AppError(CommonErrors.unsupportedMediaType),
};

/** An error of the framework (Fastify or Nest) by its status; null for what is ours to look at. */
export function fromFrameworkStatus(status: number): AppError | null {
  return BY_STATUS[status] ?? null;
}
