import { Injectable } from '@nestjs/common';
import type {} from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import { Clock } from '../common/clock';
import { hashToken } from '../common/crypto/random-token';
import { AppError, CommonErrors } from '../common/errors';
import { NO_LIMITS, type Principal } from '../common/http/principal';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import { ApiTokenStore } from './api-token.store';
import { tighterOf } from './domain/token-limits';
import { SESSION_COOKIE } from './session-cookie';
import { SessionStore } from './session.store';
import { UserStore } from './user.store';

/** First characters of every API token, for people and secret scanners. */
export const TOKEN_PREFIX = 'dff_';
/** `last_used_at` is written at most this often, so that reading costs no write. */
const TOUCH_MS = 60_000;

/** Finds out who sends a request. Asks the database each time, so that a revocation holds at once. */
@Injectable()
export class Callers {
  constructor(
    private readonly db: Database,
    private readonly users: UserStore,
    private readonly sessions: SessionStore,
    private readonly tokens: ApiTokenStore,
    private readonly clock: Clock,
  ) {}

  /** A bearer token decides alone; without one the session cookie does. Null for nobody. */
  async of(request: FastifyRequest): Promise<Principal | null> {
    const bearer = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
    if (bearer !== undefined) return bearer.startsWith(TOKEN_PREFIX) ? this.byToken(bearer) : null;
    return this.bySession(request);
  }

  /** The credentials of these that still hold, by id. */
  async living(principals: readonly Principal[]): Promise<ReadonlySet<string>> {
    const now = this.clock.now();
    const ids = (via: Principal['via']): string[] => [
      ...new Set(principals.filter((each) => each.via === via).map(({ credentialId }) => credentialId)),
    ];
    const [sessions, tokens] = await Promise.all([
      this.sessions.living(this.db.read, ids('session'), now),
      this.tokens.living(this.db.read, ids('token'), now),
    ]);
    return new Set([...sessions, ...tokens]);
  }

  /**
   * Has what `tx` adds to the caller's account and whatever ends the credentials of that account (a seizure, a new password, a
   * deactivation) see each other: it is there before, and ends with the rest, or it is never made. Throws
   * `auth.unauthenticated` when the caller's own credential ended after it was looked at.
   */
  async hold(tx: Tx, { userId, via, credentialId }: Principal): Promise<void> {
    await this.users.holdUnchanged(tx, userId);
    const store = via === 'session' ? this.sessions : this.tokens;
    const living = await store.living(tx, [credentialId], this.clock.now());
    if (living.length === 0) throw new AppError(CommonErrors.unauthenticated);
  }

  /** Who the session cookie belongs to, whatever else the request carries. */
  async bySession(request: FastifyRequest): Promise<Principal | null> {
    const cookie = request.cookies[SESSION_COOKIE];
    if (cookie === undefined || cookie === '') return null;
    const now = this.clock.now();
    const session = await this.sessions.findLive(this.db.read, hashToken(cookie), now);
    if (session === null) return null;
    if (isStale(session.lastUsedAt, now)) await this.sessions.touch(this.db.read, session.id, now);
    const { userId, role, id, limits } = session;
    return { userId, role, via: 'session', credentialId: id, mayWrite: true, limits, tokenLimits: NO_LIMITS };
  }

  private async byToken(bearer: string): Promise<Principal | null> {
    const now = this.clock.now();
    const token = await this.tokens.findLive(this.db.read, hashToken(bearer), now);
    if (token === null) return null;
    if (isStale(token.lastUsedAt, now)) await this.tokens.touch(this.db.read, token.id, now);
    const { userId, role, id, limits } = token;
    const mayWrite = token.scopes.includes('write');
    const tokenLimits = tighterOf(token.set);
    return { userId, role, via: 'token', credentialId: id, mayWrite, limits, tokenLimits };
  }
}

function isStale(lastUsedAt: Date | null, now: Date): boolean {
  return lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= TOUCH_MS;
}
