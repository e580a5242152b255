import { once } from 'node:events';
import { Agent, createServer, request as sendRequest } from 'node:http';
import type { ClientRequest, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** How often each server is asked whether it is ready, milliseconds; what a real balancer takes seconds for. */
const LOOK_MS = 100;
/** On a busy machine an answer may take this long; who does not listen says so at once. */
const LOOK_TIMEOUT_MS = 10_000;

interface Backend {
  readonly url: URL;
  readonly agent: Agent;
  ready: boolean;
  /** When it said so, on this process' clock. */
  toldAt: number;
}

/** What an ordinary HTTP balancer does: asks `/health/ready`, spreads requests, keeps connections alive. */
export interface Balancer {
  readonly url: string;
  /** The requests it answered itself, with 502 or 503, and why. */
  readonly refusals: readonly string[];
  ready(): number;
  close(): Promise<void>;
}

/**
 * Starts a balancer in front of servers. A request that could not be handed over (nobody listens) goes to the next server,
 * as every balancer does it; one that was handed over never goes twice.
 */
export async function startBalancer(urls: readonly string[], port = 0): Promise<Balancer> {
  const backends = urls.map((url): Backend => ({
    url: new URL(url),
    agent: new Agent({ keepAlive: true }),
    ready: false,
    toldAt: 0,
  }));
  let turn = 0;
  const refusals: string[] = [];
  const refuse = (response: ServerResponse, status: number, why: string): void => {
    refusals.push(`${status}: ${why}`);
    if (response.headersSent) response.destroy();
    else response.writeHead(status, { 'retry-after': '1' }).end();
  };
  const forward = (request: IncomingMessage, response: ServerResponse, tried: readonly Backend[]): void => {
    const candidates = backends.filter((backend) => backend.ready && !tried.includes(backend));
    const backend = candidates[turn++ % Math.max(1, candidates.length)];
    if (backend === undefined) {
      refuse(response, 503, 'no server is ready');
      return;
    }
    const upstream = handOver(backend, request);
    // Nobody listened: not a byte of the request is gone.
    upstream.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNREFUSED') {
        const looked = Math.round(performance.now() - backend.toldAt);
        const how = upstream.reusedSocket ? 'a connection used before' : 'a new connection';
        refuse(response, 502, `${String(error.code)} on ${how}, ${looked} ms after it was looked at`);
        return;
      }
      backend.ready = false;
      request.unpipe(upstream);
      forward(request, response, [...tried, backend]);
    });
    upstream.once('response', (answer) => {
      const headers = { ...answer.headers };
      // Said of the connection between the two of us only.
      delete headers.connection;
      delete headers['keep-alive'];
      response.writeHead(answer.statusCode ?? 502, headers);
      answer.pipe(response);
      answer.once('error', () => response.destroy());
    });
    response.once('close', () => upstream.destroy());
    // Only once there is somebody to read it.
    upstream.once('socket', (socket) => {
      if (socket.connecting) socket.once('connect', () => request.pipe(upstream));
      else request.pipe(upstream);
    });
  };
  const server = createServer((request, response) => {
    forward(request, response, []);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const looking = { ended: false };
  // Each for itself: a server that is slow to answer must not keep the balancer from noticing that another one stops.
  const watched = backends.map(async (backend) => {
    while (!looking.ended) {
      backend.ready = await isReady(backend.url);
      backend.toldAt = performance.now();
      await pause(LOOK_MS);
    }
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refusals,
    ready: () => backends.filter(({ ready }) => ready).length,
    close: async () => {
      looking.ended = true;
      await end(server, backends);
      await Promise.all(watched);
    },
  };
}

function handOver({ url, agent }: Backend, request: IncomingMessage): ClientRequest {
  const headers = { ...request.headers };
  delete headers.connection;
  return sendRequest({
    agent,
    host: url.hostname,
    port: url.port,
    method: request.method,
    path: request.url,
    headers,
  });
}

async function isReady(url: URL): Promise<boolean> {
  try {
    const answer = await fetch(new URL('/health/ready', url), { signal: AbortSignal.timeout(LOOK_TIMEOUT_MS) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

async function end(server: Server, backends: readonly Backend[]): Promise<void> {
  for (const { agent } of backends) agent.destroy();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
