import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Accounts } from '../auth/accounts';
import { Callers } from '../auth/callers';
import { Seizures } from '../auth/seizures';
import { Clock } from '../common/clock';
import { hashToken, randomToken } from '../common/crypto/random-token';
import { TokenCipher } from '../common/crypto/token-cipher';
import { AppError, CommonErrors } from '../common/errors';
import { fromForgeError } from '../common/http/forge-problem';
import { ownPath } from '../common/http/own-path';
import type { Principal } from '../common/http/principal';
import { RateLimits, type HeaderSink } from '../common/http/rate-limits';
import { newId } from '../common/ids';
import { HttpConfig } from '../config/config';
import { Database } from '../database/database';
import type { OAuthGrant } from '../forge/forge';
import { ForgeError } from '../forge/forge.errors';
import { ForgeRegistry } from '../forge/forge.registry';
import type { ForgeId } from '../forge/forge.types';
import { ConnectionService, type ConnectionView } from './connection.service';
import { codeChallenge } from './domain/pkce';
import { driverOf } from './driver-of';
import { OAuthConnectionStore, type SavedConnection } from './oauth-connection.store';
import type { OAuthStateEntity } from './oauth-state.entity';
import { OAuthStateStore } from './oauth-state.store';
import { OAuthErrors } from './oauth.errors';
import { TokenKeeper } from './token-keeper';

/** GitHub's codes live as long, so waiting longer helps nobody. */
export const STATE_LIFETIME_MS = 600_000;
/** Far more than a person needs; keeps a loop from filling the table. */
const AUTHORIZE_RULE = { points: 60, seconds: 600 };

/** What the browser needs to go to the forge and be recognised when it comes back. */
export interface Begun {
  readonly authorizationUrl: string;
  readonly state: string;
  /** For the HttpOnly cookie `stateCookieName(state)`. */
  readonly browserToken: string;
  readonly expiresAt: Date;
}

/** What came with the callback. */
export interface Callback {
  readonly state: string | null;
  readonly code: string | null;
  /** The forge's error code. */
  readonly error: string | null;
  readonly browserToken: string | null;
  /** Who is logged in in this browser; null when nobody is. */
  readonly userId: string | null;
}

/** How a dance ended, and the path of the page that wants to know. */
export type Finished =
  | { readonly outcome: 'connected'; readonly connection: ConnectionView; readonly returnTo: string }
  | { readonly outcome: 'failed'; readonly error: AppError; readonly returnTo: string };

/** Each dance has a cookie of its own, so that two tabs do not disturb each other. */
export function stateCookieName(state: string): string {
  return `dff_oauth_${hashToken(state).slice(0, 16)}`;
}

/** A visit to a forge that came back. */
type Visit = Pick<OAuthStateEntity, 'state_hash' | 'user_id' | 'code_verifier'>;

