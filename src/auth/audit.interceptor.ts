import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { concatMap, type Observable } from 'rxjs';
import { z } from 'zod';
import { summaryOf } from '../common/http/endpoint';
import { AccountController } from './account.controller';
import { Audit } from './audit';

const UNSAFE = new Set(['POST', 'PATCH', 'PUT', 'DELETE']);
/** What an answer to a registration or a login says of the account. */
const accountSchema = z.object({ id: z.uuid() });

/**
 * Writes down every change that a caller made with success, before the answer says so. Reads are not written down, nor what
 * forges deliver: that is listed elsewhere.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(private readonly audit: Audit) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!UNSAFE.has(request.method)) return next.handle();
    const what = {
      action: `${context.getClass().name.replace(/Controller$/, '')}_${context.getHandler().name}`,
      summary: summaryOf(context.getHandler()),
      request: `${request.method} ${request.url.split('?', 1)[0] ?? ''}`,
      address: request.ip,
      user_agent: request.headers['user-agent'] ?? null,
    };
    return next.handle().pipe(
      concatMap(async (answer: unknown) => {
        const who = whoOf(request, context.getClass() === AccountController ? answer : null);
        if (who !== null) await this.audit.record({ ...what, ...who });
        return answer;
      }),
    );
  }
}

/** Null for a caller without an account: a forge at a door. */
function whoOf({ principal }: FastifyRequest, answer: unknown) {
  if (principal !== undefined) {
    return { user_id: principal.userId, via: principal.via, credential_id: principal.credentialId };
  }
  const account = accountSchema.safeParse(answer);
  return account.success ? { user_id: account.data.id, via: 'password' as const, credential_id: null } : null;
}
