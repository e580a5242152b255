import type { OpenAPIObject } from '@nestjs/swagger';
import { newId } from '../../src/common/ids';
import type { ApiAnswer, ApiClient } from '../support/api-client';
import { makeOneOfEach, type OwnedIds } from '../support/tenant-fixtures';
import { startTestApp, type TestApp } from '../support/test-app';

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];
interface Parameter {
  name: string;
  in: string;
  schema?: { enum?: unknown[]; format?: string };
}
interface Operation {
  label: string;
  method: string;
  path: string;
  isPublic: boolean;
  parameters: Parameter[];
  body: Schema | undefined;
}

/** Routes that ask for no login. A new one must be put here by hand, which is when somebody thinks about it. */
const PUBLIC = [
  'GET /',
  'GET /api/v2/auth/methods',
  'GET /api/v2/auth/oidc/callback',
  'GET /api/v2/oauth/{forge}/callback',
  'GET /devflowfix.schema.json',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'POST /api/v1/webhook/github/{user_id}',
  'POST /api/v2/alerts/confirmations',
  'POST /api/v2/auth/login',
  'POST /api/v2/auth/oidc/authorize',
  'POST /api/v2/auth/oidc/backchannel-logout',
  'POST /api/v2/auth/register',
  'POST /api/v2/webhooks/{forge}/{connection_id}',
];

let app: TestApp;
let owner: ApiClient;
let strangers: ApiClient[];
let owned: OwnedIds;
let operations: Operation[];

beforeAll(async () => {
  app = await startTestApp();
  // The first user is the admin: also to an admin, others' resources do not exist.
  strangers = [await app.user(), await app.user()];
  owner = await app.user();
  owned = await makeOneOfEach(app, owner);
  operations = operationsOf(app.openApi);
});
afterAll(async () => {
  await app.close();
});

function operationsOf(document: OpenAPIObject): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method) => {
      const operation = item[method];
      if (operation === undefined) return [];
      const content = (operation.requestBody as { content?: Record<string, { schema?: Schema }> } | undefined)?.content;
      return [
        {
          label: `${method.toUpperCase()} ${path}`,
          method: method.toUpperCase(),
          path,
          // The doors ask for a signature instead of a login.
          isPublic: !(operation.security ?? []).some((scheme) => 'token' in scheme),
          parameters: (operation.parameters ?? []) as Parameter[],
          body: content?.['application/json']?.schema,
        },
      ];
    }),
  );
}

/** A body that passes validation, from the document's own examples. */
function exampleOf(schema: Schema | undefined): unknown {
  if (schema === undefined) return undefined;
  if ('$ref' in schema) return exampleOf(app.openApi.components?.schemas?.[schema.$ref.split('/').at(-1) ?? '']);
  const wanted = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name));
  return Object.fromEntries(
    wanted.map(([name, property]) => [name, 'example' in property ? property.example : exampleOf(property)]),
  );
}

const named = ({ path }: Operation): string[] => [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name ?? '');

/** What admins do with the accounts themselves: to members it is closed, whoever the account's. */
const ADMINISTRATION = '/api/v2/users';
const isAdministration = ({ path }: Operation): boolean => path.startsWith(ADMINISTRATION);

/** Operations on one resource of somebody's. */
const onResources = (): Operation[] =>
  operations.filter((each) => !each.isPublic && !isAdministration(each) && idParameters(each).length > 0);

/** Path parameters that name somebody's resource; one of a few words (`{forge}`) does not. */
function idParameters(operation: Operation): string[] {
  return named(operation).filter((name) => {
    const parameter = operation.parameters.find((one) => one.in === 'path' && one.name === name);
    return parameter?.schema?.enum === undefined;
  });
}

/** The owner's id for a path, by the longest beginning that fits. */
function ownedIdFor(path: string): string | undefined {
  const prefix = Object.keys(owned)
    .filter((key) => path.startsWith(`${key}{`))
    .sort((a, b) => b.length - a.length)[0];
  return prefix === undefined ? undefined : owned[prefix];
}

function call(by: ApiClient, operation: Operation, path: string, documented = true): Promise<ApiAnswer> {
  const body = exampleOf(operation.body);
  return by.send(operation.method, path, {
    ...(body === undefined ? {} : { body }),
    ...(documented ? {} : { undocumented: true }),
  });
}

/** What an answer says, without what differs between any two requests. */
function essence({ status, headers, body }: ApiAnswer): unknown {
  const said = typeof body === 'object' && body !== null ? { ...body, instance: '', request_id: '' } : body;
  return { status, type: headers.get('content-type'), said };
}

const filled = (path: string, id: string): string => path.replace(/\{[^}]+\}/, id);

test('exactly these routes need no login', () => {
  expect(
    operations
      .filter(({ isPublic }) => isPublic)
      .map(({ label }) => label)
      .sort(),
  ).toEqual(PUBLIC);
});

test('every other route answers 401 to a stranger and says how to log in', async () => {
  const closed = operations.filter(({ isPublic }) => !isPublic);

  const answers = await Promise.all(
    closed.map(async (operation) => {
      const path = operation.path.replace(/\{forge\}/, 'github').replace(/\{[^}]+\}/g, newId());
      const { status, headers, body } = await call(app.client(), operation, path);
      return [operation.label, status, headers.get('www-authenticate'), (body as { code?: string }).code];
    }),
  );

  expect(closed.length).toBeGreaterThan(30);
  expect(answers).toEqual(closed.map(({ label }) => [label, 401, 'Bearer', 'auth.unauthenticated']));
});

