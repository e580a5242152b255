import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { CommonErrors, ERROR_KINDS, type ErrorDefinition } from '../errors';
import { problemResponse } from './endpoint';

const DESCRIPTION = `DevFlowFix closes the loop on red CI: it follows workflow runs, groups failures by cause into
incidents, and says what broke, where and why.

Errors are RFC 9457 problem details with a stable \`code\`. Lists are newest first and paged by \`cursor\`. Unsafe
operations accept an \`Idempotency-Key\`. Log in with \`POST /api/v2/auth/login\` (the cookie then works here), or
send an API token.`;

const TAGS = [
  ['Accounts', 'Register, log in, sessions, API tokens.'],
  ['OAuth connections', 'Connect a forge account.'],
  ['Repositories', 'Pick the repositories to follow, and their webhooks.'],
  ['Webhooks', 'The doors forges deliver to, and what came through them.'],
  ['Workflows', 'Workflow runs, jobs, logs.'],
  ['Incidents', 'Failures grouped by cause.'],
  ['Tasks', 'Background work that was answered 202.'],
  ['Operations', 'Health and metrics.'],
] as const;

/** The OpenAPI document of the application; `extend` adds routes that no controller holds. */
export function buildOpenApi(
  app: INestApplication,
  publicUrl: string,
  extend: (document: OpenAPIObject) => void,
): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('DevFlowFix API')
    .setDescription(DESCRIPTION)
    .setVersion('2.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer(publicUrl)
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API token: `dff_…`' }, 'token')
    .addCookieAuth('dff_session', { type: 'apiKey', in: 'cookie', description: 'Set by login.' }, 'session');
  for (const [name, description] of TAGS) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  document.info.contact = { name: 'DevFlowFix', url: 'https://devflowfix.dev' };
  extend(document);
  describeIdempotency(document);
  return document;
}

/** `Idempotency-Key` and its refusals, on every unsafe operation of a logged-in caller. */
function describeIdempotency(document: OpenAPIObject): void {
  for (const item of Object.values(document.paths)) {
    for (const operation of [item.post, item.put, item.patch, item.delete]) {
      if (operation?.security?.some((scheme) => 'token' in scheme) !== true) continue;
      operation.parameters = [
        ...(operation.parameters ?? []),
        {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description: 'The same key with the same request gets the first answer again, for 24 hours.',
          schema: { type: 'string', minLength: 1, maxLength: 255 },
          example: '0198c0de-0000-7000-8000-00000000000a',
        },
      ];
      for (const error of [CommonErrors.idempotencyMismatch, CommonErrors.idempotencyInProgress]) {
        addError(operation, error);
      }
    }
  }
}

function addError(operation: Operation, error: ErrorDefinition): void {
  const status = String(ERROR_KINDS[error.kind]);
  const known = operation.responses[status] as ReturnType<typeof problemResponse> | undefined;
  const added = problemResponse([error]);
  if (known === undefined) {
    operation.responses[status] = added;
    return;
  }
  known.description += `\n\n${added.description}`;
  Object.assign(known.content['application/problem+json'].examples, added.content['application/problem+json'].examples);
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['post']>;

/** Serves the document at `/openapi.json` and Swagger UI at `/docs`. */
export function serveOpenApi(app: INestApplication, document: OpenAPIObject): void {
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'DevFlowFix API',
    swaggerOptions: {
      persistAuthorization: true,
      displayRequestDuration: true,
      tagsSorter: undefined,
      docExpansion: 'list',
    },
  });
}
