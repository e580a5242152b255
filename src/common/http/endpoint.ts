import { applyDecorators, HttpCode, SetMetadata, type Type } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCookieAuth,
  ApiExtraModels,
  ApiOperation,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import type { Fields } from '../fields';
import { CommonErrors, ERROR_KINDS, type ErrorDefinition } from '../errors';
import { AdminOnly, Expensive, Public } from './principal';
import { PROBLEM_TYPE_BASE, ProblemDto } from './problem';

export interface EndpointOptions {
  readonly summary: string;
  readonly description?: string;
  /** Status of success; default 200. */
  readonly status?: number;
  /** Shape of the success body; absent for 204. */
  readonly response?: Type<unknown>;
  /** Further success answers, e.g. 200 beside 202. */
  readonly alsoAnswers?: readonly {
    readonly status: number;
    readonly response: Type<unknown>;
    readonly description: string;
  }[];
  /** Errors besides those every route of its kind can answer. */
  readonly errors?: readonly ErrorDefinition[];
  /** No login needed. */
  readonly public?: boolean;
  /** Only for admins. */
  readonly admin?: boolean;
  /** Makes a forge, a model or the database work hard. */
  readonly expensive?: boolean;
  /** Takes a body or a query that is validated: adds 400, 413, 415 and 422. Default true. */
  readonly input?: boolean;
}

function errorResponses(definitions: readonly ErrorDefinition[]): MethodDecorator[] {
  const byStatus = new Map<number, ErrorDefinition[]>();
  for (const definition of definitions) {
    const status = ERROR_KINDS[definition.kind];
    const group = byStatus.get(status) ?? [];
    if (!group.some((other) => other.code === definition.code)) group.push(definition);
    byStatus.set(status, group);
  }
  return [...byStatus].map(([status, group]) => ApiResponse({ status, ...problemResponse(group) }));
}

/** What the document says of one error status: every code it can have, each with an example. */
export function problemResponse(group: readonly ErrorDefinition[]): {
  description: string;
  content: Record<
    'application/problem+json',
    { schema: { $ref: string }; examples: Record<string, { value: unknown }> }
  >;
} {
  return {
    description: group.map((definition) => `\`${definition.code}\`: ${definition.message}`).join('\n\n'),
    content: {
      'application/problem+json': {
        schema: { $ref: getSchemaPath(ProblemDto) },
        examples: Object.fromEntries(group.map((definition) => [definition.code, { value: example(definition) }])),
      },
    },
  };
}

function example(definition: ErrorDefinition): Fields<ProblemDto> {
  return {
    type: `${PROBLEM_TYPE_BASE}${definition.code}`,
    title: definition.kind,
    status: ERROR_KINDS[definition.kind],
    code: definition.code,
    detail: definition.message,
    instance: '/api/v2/…',
    request_id: '0198c0de-0000-7000-8000-000000000001',
  };
}

const SUMMARY = 'devflowfix:summary';

/** The summary of a handler's operation; its name where it has none. */
export function summaryOf(handler: { readonly name: string }): string {
  return (Reflect.getMetadata(SUMMARY, handler) as string | undefined) ?? handler.name;
}

/** Says of a route all that its OpenAPI operation must say, and sets its status and whether it needs a login. */
export function Endpoint(options: EndpointOptions): MethodDecorator {
  const status = options.status ?? 200;
  const errors = [
    ...(options.public === true
      ? []
      : [
          ...[CommonErrors.unauthenticated, CommonErrors.foreignOrigin, CommonErrors.readOnlyToken],
          CommonErrors.rateLimited,
        ]),
    ...(options.admin === true ? [CommonErrors.adminOnly] : []),
    ...(options.input === false
      ? []
      : [
          CommonErrors.malformedBody,
          CommonErrors.bodyTooDeep,
          CommonErrors.bodyTooLarge,
          CommonErrors.unsupportedMediaType,
          CommonErrors.invalidInput,
        ]),
    ...(options.errors ?? []),
    CommonErrors.internal,
    CommonErrors.databaseUnavailable,
  ];
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    SetMetadata(SUMMARY, options.summary),
    HttpCode(status),
    ApiOperation({ summary: options.summary, description: options.description ?? options.summary }),
    ApiResponse(
      options.response === undefined
        ? { status, description: 'Done.' }
        : { status, description: 'Done.', type: options.response },
    ),
    ...(options.alsoAnswers ?? []).map((answer) =>
      ApiResponse({ status: answer.status, description: answer.description, type: answer.response }),
    ),
    ...errorResponses(errors),
    ...(options.admin === true ? [AdminOnly()] : []),
    ...(options.expensive === true ? [Expensive()] : []),
    ...(options.public === true ? [Public()] : [ApiBearerAuth('token'), ApiCookieAuth('session')]),
  );
}
