import type { IncomingMessage } from 'node:http';
import fastifyCookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import type { Logger as Pino } from 'pino';
import { AppModule } from './app.module';
import type { Clock } from './common/clock';
import { buildOpenApi, serveOpenApi } from './common/http/openapi';
import { Draining } from './common/http/draining';
import { takeForms } from './common/http/forms';
import { ProblemFilter } from './common/http/problem.filter';
import { addRequestHooks, answerOnly, answerUnroutable, requestIdOf } from './common/http/request-hooks';
import { InputValidationPipe } from './common/http/validation';
import { createLogger, NestLogger } from './common/logging/logger';
import type { Config } from './config/config';
import { RequestMetrics } from './operations/request-metrics';
import { describeWebhookRoutes } from './webhook/webhook.openapi';

/** Largest JSON body of the ordinary routes, bytes. The webhook doors set their own. */
const BODY_LIMIT = 1024 * 1024;

/** The application and its OpenAPI document. */
export interface App {
  readonly nest: NestFastifyApplication;
  /** Made when it is first asked for, see `serveOpenApi`. */
  readonly openApi: OpenAPIObject;
}

/** How an application differs from the whole one. */
export interface AppOptions {
  readonly logger?: Pino;
  readonly clock?: Clock;
  /** All that is answered; else everything is. */
  readonly routes?: ReadonlySet<string>;
}

/** Builds the whole application, initialised but neither listening nor taking tasks. The database must be migrated. */
export async function createApp(config: Config, options: AppOptions = {}): Promise<App> {
  const adapter = new FastifyAdapter({
    logger: false,
    bodyLimit: BODY_LIMIT,
    // Hop 0 is the peer itself: with n proxies in front, n addresses of the chain may be believed.
    trustProxy: config.http.trustProxy > 0 && ((_, hop) => hop < config.http.trustProxy),
    genReqId: (request: IncomingMessage) => requestIdOf(request.headers),
    frameworkErrors: answerUnroutable,
    // A sender that trickles must not hold memory set aside for its body. Node looks for such senders now and then only.
    requestTimeout: config.http.requestTimeoutMs,
    http: {
      requestTimeout: config.http.requestTimeoutMs,
      // 60 s unless set, and the longer of the two is what Node goes by.
      headersTimeout: config.http.requestTimeoutMs,
      connectionsCheckingInterval: Math.min(config.http.requestTimeoutMs, 5_000),
    },
    // A closing server ends idle keep-alive connections at once instead of waiting for their timeout.
    forceCloseConnections: 'idle',
    // What comes on a connection that was open already is answered like all before it.
    return503OnClosing: false,
  });
  const nestOptions: Pick<NestApplicationOptions, 'logger' | 'abortOnError' | 'bodyParser'> = {
    logger: new NestLogger(options.logger ?? createLogger(config.log)),
    abortOnError: false,
    // Nest would take forms; Fastify's own parser takes JSON and refuses `__proto__`.
    bodyParser: false,
  };
  const module = AppModule.forRoot(config, options.clock);
  const nest = await NestFactory.create<NestFastifyApplication>(module, adapter, nestOptions);
  const metrics = nest.get(RequestMetrics);
  const fastify = adapter.getInstance();
  fastify.removeContentTypeParser('text/plain');
  takeForms(fastify, ['/api/v2/auth/oidc/backchannel-logout']);
  closeConnectionsAsTheyFallIdle(fastify);
  nest.get(Draining).endConnectionsOf(fastify.server);
  addRequestHooks(fastify, (method, route, status, seconds) => {
    metrics.observe(method, route, status, seconds);
  });
  if (options.routes !== undefined) answerOnly(fastify, options.routes);
  await nest.register(fastifyCookie);
  await nest.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        // Swagger UI and the dashboard carry inline styles; scripts and all else come from our own origin only.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        frameAncestors: ["'none'"],
        // `upgrade-insecure-requests` would break plain-http installations.
        upgradeInsecureRequests: config.http.publicUrl.startsWith('https:') ? [] : null,
      },
    },
    strictTransportSecurity: config.http.publicUrl.startsWith('https:'),
  });
  nest.useGlobalPipes(new InputValidationPipe());
  nest.useGlobalFilters(new ProblemFilter());
  let made: OpenAPIObject | null = null;
  const openApi = (): OpenAPIObject => (made ??= buildOpenApi(nest, config.http.publicUrl, describeWebhookRoutes));
  serveOpenApi(nest, openApi);
  await nest.init();
  await fastify.ready();
  return {
    nest,
    get openApi() {
      return openApi();
    },
  };
}

/** How often a closing server looks for connections that have become idle, milliseconds. */
const IDLE_SWEEP_MS = 50;

/**
 * Without this a stop waits for the keep-alive time-out (72 s) of every connection that was answering a request when it
 * began: the server ends idle connections only once, at the beginning.
 */
function closeConnectionsAsTheyFallIdle(fastify: FastifyInstance): void {
  fastify.addHook('preClose', (done) => {
    const sweep = setInterval(() => {
      fastify.server.closeIdleConnections();
    }, IDLE_SWEEP_MS);
    fastify.server.once('close', () => {
      clearInterval(sweep);
    });
    // A server that never listened closes without saying so.
    sweep.unref();
    done();
  });
}