test('every route with an id knows whose it is: there is a resource to try it with', async () => {
  const withIds = onResources();

  const untried = withIds
    .filter((operation) => idParameters(operation).length > 1 || ownedIdFor(operation.path) === undefined)
    .map(({ label }) => `no resource in test/support/tenant-fixtures.ts for ${label}`);
  const unreadable: string[] = [];
  for (const operation of withIds.filter(({ method }) => method === 'GET')) {
    const { status } = await call(owner, operation, filled(operation.path, ownedIdFor(operation.path) ?? ''), false);
    if (status === 404) unreadable.push(`${operation.label} does not show its own owner the resource`);
  }

  expect([...untried, ...unreadable]).toEqual([]);
});

test('no route of admins answers a member, whether there is such an account or not', async () => {
  const routes = operations.filter(isAdministration);
  const [, member] = strangers;
  const { id } = (await owner.get<{ id: string }>('/api/v2/auth/me')).body;

  const answers = await Promise.all(
    routes.flatMap((operation) =>
      [id, newId(), 'no-id'].map(async (each) => {
        const { status, body } = await call(member ?? owner, operation, filled(operation.path, each));
        return [operation.label, status, (body as { code?: string }).code];
      }),
    ),
  );

  expect(routes.length).toBeGreaterThan(4);
  expect(answers).toEqual(
    routes.flatMap(({ label }) => Array.from({ length: 3 }, () => [label, 403, 'auth.admin_only'])),
  );
});

test("another user's id answers as one that never existed, on every route and to every stranger", async () => {
  const withIds = onResources();

  const told: unknown[] = [];
  for (const operation of withIds) {
    for (const stranger of strangers) {
      const foreign = await call(stranger, operation, filled(operation.path, ownedIdFor(operation.path) ?? ''));
      const absent = await call(stranger, operation, filled(operation.path, newId()));
      const noId = await call(stranger, operation, filled(operation.path, 'no-id'));
      told.push([operation.label, essence(foreign), essence(absent), essence(noId)]);
    }
  }

  const notFound = {
    status: 404,
    type: 'application/problem+json; charset=utf-8',
    said: expect.objectContaining({ code: 'common.not_found' }) as unknown,
  };
  expect(told).toEqual(withIds.flatMap(({ label }) => strangers.map(() => [label, notFound, notFound, notFound])));
});

test('what strangers tried changed nothing', async () => {
  const reads = onResources().filter(({ method }) => method === 'GET');

  const answers = await Promise.all(
    reads.map(async (operation) => {
      const { status } = await call(owner, operation, filled(operation.path, ownedIdFor(operation.path) ?? ''), false);
      return [operation.label, status === 404];
    }),
  );

  expect(answers).toEqual(reads.map(({ label }) => [label, false]));
  expect((await owner.get<{ tokens: unknown[] }>('/api/v2/auth/tokens')).body.tokens).toHaveLength(1);
});

test("a list filtered by another user's id is answered as one filtered by an id that never was", async () => {
  const filters = operations.flatMap((operation) =>
    operation.parameters
      .filter((parameter) => parameter.in === 'query' && parameter.schema?.format === 'uuid')
      .map((parameter) => ({ operation, name: parameter.name })),
  );

  const answers = await Promise.all(
    filters.flatMap(({ operation, name }) =>
      strangers.map(async (stranger) => {
        const ask = (id: string): Promise<ApiAnswer> =>
          call(stranger, operation, `${operation.path.replace(/\{[^}]+\}/g, newId())}?${name}=${id}`);
        const [foreign, absent] = [await ask(owned[`?${name}`] ?? 'no fixture'), await ask(newId())];
        return { label: `${operation.label}?${name}`, foreign: essence(foreign), absent: essence(absent) };
      }),
    ),
  );

  expect(answers.length).toBeGreaterThan(0);
  expect(answers.map(({ label, foreign }) => [label, foreign])).toEqual(
    answers.map(({ label, absent }) => [label, absent]),
  );
});

/** Its answer has no end; `live.e2e-spec.ts` has a stranger watch. */
const STREAM = '/api/v2/events';

/** What an admin is there to read: who did what, which names what it was done to. */
const ADMINS_LIST = '/api/v2/audit-log';

test("no list shows a stranger anything of another user's", async () => {
  const lists = operations.filter(
    (operation) =>
      operation.method === 'GET' &&
      !operation.isPublic &&
      operation.path !== STREAM &&
      idParameters(operation).length === 0,
  );
  const ids = Object.values(owned);

  const shown: string[] = [];
  for (const operation of lists) {
    for (const stranger of operation.path === ADMINS_LIST ? strangers.slice(1) : strangers) {
      const { body } = await call(stranger, operation, operation.path.replace('{forge}', 'github'), false);
      if (ids.some((id) => JSON.stringify(body ?? '').includes(id))) shown.push(operation.label);
    }
  }

  expect(lists.length).toBeGreaterThan(10);
  expect(shown).toEqual([]);
});
