import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { newId } from '../ids';
import { enterContext } from '../request-context';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route too hot for a log line and a metric each. */
    quiet?: boolean;
  }
}

const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** The caller's `X-Request-Id` when it is sane, else a new one. */
export function requestIdOf(headers: Readonly<Record<string, string | string[] | undefined>>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : newId();
}

/** One answered request, for metrics. */
export type Observe = (method: string, route: string, status: number, seconds: number) => void;

/** Request ids, the log context, one log line per request and its metric. Register before the routes. */
export function addRequestHooks(fastify: FastifyInstance, observe: Observe): void {
  const logger = new Logger('Http');

  fastify.addHook('onRequest', (request, reply, done) => {
    enterContext({ requestId: request.id });
    void reply.header('x-request-id', request.id);
    done();
  });

  fastify.addHook('onResponse', (request, reply, done) => {
    if (request.routeOptions.config.quiet !== true) {
      const route = request.routeOptions.url ?? 'unmatched';
      observe(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
      logger.log(
        { method: request.method, path: pathOf(request), status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
        'request',
      );
    }
    done();
  });
}

/** Without the query, which may carry an OAuth code. */
function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}
