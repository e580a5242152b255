import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../common/errors';
import { addressKey } from '../../common/http/address-key';
import { Budgets } from '../../common/http/budgets';
import { toAppError } from '../../common/http/problem.filter';
import { problemHeaders, toProblem } from '../../common/http/problem';
import { WebhookConfig } from '../../config/config';
import { WebhookErrors } from '../webhook.errors';
import { Door, type DoorAnswer, type Knock } from './door';
import { MemoryBudget } from './memory-budget';

/** Bodies held at one time, read or being read, by all doors of a process. */
const MAX_HELD_BYTES = 256 * 1024 * 1024;
const BUSY_RETRY_SECONDS = 5;
const JSON_TYPE = 'application/json; charset=utf-8';

const MINUTE = 60;

const NO_BODY = Buffer.alloc(0);
/** Neither a log line, a metric nor security headers for pages: each costs more than the delivery's own bookkeeping. */
const ROUTE = { config: { quiet: true }, helmet: false } as const;

/**
 * The doors, as plain Fastify routes in a context of their own: raw bodies, their own size limit, no Nest pipeline
 * (docs/adr/0002-hot-route.md has the figures).
 */
@Injectable()
export class DoorRoutes implements OnModuleInit {
  private readonly logger = new Logger('Webhook');
  private readonly memory = new MemoryBudget(MAX_HELD_BYTES);

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly door: Door,
    private readonly budgets: Budgets,
    private readonly config: WebhookConfig,
  ) {}

  onModuleInit(): void {
    // A process that only runs tasks has no HTTP server.
    const adapter = this.host.httpAdapter as HttpAdapterHost['httpAdapter'] | undefined | null;
    if (adapter === undefined || adapter === null) return;
    // Not awaited: that would make Fastify settle every route before Nest has set the error handler. `ready()` waits.
    void adapter.getInstance<FastifyInstance>().register((scope, _options, done) => {
      this.mount(scope);
      done();
    });
  }

  private mount(scope: FastifyInstance): void {
    const bodyLimit = this.config.maxBodyBytes;
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => {
      done(null, body);
    });
    scope.addHook('onRequest', (request, reply, done) => {
      done(this.reserve(request, reply));
    });
    scope.setErrorHandler((error, request, reply) => this.refuse(error, request, reply));
    scope.post<{ Params: { forge: string; connection: string } }>(
      '/api/v2/webhooks/:forge/:connection',
      ROUTE,
      async (request, reply) => {
        const { forge, connection } = request.params;
        return answer(request, reply, await this.door.knock(forge, connection, knockOf(request)));
      },
    );
    scope.post<{ Params: { user: string } }>('/api/v1/webhook/github/:user', ROUTE, async (request, reply) =>
      answer(request, reply, await this.door.knockLegacy(request.params.user, knockOf(request))),
    );
  }

  /** Before the body is read. A sender that names no length may send the most there may be. */
  private reserve(request: FastifyRequest, reply: FastifyReply): AppError | undefined {
    const announced = Number(request.headers['content-length'] ?? this.config.maxBodyBytes);
    // What is over the limit is refused by the limit, unread.
    const bytes = announced > this.config.maxBodyBytes ? 0 : announced;
    if (!this.memory.take(bytes)) {
      return new AppError(WebhookErrors.busy, { retryAfterSeconds: BUSY_RETRY_SECONDS });
    }
    // Also emitted when the sender goes away before the answer.
    reply.raw.once('close', () => {
      this.memory.release(bytes);
    });
    return undefined;
  }

  private async refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const problem = await this.limited(toAppError(error), request, reply);
    if (problem.status >= 500) this.logger.error({ error, code: problem.code }, 'a delivery was not taken');
    const path = request.url.split('?', 1)[0] ?? '/';
    return reply
      .status(problem.status)
      .headers(problemHeaders(problem))
      .send(JSON.stringify(toProblem(problem, path, request.id)));
  }

  /**
   * Whoever knocks without a valid signature too often is told to wait. Only after the signature was looked at: anybody can let
   * the forge itself send us nonsense, from the addresses that others' valid deliveries come from, and no forge sends those
   * again by itself. So a delivery that is valid is neither counted nor kept waiting.
   */
  private async limited(problem: AppError, request: FastifyRequest, reply: FastifyReply): Promise<AppError> {
    if (problem.code !== WebhookErrors.refused.code) return problem;
    const rule = { points: this.config.refusedPerMinute, seconds: MINUTE };
    try {
      await this.budgets.spend('webhook_refused', addressKey(request.ip), rule, reply);
      return problem;
    } catch (refusal) {
      return toAppError(refusal);
    }
  }
}

function knockOf(request: FastifyRequest): Knock {
  const body = Buffer.isBuffer(request.body) ? request.body : NO_BODY;
  return { headers: request.headers, body, requestId: request.id };
}

/** Past Fastify's own sending, whose hooks have nothing to add here and cost as much as the routing. */
function answer(request: FastifyRequest, reply: FastifyReply, { deliveryId, status }: DoorAnswer): FastifyReply {
  const body = `{"delivery_id":${JSON.stringify(deliveryId)},"status":"${status}"}`;
  reply.hijack();
  reply.raw.writeHead(status === 'duplicate' ? 200 : 202, {
    'content-type': JSON_TYPE,
    'content-length': Buffer.byteLength(body),
    'x-request-id': request.id,
  });
  reply.raw.end(body);
  return reply;
}
