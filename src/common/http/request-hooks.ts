import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, CommonErrors } from '../errors';
import { newId } from '../ids';
import { enterContext } from '../request-context';
import { tellRequest } from '../tracing/tracing';
import { problemHeaders, toProblem } from './problem';

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

/** Recursive code (validation, JSON.stringify) overflows at some 5,000 levels; no honest body has more than a few. */
const MAX_DEPTH = 64;

/** True when JSON is nested deeper than `MAX_DEPTH`. Not recursive itself. */
export function isTooDeep(body: unknown): boolean {
  let level = [body];
  for (let depth = 0; depth <= MAX_DEPTH; depth++) {
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)
        ? (Object.values(value) as unknown[])
        : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}

/** What Fastify refuses before it looks for a route: a path that cannot be decoded, an endless path parameter. */
export function answerUnroutable(_error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = new AppError(CommonErrors.notFound);
  void reply
    .status(error.status)
    .headers({ ...problemHeaders(error), 'x-request-id': request.id })
    .send(JSON.stringify(toProblem(error, pathOf(request), request.id)));
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

  fastify.addHook('preValidation', (request, _reply, done) => {
    done(isTooDeep(request.body) ? new AppError(CommonErrors.bodyTooDeep) : undefined);
  });

  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unmatched';
    const { method } = request;
    const told = { 'http.request.method': method, 'http.route': route, 'http.response.status_code': reply.statusCode };
    tellRequest(request.id, `${method} ${route}`, told, reply.elapsedTime / 1000);
    if (request.routeOptions.config.quiet !== true) {
      observe(method, route, reply.statusCode, reply.elapsedTime / 1000);
      logger.log(
        { method, path: pathOf(request), status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
        'request',
      );
    }
    done();
  });
}

/** Answers 404 to everything but some routes, as if the others were not there. Register before the routes. */
export function answerOnly(fastify: FastifyInstance, routes: ReadonlySet<string>): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    done(routes.has(request.routeOptions.url ?? '') ? undefined : new AppError(CommonErrors.notFound));
  });
}

/** Without the query, which may carry an OAuth code. */
function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}
