import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../common/errors';
import { addressKey } from '../../common/http/address-key';
import { Budgets } from '../../common/http/budgets';
import type { RateLimitRule } from '../../common/http/rate-limits';
import { toAppError } from '../../common/http/problem.filter';
import { problemHeaders, toProblem } from '../../common/http/problem';
import { WebhookConfig } from '../../config/config';
import { WebhookErrors } from '../webhook.errors';
import { WebhookMetrics } from '../webhook.metrics';
import { BodyReader } from './body-reader';
import { Door, type DoorAnswer, type Knock } from './door';
import { MemoryBudget } from './memory-budget';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a delivery; holds memory until it is released. Null without a body. */
    bodyReader: BodyReader | null;
  }
}

/** Bodies held at one time, read or being read, by all doors of a process. */
const MAX_HELD_BYTES = 256 * 1024 * 1024;
/** Of these, those of one address: the bodies of a storm of 3 000 deliveries, or two of the largest. */
const MAX_HELD_OF_ADDRESS = 64 * 1024 * 1024;
const JSON_TYPE = 'application/json; charset=utf-8';

/** The limit of refused deliveries an address has. */
const LIMIT = 'webhook_refused';
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
  private readonly memory = new MemoryBudget(MAX_HELD_BYTES, MAX_HELD_OF_ADDRESS);
  private readonly rule: RateLimitRule;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly door: Door,
    private readonly budgets: Budgets,
    private readonly config: WebhookConfig,
    metrics: WebhookMetrics,
  ) {
    this.rule = { points: config.refusedPerMinute, seconds: MINUTE };
    metrics.showHeldBytes(() => this.memory.held);
  }

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
    scope.removeAllContentTypeParsers();
    scope.decorateRequest('bodyReader', null);
    // Without `parseAs` its own limit does not count: the reader has the same one.
    scope.addContentTypeParser('application/json', (request, _body, done) => {
      request.bodyReader = new BodyReader(this.memory, addressKey(request.ip), this.config.maxBodyBytes);
      request.bodyReader.read(request.raw, done);
    });
    scope.setErrorHandler((error, request, reply) => this.refuse(error, request, reply));
    scope.post<{ Params: { forge: string; connection: string } }>(
      '/api/v2/webhooks/:forge/:connection',
      {
        ...ROUTE,
        onRequest: (request, _reply, done) => {
          const { forge, connection } = request.params;
          this.admit(request, () => this.door.exists(forge, connection), done);
        },
      },
      (request, reply) => {
        const { forge, connection } = request.params;
        return this.answer(request, reply, (knock) => this.door.knock(forge, connection, knock));
      },
    );
    scope.post<{ Params: { user: string } }>(
      '/api/v1/webhook/github/:user',
      {
        ...ROUTE,
        onRequest: (request, _reply, done) => {
          this.admit(request, () => this.door.existsLegacy(request.params.user), done);
        },
      },
      (request, reply) => this.answer(request, reply, (knock) => this.door.knockLegacy(request.params.user, knock)),
    );
  }

  /**
   * Before the body is read. From an address beyond its limit only bodies for doors that are get read and verified: a
   * forge's may be among them. All else costs a share of a statement.
   */
  private admit(request: FastifyRequest, exists: () => Promise<boolean>, done: (error?: Error) => void): void {
    if (!this.budgets.isSpent(LIMIT, addressKey(request.ip), this.rule)) {
      done();
      return;
    }
    exists().then((isDoor) => {
      done(isDoor ? undefined : this.door.refusal());
    }, done);
  }

  /** The body's memory is given back however it ends. */
  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    deliver: (knock: Knock) => Promise<DoorAnswer>,
  ): Promise<FastifyReply> {
    let answer: DoorAnswer;
    try {
      answer = await deliver(knockOf(request));
    } finally {
      request.body = undefined;
      request.bodyReader?.release();
    }
    return accept(request, reply, answer);
  }

  private async refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const problem = await this.limited(toAppError(error), request, reply);
    if (problem.status >= 500) this.logger.error({ error, code: problem.code }, 'a delivery was not taken');
    // Fastify would cut the connection in mid-body, and with it the answer of a sender that is still sending.
    if (problem.code === WebhookErrors.busy.code) reply.removeHeader('connection');
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
    try {
      await this.budgets.spend(LIMIT, addressKey(request.ip), this.rule, reply);
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
function accept(request: FastifyRequest, reply: FastifyReply, { deliveryId, status }: DoorAnswer): FastifyReply {
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
