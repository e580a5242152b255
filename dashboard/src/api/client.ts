import createClient from 'openapi-fetch';
import { ApiError, OfflineError, problemOf } from './problem';
import type { components, paths } from './schema.gen.mjs';

/** The shapes of the API, by the names of the OpenAPI document. */
export type Schemas = components['schemas'];

/** The path the installation lives under, ending in a slash: `/`, or `/ci/` behind a proxy. */
export const basePath = new URL(document.baseURI).pathname;

/** Calls the API with the session's cookie. Paths and shapes are those of the OpenAPI document. */
export const api = createClient<paths>({ baseUrl: basePath.replace(/\/$/, ''), fetch: fetchOrOffline });

/** A call that got no answer at all is told apart from one that was refused. */
async function fetchOrOffline(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new OfflineError({ cause: error });
  }
}

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** The answer's body; throws what the server said when it refused. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<NonNullable<T>> {
  const { data, error, response } = await call;
  if (!response.ok) throw new ApiError(response.status, problemOf(error, response));
  if (data === undefined || data === null) throw new ApiError(response.status, problemOf(null, response));
  return data;
}

/** For answers without a body. */
export async function succeed(call: Promise<Answer<unknown>>): Promise<void> {
  const { error, response } = await call;
  if (!response.ok) throw new ApiError(response.status, problemOf(error, response));
}

/** An answer as CSV. Asked for by header, so it is no plain link. `path` is below the installation's own, without a slash. */
export async function csvOf(path: string): Promise<Blob> {
  const answer = await fetchOrOffline(new Request(`${basePath}${path}`, { headers: { accept: 'text/csv' } }));
  if (!answer.ok) throw new ApiError(answer.status, problemOf(jsonOf(await answer.text()), answer));
  return answer.blob();
}

/** What a proxy in between answers is rarely JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
