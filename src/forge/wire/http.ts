import { ForgeError } from '../forge.errors';
import { told } from './calls';
import { PRIVATE_TARGETS } from './errors';
import type { ForgeKind } from '../forge.types';
import type { Answered, Network } from './network';

/** Longest JSON answer read. The largest we ask for, 100 runs with their commits, is about 1.5 MB. */
const JSON_LIMIT_BYTES = 32 * 1024 * 1024;
const REDIRECTS = 5;

/** An answer read to its end. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpRequest {
  /** Whose answer is expected; errors name it. */
  readonly forge: ForgeKind;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** Where a redirect leads; throws `rejected` for one that leads nowhere or from https to http. */
function targetOf(forge: ForgeKind, response: Answered, from: string): URL {
  const location = response.headers.get('location');
  const target = location !== null && URL.canParse(location, from) ? new URL(location, from) : null;
  const isWeb = target?.protocol === 'https:' || (target?.protocol === 'http:' && from.startsWith('http:'));
  if (target === null || !isWeb) {
    throw new ForgeError(forge, 'rejected', { status: response.status, reason: 'redirected to no usable address' });
  }
  return target;
}

/** The forge itself may lie in a private network: its operator named it. What it answers names nothing there. */
function intoPrivate(forge: ForgeKind): ForgeError {
  return new ForgeError(forge, 'rejected', { reason: `redirected into a private network; ${PRIVATE_TARGETS}` });
}

async function discard(response: Answered): Promise<void> {
  await response.body?.cancel();
}

/** Chunks of a body. Types of web streams in Node and DOM disagree; a reader is what both have. */
async function* chunksOf(response: Answered): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = (await reader.read()) as { readonly done: boolean; readonly value: Uint8Array };
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

/** Reads a body to the end as text; throws `rejected` when it is larger than anything we ask for. */
async function textOf(forge: ForgeKind, response: Answered): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunksOf(response)) {
    size += chunk.length;
    if (size > JSON_LIMIT_BYTES) throw new ForgeError(forge, 'rejected', { reason: 'answer is too large' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Sends a request and reads the answer to its end, both within `timeoutMs`. Redirects within the origin are followed
 * with method and body (a renamed repository answers 301 or 307); one that leaves it is refused, so a credential never
 * does. Throws what `fetch` throws when no answer comes.
 */
export function send(network: Network, request: HttpRequest, timeoutMs: number): Promise<HttpAnswer> {
  return told(request.forge, request.method, request.url, () => ask(network, request, timeoutMs));
}

async function ask(network: Network, request: HttpRequest, timeoutMs: number): Promise<HttpAnswer> {
  const signal = AbortSignal.timeout(timeoutMs);
  let url = request.url;
  for (let hop = 0; hop <= REDIRECTS; hop += 1) {
    const response = await network.toHome(url, {
      method: request.method,
      headers: request.headers,
      signal,
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    if (!isRedirect(response.status)) {
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: await textOf(request.forge, response),
      };
    }
    const target = targetOf(request.forge, response, url);
    await discard(response);
    if (target.origin !== new URL(url).origin) {
      throw new ForgeError(request.forge, 'rejected', {
        status: response.status,
        reason: 'redirected to another origin',
      });
    }
    url = target.href;
  }
  throw new ForgeError(request.forge, 'rejected', { reason: 'too many redirects' });
}

/** What is fetched, with the credential for its own origin. */
export interface DownloadRequest extends Pick<HttpRequest, 'forge' | 'url' | 'headers'> {
  readonly authorization: string;
}

/** A download under way: read `chunks` to the end, or stop reading to end it. */
export interface Download {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Stated length in bytes; null when the server states none. */
  readonly length: number | null;
  readonly chunks: AsyncGenerator<Uint8Array>;
  /** True while no redirect left the first origin: status and headers are the API's own words. */
  readonly isAtHome: boolean;
  /** The body as text, for an answer that turns out to be an error. */
  text(): Promise<string>;
}

/**
 * Starts a download, following redirects by hand: log archives live on a storage host that must never see the
 * credential, so `authorization` is sent to the first origin only, and never again once another one was visited. Where
 * a redirect may lead besides, the network says.
 */
export function download(network: Network, request: DownloadRequest, timeoutMs: number): Promise<Download> {
  return told(request.forge, 'GET', request.url, () => follow(network, request, timeoutMs));
}

async function follow(network: Network, request: DownloadRequest, timeoutMs: number): Promise<Download> {
  const { forge, url, headers, authorization } = request;
  const signal = AbortSignal.timeout(timeoutMs);
  const home = new URL(url).origin;
  let at = url;
  let trusted = true;
  for (let hop = 0; hop <= REDIRECTS; hop += 1) {
    const sending = { headers: trusted ? { ...headers, authorization } : headers, signal };
    const response = await (at.startsWith(`${home}/`) ? network.toHome(at, sending) : network.toElsewhere(at, sending));
    if (!isRedirect(response.status)) {
      const length = Number(response.headers.get('content-length') ?? Number.NaN);
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        length: Number.isFinite(length) ? length : null,
        isAtHome: trusted,
        chunks: chunksOf(response),
        text: () => textOf(forge, response),
      };
    }
    const target = targetOf(forge, response, at);
    await discard(response);
    trusted &&= target.origin === home;
    if (target.origin !== home && network.refuses(target)) throw intoPrivate(forge);
    at = target.href;
  }
  throw new ForgeError(forge, 'rejected', { reason: 'too many redirects' });
}
