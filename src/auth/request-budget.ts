import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError, CommonErrors } from '../common/errors';
import { addressKey } from '../common/http/address-key';
import { Budgets } from '../common/http/budgets';
import type { OwnLimits, Principal } from '../common/http/principal';
import type { HeaderSink } from '../common/http/rate-limits';
import { AuthConfig } from '../config/config';
import type { RequestLimits } from '../config/request-limits';
import { isSafeMethod } from './domain/origin';
import { tokenLimitsOf } from './domain/token-limits';
import { RequestUsage, type RequestClass } from './usage/request-usage';

const MINUTE = 60;

/** Limits ordinary requests, and counts them: of an account, of each of its tokens, and of addresses whose credentials are none. */
@Injectable()
export class RequestBudget {
  constructor(
    private readonly budgets: Budgets,
    private readonly usage: RequestUsage,
    private readonly config: AuthConfig,
  ) {}

  /** Throws `common.rate_limited`. */
  async spend(principal: Principal, request: FastifyRequest, isExpensive: boolean, headers: HeaderSink): Promise<void> {
    const kind = classOf(request, isExpensive);
    try {
      await this.spendAs(principal, kind, headers);
    } catch (error) {
      const isRefusal = error instanceof AppError && error.code === CommonErrors.rateLimited.code;
      if (isRefusal) this.usage.count(principal, kind, 'refused');
      throw error;
    }
    this.usage.count(principal, kind, 'passed');
  }

  /** What an account may ask a minute: what an admin set, else what the settings say. */
  limitsOf(own: OwnLimits): RequestLimits {
    const usual = this.config.requestLimits;
    return {
      read: own.read ?? usual.read,
      write: own.write ?? usual.write,
      expensive: own.expensive ?? usual.expensive,
    };
  }

  /** A request nobody knows the sender of. Throws `common.rate_limited`. */
  async spendStranger(request: FastifyRequest, headers: HeaderSink): Promise<void> {
    const rule = { points: this.config.strangerLimits.unauthenticated, seconds: MINUTE };
    await this.budgets.spend('unauthenticated', addressKey(request.ip), rule, headers);
  }

  private async spendAs(principal: Principal, kind: RequestClass, headers: HeaderSink): Promise<void> {
    const limits = this.limitsOf(principal.limits);
    // The token's first: what it is refused must not use up the account's, or a program that runs wild locks its owner out.
    if (principal.via === 'token') {
      const points = tokenLimitsOf(limits, principal.tokenLimits)[kind];
      await this.budgets.spend(`${kind}_token`, principal.credentialId, { points, seconds: MINUTE }, headers);
    }
    await this.budgets.spend(kind, principal.userId, { points: limits[kind], seconds: MINUTE }, headers);
  }
}

function classOf(request: FastifyRequest, isExpensive: boolean): RequestClass {
  // An export is the same list without pages.
  if (isExpensive || /^\s*text\/csv\b/i.test(request.headers.accept ?? '')) return 'expensive';
  return isSafeMethod(request.method) ? 'read' : 'write';
}
