import { createParamDecorator, SetMetadata, type CustomDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError, CommonErrors } from '../errors';

/** Who is calling, as AuthModule's guard found out. */
export interface Principal {
  readonly userId: string;
  readonly role: 'admin' | 'member';
  readonly via: 'session' | 'token';
  /** Id of the session or API token. */
  readonly credentialId: string;
  /** False for an API token whose scopes do not hold `write`. */
  readonly mayWrite: boolean;
  /** Requests a minute that an admin set for the account, by what they cost; null: what the settings say. */
  readonly limits: OwnLimits;
  /** Those set for the API token itself; null: half of the account's. Of a session all are null. */
  readonly tokenLimits: OwnLimits;
}

/** No limit of one's own. */
export const NO_LIMITS: OwnLimits = { read: null, write: null, expensive: null };

/** Requests a minute by what they cost; null: the default. */
export interface OwnLimits {
  readonly read: number | null;
  readonly write: number | null;
  readonly expensive: number | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal;
  }
}

export const PUBLIC_ROUTE = 'devflowfix:public';

/** Marks a route that needs no login. Everything else does. */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC_ROUTE, true);

export const ADMIN_ROUTE = 'devflowfix:admin';

/** Marks a route, or all of a controller, that only admins may use. */
export const AdminOnly = (): CustomDecorator => SetMetadata(ADMIN_ROUTE, true);

export const EXPENSIVE_ROUTE = 'devflowfix:expensive';

/** Marks a route that makes a forge, a model or the database work hard: it has a smaller budget. */
export const Expensive = (): CustomDecorator => SetMetadata(EXPENSIVE_ROUTE, true);

/** Injects the caller into a controller method. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (principal === undefined) throw new AppError(CommonErrors.unauthenticated);
  return principal;
});
