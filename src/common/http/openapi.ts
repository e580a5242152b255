import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { CommonErrors, ERROR_KINDS, type ErrorDefinition } from '../errors';
import { problemResponse } from './endpoint';

const DESCRIPTION = `DevFlowFix closes the loop on red CI: it follows workflow runs, groups failures by cause into
incidents, and says what broke, where and why.

**The road by hand:** register and log in (the cookie then works on this page; elsewhere send an API token) →
\`POST /api/v2/oauth/github/authorize\` and open the \`authorization_url\` of its answer in this browser →
\`POST /api/v2/repositories/connect\` → let a workflow fail → \`GET /api/v2/incidents\`.

Errors are RFC 9457 problem details with a stable \`code\`. Lists are newest first and paged by \`cursor\`. Unsafe
operations accept an \`Idempotency-Key\`.`;

const TAGS = [
  ['Accounts', 'Register, log in, sessions, API tokens.'],
  ['Usage', 'How often accounts ask and their forges are called.'],
  ['OAuth connections', 'Connect a forge account.'],
  ['Repositories', 'Pick the repositories to follow, and their webhooks.'],
  ['Webhooks', 'The doors forges deliver to, and what came through them.'],
  ['Workflows', 'Workflow runs, jobs, logs.'],
  ['Incidents', 'Failures grouped by cause.'],
  ['Fixes', 'What is proposed for an incident, or why nothing is.'],
  ['Pull requests', 'Fixes on their way: opened, proven, merged or withdrawn.'],
  ['Analytics', 'Numbers with where they come from.'],
  ['Alerts', 'What is watched, where it is told, and what became of each message.'],
  ['Live', 'Changes as they happen.'],
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
  addBodyErrors(document);
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

/** Who changes something may send a body also where none is asked for, and a broken one is refused before it is looked at. */
function addBodyErrors(document: OpenAPIObject): void {
  for (const item of Object.values(document.paths)) {
    for (const operation of [item.post, item.put, item.patch, item.delete]) {
      if (operation === undefined) continue;
      for (const error of [
        CommonErrors.malformedBody,
        CommonErrors.bodyTooDeep,
        CommonErrors.bodyTooLarge,
        CommonErrors.unsupportedMediaType,
      ]) {
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
  const { examples } = known.content['application/problem+json'];
  if (error.code in examples) return;
  known.description += `\n\n${added.description}`;
  Object.assign(examples, added.content['application/problem+json'].examples);
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['post']>;

/**
 * The document as Swagger UI is to show it. It fills every field with its parameter's example, and would send an
 * `Idempotency-Key` that was used already, a cursor of no list and filters that nothing passes: so examples of what may
 * be left out stand in the description there.
 */
export function forSwaggerUi(document: OpenAPIObject): OpenAPIObject {
  const shown = structuredClone(document);
  for (const item of Object.values(shown.paths)) {
    for (const operation of [item.get, item.post, item.put, item.patch, item.delete]) {
      for (const parameter of operation?.parameters ?? []) {
        if ('$ref' in parameter || parameter.required === true) continue;
        const holders = [
          parameter,
          ...(parameter.schema === undefined || '$ref' in parameter.schema ? [] : [parameter.schema]),
        ];
        const value: unknown = holders.map((holder): unknown => holder.example).find((each) => each !== undefined);
        if (value === undefined) continue;
        for (const holder of holders) delete holder.example;
        const example = `e.g. \`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
        parameter.description = parameter.description === undefined ? example : `${parameter.description} ${example}`;
      }
    }
  }
  return shown;
}

/**
 * Serves the document at `/openapi.json` and Swagger UI at `/docs`. `document` is asked for by the first request of each:
 * making it takes 0.3 s, and most processes that start are never asked for it.
 */
export function serveOpenApi(app: INestApplication, document: () => OpenAPIObject): void {
  SwaggerModule.setup('openapi', app, document, { ui: false, raw: ['json'], jsonDocumentUrl: 'openapi.json' });
  SwaggerModule.setup('docs', app, () => forSwaggerUi(document()), {
    raw: false,
    customSiteTitle: 'DevFlowFix API',
    customCss: '.swagger-ui .topbar { display: none }',
    swaggerOptions: {
      persistAuthorization: true,
      displayRequestDuration: true,
      tagsSorter: undefined,
      docExpansion: 'list',
    },
  });
}
