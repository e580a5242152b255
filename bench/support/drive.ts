import { z } from 'zod';
import type { BenchDatabase } from './database';
import { addToken } from './people';

const parameterShape = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  schema: z
    .looseObject({
      enum: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
      format: z.string().optional(),
    })
    .optional(),
});
const documentShape = z.looseObject({
  paths: z.record(
    z.string(),
    z.looseObject({ get: z.looseObject({ parameters: z.array(parameterShape).optional() }).optional() }),
  ),
});
type Parameter = z.infer<typeof parameterShape>;

/** A request to send. */
export interface Wish {
  /** Method, route and the parameter that makes it differ. */
  readonly name: string;
  readonly path: string;
}

/** Somebody who opens every page, and one of each of his things. */
export interface Visitor {
  readonly userId: string;
  readonly token: string;
  /** By the beginning of the paths that name them. */
  readonly ids: Readonly<Record<string, string>>;
  readonly connectionId: string;
}

/** Answers to a forge's or an issuer's redirect: nobody opens them. */
const REDIRECTED = new Set(['/api/v2/oauth/{forge}/callback', '/api/v2/auth/oidc/callback']);

/** A tenant's newest run, delivery and task, and of his incidents the one seen most. */
export async function visitorOf({ client }: BenchDatabase, userId: string): Promise<Visitor> {
  const one = async (sql: string): Promise<string> => {
    const { rows } = await client.query<{ id: string }>(sql, [userId]);
    if (rows[0] === undefined) throw new Error(`the tenant has nothing to look at: ${sql}`);
    return rows[0].id;
  };
  const newest = (table: string, where = 'true'): Promise<string> =>
    one(`select id::text as id from ${table} where user_id = $1 and ${where} order by id desc limit 1`);
  const connectionId = await one(
    `select repository_connection_id::text as id from incidents where user_id = $1 order by occurrence_count desc limit 1`,
  );
  const ids = {
    '/api/v2/workflows/runs/': await newest('workflow_runs', `conclusion = 'failure'`),
    '/api/v2/webhooks/deliveries/': await newest('webhook_deliveries'),
    '/api/v2/incidents/': await one(
      'select id::text as id from incidents where user_id = $1 order by occurrence_count desc limit 1',
    ),
    '/api/v2/repositories/connections/': connectionId,
    '/api/v2/prs/': await one(
      `select pr_number::text as id from pull_requests
       where user_id = $1 and repository_connection_id = '${connectionId}' order by id desc limit 1`,
    ),
    '/api/v2/tasks/': await newest('tasks'),
    '/api/v2/users/': userId,
  };
  return { userId, token: await addToken(client, userId), ids, connectionId };
}

/** Every GET route of the document, plainly and once for each value of each parameter; cursors are added by `visit`. */
export function wishesOf(document: unknown, { ids, connectionId }: Visitor): readonly Wish[] {
  const routes = Object.entries(documentShape.parse(document).paths);
  return routes.flatMap(([route, { get }]) => {
    if (get === undefined || REDIRECTED.has(route)) return [];
    const parameters = get.parameters ?? [];
    const path = pathOf(route, parameters, ids);
    const plain = parameters
      .filter((each) => each.in === 'query' && (each.required === true || isNeeded(route, each)))
      .map((each) => [each.name, valuesOf(each, connectionId)[0] ?? ''] as const);
    const asked = (name: string, query: readonly (readonly [string, string])[]): Wish => ({
      name: `GET ${route}${name}`,
      path:
        query.length === 0
          ? path
          : `${path}?${new URLSearchParams(query.map(([key, value]) => [key, value])).toString()}`,
    });
    return [
      asked('', plain),
      ...parameters
        .filter((each) => each.in === 'query')
        .flatMap((each) =>
          valuesOf(each, connectionId).map((value) =>
            asked(`?${each.name}=${each.schema?.enum === undefined ? '' : value}`, [
              ...plain.filter(([name]) => name !== each.name),
              [each.name, value],
            ]),
          ),
        ),
    ];
  });
}

/** A number of a pull request is of a repository. */
function isNeeded(route: string, { name }: Parameter): boolean {
  return route.startsWith('/api/v2/prs/{') && name === 'repository_connection_id';
}

function pathOf(route: string, parameters: readonly Parameter[], ids: Readonly<Record<string, string>>): string {
  return route.replace(/\{([^}]+)\}/g, (_all, name: string) => {
    const words = parameters.find((each) => each.in === 'path' && each.name === name)?.schema?.enum;
    const start = Object.keys(ids).find((each) => route.startsWith(`${each}{`));
    const value = words?.[0] ?? (start === undefined ? undefined : ids[start]);
    if (value === undefined) throw new Error(`no value is known for {${name}} of ${route}`);
    return String(value);
  });
}

/** What is worth asking a parameter for. Values that few rows have show the worst plans. */
function valuesOf({ name, schema }: Parameter, connectionId: string): readonly string[] {
  if (schema?.enum !== undefined) return schema.enum.map(String);
  const day = new Date(Date.now() - 86_400_000).toISOString();
  const known: Readonly<Record<string, readonly string[]>> = {
    repository_connection_id: [connectionId],
    connection_id: [connectionId],
    since: [day],
    until: [day],
    search: ['no such words'],
    branch: ['main', 'rare'],
    workflow: ['CI 1', 'no such workflow'],
    event: ['workflow_run', 'ping'],
    limit: ['100'],
    tz: ['Europe/Berlin'],
    page: ['2'],
    include_disabled: ['true'],
  };
  return known[name] ?? [];
}

/** Parameters of GET routes that `wishesOf` has no value for. */
export function unaskedOf(document: unknown): readonly string[] {
  return Object.entries(documentShape.parse(document).paths).flatMap(([route, { get }]) =>
    (get?.parameters ?? [])
      .filter((each) => each.in === 'query' && each.name !== 'cursor' && valuesOf(each, 'any').length === 0)
      .map(({ name }) => `${route}?${name}`),
  );
}

/** Longest a stream is listened to, milliseconds. */
const STREAM_MS = 1_500;

/** Sends a request, and the next page's where there is one; gives the statuses. Throws when we are at fault (5xx). */
export async function visit(url: string, { path }: Wish, token: string): Promise<readonly number[]> {
  const first = await ask(`${url}${path}`, token);
  const cursor = /"next_cursor":"([^"]+)"/.exec(first.text)?.[1];
  if (cursor === undefined) return [first.status];
  const next = await ask(`${url}${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`, token);
  return [first.status, next.status];
}

async function ask(address: string, token: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` }, redirect: 'manual' });
  const text = await textOf(answer);
  if (answer.status >= 500) throw new Error(`GET ${address} was answered ${answer.status}: ${text.slice(0, 500)}`);
  return { status: answer.status, text };
}

/** A stream of events does not end: what it has told within a while. */
async function textOf(answer: Response): Promise<string> {
  if (answer.headers.get('content-type')?.startsWith('text/event-stream') !== true) return answer.text();
  const reader = answer.body?.getReader();
  const timer = setTimeout(() => void reader?.cancel(), STREAM_MS);
  for (;;) {
    const { done } = (await reader?.read()) ?? { done: true };
    if (done) break;
  }
  clearTimeout(timer);
  return '';
}
