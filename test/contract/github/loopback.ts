import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createGitHubDriver } from '../../../src/forge/github/driver';
import type { GitHubSettings } from '../../../src/forge/github/driver';
import type { ForgeDriver } from '../../../src/forge/forge';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What to answer; `undefined` leaves the caller waiting. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | object;
}

export interface Loopback {
  readonly url: string;
  readonly seen: SeenRequest[];
  /** Answers from now on; the request is in `seen` already. */
  answer(reply: (request: SeenRequest) => Reply | undefined): void;
  close(): Promise<void>;
}

function write(response: ServerResponse, reply: Reply): void {
  const { status = 200, headers = {}, body } = reply;
  const raw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
  response.writeHead(status, { ...(raw ? {} : { 'content-type': 'application/json; charset=utf-8' }), ...headers });
  response.end(raw ? body : JSON.stringify(body));
}

/** An HTTP server on a free port of this machine, for the answers no well-behaved forge gives. */
export async function startLoopback(): Promise<Loopback> {
  const seen: SeenRequest[] = [];
  let reply: (request: SeenRequest) => Reply | undefined = () => ({ status: 404, body: { message: 'Not Found' } });
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = request;
    const entry = { method, url, headers, body: await text(request) };
    seen.push(entry);
    const answer = reply(entry);
    if (answer !== undefined) write(response, answer);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    answer: (next) => {
      reply = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** A driver of that server; `now` moves the clock its limits are measured by. */
export function driverOf(url: string, changes: Partial<GitHubSettings> = {}, now?: () => Date): ForgeDriver {
  const settings = {
    webUrl: url,
    apiUrl: `${url}/api/v3`,
    clientId: 'client',
    clientSecret: 'client-secret',
    redirectUri: 'http://localhost/callback',
    scopes: ['repo', 'workflow'],
    requestTimeoutMs: 5000,
    userAgent: 'devflowfix-test',
    ...changes,
  };
  return createGitHubDriver(settings, now);
}
