import type { OpenAPIObject } from '@nestjs/swagger';
import { AppError, CommonErrors, ERROR_KINDS, type ErrorDefinition } from '../common/errors';
import { toProblem } from '../common/http/problem';
import { FORGE_KINDS } from '../forge/forge.types';
import { WebhookErrors } from './webhook.errors';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['post']>;
type Responses = Operation['responses'];

const ANSWER = 'WebhookAnswerDto';
const ID = '0198c0de-0000-7000-8000-000000000002';
const STATUSES = ['accepted', 'duplicate', 'ignored'] as const;

const ERRORS = [
  WebhookErrors.refused,
  WebhookErrors.notADelivery,
  // Those without a valid signature alone.
  CommonErrors.rateLimited,
  CommonErrors.malformedBody,
  CommonErrors.bodyTooLarge,
  CommonErrors.unsupportedMediaType,
  // A path that cannot be decoded names no door.
  CommonErrors.notFound,
  WebhookErrors.busy,
  WebhookErrors.notStored,
  CommonErrors.databaseUnavailable,
  CommonErrors.internal,
];

function success(description: string, status: (typeof STATUSES)[number]): Responses[string] {
  return {
    description,
    content: {
      'application/json': {
        schema: { $ref: `#/components/schemas/${ANSWER}` },
        example: { delivery_id: '72d3162e-cc78-11e3-81ab-4c9367dc0958', status },
      },
    },
  };
}

function problems(instance: string): Responses {
  const byStatus = new Map<number, ErrorDefinition[]>();
  for (const error of ERRORS) {
    const status = ERROR_KINDS[error.kind];
    byStatus.set(status, [...(byStatus.get(status) ?? []), error]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, errors]) => [
      String(status),
      {
        description: errors.map(({ code, message }) => `\`${code}\`: ${message}`).join('\n\n'),
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/ProblemDto' },
            examples: Object.fromEntries(
              errors.map((error) => [
                error.code,
                { value: toProblem(new AppError(error), instance, '0198c0de-0000-7000-8000-000000000001') },
              ]),
            ),
          },
        },
      },
    ]),
  );
}

function parameter(name: string, description: string, schema: object, example: string): object {
  return { name, in: 'path', required: true, description, schema, example };
}

function door(
  words: { id: string; summary: string; description: string },
  path: string,
  parameters: object[],
): PathItem {
  const operation = {
    operationId: words.id,
    tags: ['Webhooks'],
    summary: words.summary,
    description: words.description,
    parameters: [
      ...parameters,
      {
        name: 'X-GitHub-Event',
        in: 'header',
        required: false,
        description: 'Name of the event.',
        schema: { type: 'string' },
        example: 'workflow_run',
      },
      {
        name: 'X-GitHub-Delivery',
        in: 'header',
        required: false,
        description: 'Id of the delivery; the same for every redelivery of it.',
        schema: { type: 'string' },
        example: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      },
    ],
    requestBody: {
      required: true,
      description: 'The bytes as the forge signed them, up to 25 MB.',
      content: {
        'application/json': {
          schema: { type: 'object', additionalProperties: true },
          example: { action: 'completed' },
        },
      },
    },
    responses: {
      '200': success('This delivery was taken before; nothing happens twice.', 'duplicate'),
      '202': success('Durable (`accepted`), or known to be of no use (`ignored`).', 'accepted'),
      ...problems(path),
    },
    security: [{ hook: [] }],
  };
  return { post: operation as unknown as Operation };
}

/** Adds the doors, which no controller holds, to the OpenAPI document: paths, answer schema, security scheme. */
export function describeWebhookRoutes(document: OpenAPIObject): void {
  const components = (document.components ??= {});
  components.schemas = {
    ...components.schemas,
    [ANSWER]: {
      type: 'object',
      required: ['delivery_id', 'status'],
      properties: {
        delivery_id: {
          type: 'string',
          description: "The forge's id of the delivery.",
          example: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
        },
        status: { type: 'string', enum: [...STATUSES], example: 'accepted' },
      },
    },
  };
  components.securitySchemes = {
    ...components.securitySchemes,
    hook: {
      type: 'apiKey',
      in: 'header',
      name: 'X-Hub-Signature-256',
      description: '`sha256=` and the hex HMAC-SHA256 of the raw body under the secret of the hook.',
    },
  };
  document.paths['/api/v2/webhooks/{forge}/{connection_id}'] = door(
    {
      id: 'Webhook_deliver',
      summary: 'Deliver a webhook',
      description:
        'For forges. Verified over the raw bytes, answered once durable, processed afterwards. An unknown connection and a wrong signature are answered alike.',
    },
    `/api/v2/webhooks/github/${ID}`,
    [
      parameter('forge', 'The hosting product.', { type: 'string', enum: [...FORGE_KINDS] }, 'github'),
      parameter('connection_id', 'The repository connection.', { type: 'string', format: 'uuid' }, ID),
    ],
  );
  document.paths['/api/v1/webhook/github/{user_id}'] = door(
    {
      id: 'Webhook_deliverLegacy',
      summary: 'Deliver a webhook (v1)',
      description:
        "For hooks set up by hand, signed with the user's own webhook secret. A repository connected by OAuth is treated as on the v2 door; another is recorded from the payload alone.",
    },
    `/api/v1/webhook/github/${ID}`,
    [parameter('user_id', 'The user whose secret signs.', { type: 'string', format: 'uuid' }, ID)],
  );
}
