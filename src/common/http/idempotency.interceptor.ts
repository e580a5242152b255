import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Database } from '../../database/database';
import { Clock } from '../clock';
import { hashToken } from '../crypto/random-token';
import { TokenCipher } from '../crypto/token-cipher';
import { AppError, CommonErrors } from '../errors';
import type { IdempotencyKeyEntity } from './idempotency.entity';
import { IdempotencyStore, type Claim } from './idempotency.store';

const UNSAFE = new Set(['POST', 'PATCH', 'PUT', 'DELETE']);
const MAX_KEY_LENGTH = 255;

/**
 * `Idempotency-Key` on unsafe requests of a logged-in caller: the same key with the same request gets the first answer
 * again (marked `Idempotency-Replayed: true`), with another request 422. A failed request frees its key.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly db: Database,
    private readonly store: IdempotencyStore,
    private readonly cipher: TokenCipher,
    private readonly clock: Clock,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    const { principal } = request;
    if (typeof key !== 'string' || key === '' || principal === undefined || !UNSAFE.has(request.method))
      return next.handle();
    if (key.length > MAX_KEY_LENGTH) {
      throw new AppError(CommonErrors.invalidInput, {
        errors: [
          { pointer: 'header/idempotency-key', message: `must not be longer than ${MAX_KEY_LENGTH} characters` },
        ],
      });
    }
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const requestHash = hashToken(`${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`);
    const claim = { userId: principal.userId, key, requestHash, at: this.clock.now() };
    return from(this.run(claim, reply, next));
  }

  private async run(claim: Claim, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    const first = await this.store.claim(this.db.read, claim);
    if (first !== null) return this.replay(first, claim.requestHash, reply);
    try {
      const body: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      const answer = this.cipher.encrypt(JSON.stringify(body ?? null));
      await this.store.saveAnswer(this.db.read, claim, reply.statusCode, answer);
      return body;
    } catch (error) {
      await this.store.release(this.db.read, claim);
      throw error;
    }
  }

  private replay(first: IdempotencyKeyEntity, requestHash: string, reply: FastifyReply): unknown {
    if (first.request_hash !== requestHash) throw new AppError(CommonErrors.idempotencyMismatch);
    if (first.status === null || first.answer === null) {
      throw new AppError(CommonErrors.idempotencyInProgress, { retryAfterSeconds: 1 });
    }
    void reply.status(first.status).header('idempotency-replayed', 'true');
    return JSON.parse(this.cipher.decrypt(first.answer)) as unknown;
  }
}
