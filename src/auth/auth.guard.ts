import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, CommonErrors } from '../common/errors';
import { ADMIN_ROUTE, EXPENSIVE_ROUTE, PUBLIC_ROUTE } from '../common/http/principal';
import { HttpConfig } from '../config/config';
import { Callers } from './callers';
import { RequestBudget } from './request-budget';
import { isForeignOrigin, isSafeMethod } from './domain/origin';

/** Lets a request pass only with a caller who has not asked too often, and a change only with the right to make it. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly callers: Callers,
    private readonly budget: RequestBudget,
    private readonly config: HttpConfig,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.isMarked(PUBLIC_ROUTE, context)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = await this.callers.of(request);
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    if (principal === null) {
      await this.budget.spendStranger(request, reply);
      throw new AppError(CommonErrors.unauthenticated);
    }
    await this.budget.spend(principal, request, this.isMarked(EXPENSIVE_ROUTE, context), reply);
    if (!isSafeMethod(request.method)) {
      if (!principal.mayWrite) throw new AppError(CommonErrors.readOnlyToken);
      if (principal.via === 'session' && this.isForeign(request)) throw new AppError(CommonErrors.foreignOrigin);
    }
    if (principal.role !== 'admin' && this.isMarked(ADMIN_ROUTE, context)) throw new AppError(CommonErrors.adminOnly);
    request.principal = principal;
    return true;
  }

  private isMarked(mark: string, context: ExecutionContext): boolean {
    const marked = this.reflector.getAllAndOverride<boolean | undefined>(mark, [
      context.getHandler(),
      context.getClass(),
    ]);
    return marked === true;
  }

  private isForeign(request: FastifyRequest): boolean {
    const fetchSite = request.headers['sec-fetch-site'];
    return isForeignOrigin(
      {
        origin: request.headers.origin,
        fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined,
        host: request.host,
      },
      this.config.publicUrl,
    );
  }
}