/** Connecting an account at a forge: the OAuth web flow with a single-use state and PKCE. */
@Injectable()
export class OAuthFlowService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly states: OAuthStateStore,
    private readonly store: OAuthConnectionStore,
    private readonly connections: ConnectionService,
    private readonly tokens: TokenKeeper,
    private readonly accounts: Accounts,
    private readonly callers: Callers,
    private readonly seizures: Seizures,
    private readonly registry: ForgeRegistry,
    private readonly cipher: TokenCipher,
    private readonly limits: RateLimits,
    private readonly http: HttpConfig,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    // Whoever made the account may have a forge's page open whose answer would connect their own account there.
    this.seizures.register((tx, userId) => this.states.removeOf(tx, userId));
  }

  /**
   * Throws `common.not_found` for a forge there is none of, `oauth.not_configured`, `common.invalid_input` for a `returnTo` that leads
   * elsewhere, `auth.unauthenticated` when the caller's credential ended meanwhile.
   */
  async begin(caller: Principal, forge: ForgeId, returnTo: string, headers: HeaderSink): Promise<Begun> {
    const oauth = this.registry.find(forge)?.oauth;
    if (oauth === undefined) throw new AppError(CommonErrors.notFound);
    if (oauth.missingSettings.length > 0) {
      throw new AppError(OAuthErrors.notConfigured, { details: { missing_settings: oauth.missingSettings } });
    }
    const path = ownPath(returnTo, this.http.publicUrl);
    if (path === null) {
      const message = 'return_to must be a path or an address on this origin';
      throw new AppError(CommonErrors.invalidInput, { errors: [{ pointer: '/return_to', message }] });
    }
    await this.limits.consume('oauth_authorize', caller.userId, AUTHORIZE_RULE, headers);
    const [state, browserToken, verifier] = [randomToken(), randomToken(), randomToken()];
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + STATE_LIFETIME_MS);
    const row = {
      state_hash: hashToken(state),
      user_id: caller.userId,
      provider: forge.kind,
      instance: forge.instance,
      browser_hash: hashToken(browserToken),
      code_verifier: this.cipher.encrypt(verifier),
      return_to: path,
      created_at: now,
      taken_at: null,
      expires_at: expiresAt,
    };
    await this.db.transaction(async (tx) => {
      await this.callers.hold(tx, caller);
      await this.states.insert(tx, row);
    });
    const authorizationUrl = oauth.authorizationUrl({ state, codeChallenge: codeChallenge(verifier) });
    return { authorizationUrl, state, browserToken, expiresAt };
  }

  /** Ends the dance, whichever way; expected failures are told, not thrown. The state is used up by any answer. */
  async finish(forge: ForgeId, callback: Callback): Promise<Finished> {
    const now = this.clock.now();
    const state =
      callback.state === null ? null : await this.states.take(this.db.read, hashToken(callback.state), forge, now);
    if (state === null) return failed(new AppError(OAuthErrors.stateInvalid), '/');
    try {
      const code = this.accept(state, callback);
      // Before the code is exchanged, so that there is no token for nobody. It counts when the token is saved.
      await this.db.transaction((tx) => this.accounts.holdOpen(tx, state.user_id));
      const connection = await this.connect(state, forge, code);
      return { outcome: 'connected', connection, returnTo: state.return_to };
    } catch (error) {
      if (error instanceof AppError) return failed(error, state.return_to);
      if (error instanceof ForgeError) return failed(fromForgeError(error), state.return_to);
      throw error;
    }
  }

  /** The code, when the callback comes from whom and when it should. */
  private accept(state: Pick<OAuthStateEntity, 'user_id' | 'browser_hash' | 'expires_at'>, callback: Callback): string {
    if (state.expires_at <= this.clock.now()) throw new AppError(OAuthErrors.stateExpired);
    if (callback.browserToken === null || hashToken(callback.browserToken) !== state.browser_hash) {
      throw new AppError(OAuthErrors.foreignBrowser);
    }
    if (callback.userId !== null && callback.userId !== state.user_id) throw new AppError(OAuthErrors.wrongUser);
    if (callback.error === 'access_denied') throw new AppError(OAuthErrors.accessDenied);
    if (callback.error !== null || callback.code === null) throw new AppError(OAuthErrors.codeRejected);
    return callback.code;
  }

  private async connect(state: Visit, forge: ForgeId, code: string): Promise<ConnectionView> {
    const grant = await this.exchange(forge, code, this.cipher.decrypt(state.code_verifier));
    const saved = await this.saveOrRevoke(state, forge, grant);
    // Left alone, old tokens would pile up: GitHub ends the oldest beyond ten, which would be somebody's living one.
    if (saved.replacedAccessToken !== null) {
      await this.connections.revokeReplaced(forge, saved.id, saved.replacedAccessToken, grant.accessToken);
    }
    return this.connections.byId(saved.id);
  }

  private async saveOrRevoke(state: Visit, forge: ForgeId, grant: OAuthGrant): Promise<SavedConnection> {
    try {
      return await this.save(state, forge, grant);
    } catch (error) {
      // Nobody would know this token any more.
      await this.connections.revoke(forge, null, grant.accessToken);
      throw error;
    }
  }

  private async exchange(forge: ForgeId, code: string, codeVerifier: string): Promise<OAuthGrant> {
    try {
      return await driverOf(this.registry, forge).oauth.exchangeCode({ code, codeVerifier });
    } catch (error) {
      if (error instanceof ForgeError && error.kind === 'rejected') {
        throw new AppError(OAuthErrors.codeRejected, {
          cause: error,
          ...(error.reason === null ? {} : { details: { reason: error.reason } }),
        });
      }
      throw error;
    }
  }

  private async save(
    { user_id: userId, state_hash: stateHash }: Visit,
    forge: ForgeId,
    grant: OAuthGrant,
  ): Promise<SavedConnection> {
    const client = driverOf(this.registry, forge).connect({ accessToken: grant.accessToken });
    const account = await client.account();
    const scopes = (await client.grantedScopes()) ?? grant.scopes;
    const granted = {
      ...this.tokens.seal(grant),
      id: newId(),
      user_id: userId,
      provider: forge.kind,
      instance: forge.instance,
      provider_user_id: account.externalId,
      provider_username: account.username,
      scopes,
    };
    return this.db.transaction(async (tx) => {
      await this.accounts.holdOpen(tx, userId);
      // The account may have been handed over while the forge was asked, and this visit ended with it.
      if (!(await this.states.end(tx, stateHash))) throw new AppError(OAuthErrors.stateInvalid);
      return this.store.save(tx, granted, this.clock.now());
    });
  }
}

function failed(error: AppError, returnTo: string): Finished {
  return { outcome: 'failed', error, returnTo };
}
