import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isDatabaseUnavailable } from '../../database/database-errors';
import { ForgeError } from '../../forge/forge.errors';
import { AppError, CommonErrors } from '../errors';
import { currentContext } from '../request-context';
import { fromForgeError } from './forge-problem';
import { fromFrameworkStatus, problemHeaders, toProblem } from './problem';

/** Seconds after which a caller may try again while the database is away. */
const DATABASE_RETRY_SECONDS = 5;

/** Any thrown value as the error our caller sees. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof ForgeError) return fromForgeError(error);
  if (isDatabaseUnavailable(error)) {
    return new AppError(CommonErrors.databaseUnavailable, { retryAfterSeconds: DATABASE_RETRY_SECONDS, cause: error });
  }
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown } | null)?.statusCode;
  const known = typeof status === 'number' ? fromFrameworkStatus(status) : null;
  return known ?? new AppError(CommonErrors.internal, { cause: error });
}

/** The one edge where errors become HTTP: problem+json, static words, no stack, no secret. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const problem = toAppError(error);
    if (problem.status >= 500) this.logger.error({ error, code: problem.code }, 'request failed');
    // A streamed answer that breaks off can only be cut; its head is gone already.
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    const path = request.url.split('?', 1)[0] ?? '/';
    void reply
      .status(problem.status)
      .headers(problemHeaders(problem))
      .send(JSON.stringify(toProblem(problem, path, currentContext()?.requestId ?? request.id)));
  }
}
