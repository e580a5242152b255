import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { AppError, CommonErrors } from '../common/errors';
import { PUBLIC_ROUTE } from '../common/http/principal';
import { HttpConfig } from '../config/config';
import { Callers } from './callers';
import { isForeignOrigin, isSafeMethod } from './domain/origin';

/** Lets a request pass only with a caller, and a change only with the right to make it. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly callers: Callers,
    private readonly config: HttpConfig,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC_ROUTE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (isPublic === true) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = await this.callers.of(request);
    if (principal === null) throw new AppError(CommonErrors.unauthenticated);
    if (!isSafeMethod(request.method)) {
      if (!principal.mayWrite) throw new AppError(CommonErrors.readOnlyToken);
      if (principal.via === 'session' && this.isForeign(request)) throw new AppError(CommonErrors.foreignOrigin);
    }
    request.principal = principal;
    return true;
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
