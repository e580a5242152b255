import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { hashToken, randomToken } from '../common/crypto/random-token';
import { AppError, CommonErrors } from '../common/errors';
import { pageRequest, toPage, type PageQuery } from '../common/http/paging';
import type { Principal } from '../common/http/principal';
import { newId } from '../common/ids';
import { DAY_MS, HOUR_MS } from '../common/time';
import { Database } from '../database/database';
import { TOKEN_SCOPES, type TokenScope } from './api-token.entity';
import { ApiTokenStore, type ApiTokenRow } from './api-token.store';
import { Callers, TOKEN_PREFIX } from './callers';
import { SessionStore, type SessionRow } from './session.store';
import { WebhookSecrets, type WebhookSecretInfo } from './webhook-secrets';

/** Characters shown of a token: six random ones tell tokens apart and leave 220 bits unknown. */
const SHOWN = TOKEN_PREFIX.length + 6;

interface Listed<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** A user's own sessions, API tokens and v1 webhook secret. */
@Injectable()
export class CredentialService {
  constructor(
    private readonly db: Database,
    private readonly sessions: SessionStore,
    private readonly tokens: ApiTokenStore,
    private readonly webhookSecrets: WebhookSecrets,
    private readonly callers: Callers,
    private readonly clock: Clock,
  ) {}

  async listSessions(userId: string, query: PageQuery): Promise<Listed<SessionRow>> {
    const page = pageRequest(query);
    return toPage(await this.sessions.list(this.db.read, userId, page, this.clock.now()), page.limit);
  }

  /** Throws `common.not_found`. */
  async endSession(caller: Principal, id: string): Promise<void> {
    if (!(await this.sessions.remove(this.db.read, caller.userId, id))) throw new AppError(CommonErrors.notFound);
  }

  async listTokens(userId: string, query: PageQuery): Promise<Listed<ApiTokenRow>> {
    const page = pageRequest(query);
    return toPage(await this.tokens.list(this.db.read, userId, page), page.limit);
  }

  /** Makes a token; `token` is told this once. Throws `auth.unauthenticated` when the caller's credential ended meanwhile. */
  async createToken(
    caller: Principal,
    input: { name: string; expiresInDays: number | null; scopes: readonly TokenScope[] },
  ): Promise<{ row: ApiTokenRow; token: string }> {
    const token = randomToken(TOKEN_PREFIX);
    const now = this.clock.now();
    const row = {
      id: newId(),
      user_id: caller.userId,
      name: input.name,
      token_hash: hashToken(token),
      prefix: token.slice(0, SHOWN),
      scopes: TOKEN_SCOPES.filter((scope) => scope === 'read' || input.scopes.includes(scope)),
      created_at: now,
      expires_at: input.expiresInDays === null ? null : new Date(now.getTime() + input.expiresInDays * DAY_MS),
      limits: null,
      admin_limits: null,
    };
    const inserted = await this.db.transaction(async (tx) => {
      await this.callers.hold(tx, caller);
      return this.tokens.insert(tx, row);
    });
    return { row: inserted, token };
  }

  /**
   * Makes another token with the same name, scopes, limits and length of life, told this once; the one before ends after `graceHours`,
   * or when it would have ended anyway. Throws `common.not_found`, also for one that has ended, and as `createToken`.
   */
  async rotateToken(caller: Principal, id: string, graceHours: number): Promise<{ row: ApiTokenRow; token: string }> {
    const token = randomToken(TOKEN_PREFIX);
    const now = this.clock.now();
    const row = await this.db.transaction(async (tx) => {
      await this.callers.hold(tx, caller);
      const before = await this.tokens.lock(tx, caller.userId, id);
      if (before === null || (before.expires_at !== null && before.expires_at <= now)) {
        throw new AppError(CommonErrors.notFound);
      }
      const { user_id, name, scopes, limits, admin_limits, created_at, expires_at } = before;
      const grace = new Date(now.getTime() + graceHours * HOUR_MS);
      await this.tokens.endAt(tx, id, expires_at === null || expires_at > grace ? grace : expires_at);
      const life = expires_at === null ? null : expires_at.getTime() - created_at.getTime();
      return this.tokens.insert(tx, {
        ...{
          id: newId(),
          user_id,
          name,
          scopes,
          limits,
          admin_limits,
          token_hash: hashToken(token),
          prefix: token.slice(0, SHOWN),
        },
        ...{ created_at: now, expires_at: life === null ? null : new Date(now.getTime() + life) },
      });
    });
    return { row, token };
  }

  /** Replaces the secret of the caller's v1 hooks, told this once. Throws as `createToken`. */
  async rotateWebhookSecret(caller: Principal): Promise<WebhookSecretInfo & { secret: string }> {
    return this.db.transaction(async (tx) => {
      await this.callers.hold(tx, caller);
      return this.webhookSecrets.rotate(tx, caller.userId);
    });
  }

  /** Throws `common.not_found`. */
  async revokeToken(caller: Principal, id: string): Promise<void> {
    if (!(await this.tokens.remove(this.db.read, caller.userId, id))) throw new AppError(CommonErrors.notFound);
  }
}
