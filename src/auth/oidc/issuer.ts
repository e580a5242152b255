import { rootCertificates } from 'node:tls';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { createRemoteJWKSet } from 'jose';
import type * as OpenIdClient from 'openid-client';
import type { ClientAuth, Configuration, CustomFetch, IDToken } from 'openid-client';
import type { Agent } from 'undici';
import { AppError } from '../../common/errors';
import { AuthConfig } from '../../config/config';
import type { OidcSettings } from '../../config/oidc';
import { AuthErrors } from '../auth.errors';
import { personOf, type Person } from '../domain/identity';
import { logoutWishOf, type LogoutWish } from '../domain/logout-token';

/** An issuer that takes longer is away: a person waits for it. */
const TIMEOUT_SECONDS = 10;
/** Its keys are fetched when an unknown one signs; what else its documents say changes with its releases. */
const KEPT_MS = 3_600_000;
/** How far its clock and ours may differ. */
const CLOCK_TOLERANCE_SECONDS = 30;

/** The longest a logout token is taken after it was made; issuers give them two minutes. */
export const LOGOUT_TOKEN_SECONDS = 600;

type Keys = ReturnType<typeof createRemoteJWKSet>;

/** Loaded with the first sign-in: most processes never see one. */
type Library = typeof OpenIdClient;

/** The library calls this deprecated so that whoever uses it stops and thinks: here, http gets in on this very machine only. */
interface PlainHttp {
  readonly allowInsecureRequests: (configuration: Configuration) => void;
}

/** What one visit to the issuer has to prove when it ends. */
export interface Proofs {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** What a visit brought. */
export interface Redeemed {
  readonly person: Person;
  readonly idToken: string;
  /** The issuer's name for the session it has there; null where it gives none. */
  readonly sid: string | null;
}

/** The issuer of the settings, over OpenID Connect: authorization code, PKCE, state and nonce (RFC 9700). */
@Injectable()
export class Issuer implements OnModuleDestroy {
  private readonly logger = new Logger(Issuer.name);
  private agent: Agent | null = null;
  private keys: { readonly of: Configuration; readonly find: Keys } | null = null;
  private known: { readonly until: number; readonly made: Promise<Configuration> } | null = null;

  constructor(private readonly config: AuthConfig) {}

  async onModuleDestroy(): Promise<void> {
    await this.agent?.close();
  }

  /** Throws `auth.oidc_not_configured`. */
  get settings(): OidcSettings {
    const { oidc } = this.config;
    if (oidc === null) throw new AppError(AuthErrors.oidcNotConfigured);
    return oidc;
  }

  /**
   * Where to send the browser, and what it has to come back with. With `otherAccount` the issuer asks who somebody is even
   * if it knows. Throws `auth.oidc_unavailable`.
   */
  async begin(otherAccount: boolean): Promise<{ readonly url: string; readonly proofs: Proofs }> {
    const { redirectUri, scopes } = this.settings;
    const [library, configuration] = await this.open();
    const proofs: Proofs = {
      state: library.randomState(),
      nonce: library.randomNonce(),
      verifier: library.randomPKCECodeVerifier(),
    };
    const url = library.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: scopes.join(' '),
      state: proofs.state,
      nonce: proofs.nonce,
      code_challenge: await library.calculatePKCECodeChallenge(proofs.verifier),
      code_challenge_method: 'S256',
      ...(otherAccount ? { prompt: promptOf(configuration) } : {}),
    });
    return { url: url.href, proofs };
  }

  /**
   * Turns the query the browser came back with into a person. Throws `auth.oidc_denied`, `auth.oidc_rejected`,
   * `auth.oidc_unavailable`.
   */
  async redeem(query: string, proofs: Proofs): Promise<Redeemed> {
    const { redirectUri, groupsClaim, rules } = this.settings;
    const [library, configuration] = await this.open();
    try {
      const answer = await library.authorizationCodeGrant(configuration, new URL(`${redirectUri}?${query}`), {
        pkceCodeVerifier: proofs.verifier,
        expectedState: proofs.state,
        expectedNonce: proofs.nonce,
        idTokenExpected: true,
      });
      const claims = answer.claims();
      if (claims === undefined || answer.id_token === undefined) throw new AppError(AuthErrors.oidcRejected);
      const wanted = ['email', ...(rules.adminGroup === null && rules.allowedGroups.length === 0 ? [] : [groupsClaim])];
      const person = personOf(await this.complete(claims, wanted, answer.access_token), groupsClaim);
      return { person, idToken: answer.id_token, sid: typeof claims.sid === 'string' ? claims.sid : null };
    } catch (error) {
      throw this.told(error, library);
    }
  }

  /** Where the issuer signs a person out; null where it has no such place or is not reachable now. */
  async endSessionUrl(idToken: string): Promise<string | null> {
    try {
      const [library, configuration] = await this.open();
      if (configuration.serverMetadata().end_session_endpoint === undefined) return null;
      const url = library.buildEndSessionUrl(configuration, {
        id_token_hint: idToken,
        post_logout_redirect_uri: this.settings.signedOutUri,
      });
      return url.href;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // Our own session is over all the same, and that is what was asked for.
      this.logger.warn({ code: error.code }, 'the issuer was not asked to sign out');
      return null;
    }
  }

  /**
   * Holds a logout token against the issuer's keys, its name, ours and the time (Back-Channel Logout 1.0). Throws
   * `auth.oidc_logout_rejected`, also where the keys cannot be had: the issuer may send it again.
   */
  async readLogout(token: string): Promise<LogoutWish> {
    const reject = (reason: string, cause?: unknown): AppError => {
      this.logger.warn({ reason }, 'a logout token was not accepted');
      return new AppError(AuthErrors.oidcLogoutRejected, { cause });
    };
    try {
      const [, configuration] = await this.open();
      const { jwtVerify } = await import('jose');
      const { issuer, id_token_signing_alg_values_supported: algorithms } = configuration.serverMetadata();
      const { payload, protectedHeader } = await jwtVerify(token, await this.keysOf(configuration), {
        issuer,
        audience: this.settings.clientId,
        // A secret that we share with the issuer, or none at all, would let anybody sign who knows as much as we do.
        algorithms: (algorithms ?? ['RS256']).filter((name) => !/^(?:none|HS)/.test(name)),
        requiredClaims: ['iat', 'exp'],
        maxTokenAge: LOGOUT_TOKEN_SECONDS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      const wish = logoutWishOf(payload, protectedHeader.typ);
      if (typeof wish === 'string') throw reject(wish);
      return wish;
    } catch (error) {
      if (error instanceof AppError && error.code !== AuthErrors.oidcUnavailable.code) throw error;
      throw reject(error instanceof Error ? error.message : String(error), error);
    }
  }

  /** Asks the issuer for its documents, whatever is kept. Throws as `begin`. */
  async discover(): Promise<{ readonly issuer: string; readonly signsOut: boolean; readonly pkce: boolean }> {
    this.known = null;
    const [, configuration] = await this.open();
    const metadata = configuration.serverMetadata();
    return {
      issuer: metadata.issuer,
      signsOut: metadata.end_session_endpoint !== undefined,
      pkce: metadata.code_challenge_methods_supported?.includes('S256') === true,
    };
  }

  /** The claims of the ID token, and of the userinfo endpoint where some that are wanted are only there. */
  private async complete(claims: IDToken, wanted: readonly string[], accessToken: string): Promise<IDToken> {
    const [library, configuration] = await this.open();
    if (configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
    if (wanted.every((name) => claims[name] !== undefined)) return claims;
    const further = await library.fetchUserInfo(configuration, accessToken, claims.sub);
    return { ...further, ...claims };
  }

  private async open(): Promise<[Library, Configuration]> {
    const library = await import('openid-client');
    const now = Date.now();
    if (this.known === null || this.known.until <= now) {
      const made = this.make(library);
      this.known = { until: now + KEPT_MS, made };
      // What failed is asked for again by the next person.
      made.catch(() => {
        if (this.known?.made === made) this.known = null;
      });
    }
    try {
      return [library, await this.known.made];
    } catch (error) {
      throw this.told(error, library);
    }
  }

  /** Fetched when an unknown key signs, every 30 s at most. */
  private async keysOf(configuration: Configuration): Promise<Keys> {
    if (this.keys?.of === configuration) return this.keys.find;
    const { createRemoteJWKSet, customFetch } = await import('jose');
    const { jwks_uri: address } = configuration.serverMetadata();
    if (address === undefined) throw new Error('the issuer names no keys');
    const find = createRemoteJWKSet(new URL(address), {
      timeoutDuration: TIMEOUT_SECONDS * 1000,
      [customFetch]: await this.asker(),
    });
    this.keys = { of: configuration, find };
    return find;
  }

  /** Asks as the settings say: with the certificates they name. */
  private async asker(): Promise<typeof fetch> {
    const { ca } = this.settings;
    const { Agent, fetch: ask } = await import('undici');
    const dispatcher = (this.agent ??= new Agent({ connect: ca === null ? {} : { ca: [...rootCertificates, ca] } }));
    return (url, options) =>
      ask(url as string, { ...(options as Parameters<typeof ask>[1]), dispatcher }) as unknown as Promise<Response>;
  }

  private async make(library: Library): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const plainHttp: PlainHttp = library;
    const ask = await this.asker();
    const customFetch: CustomFetch = (url, options) => ask(url, options as RequestInit);
    return library.discovery(
      new URL(issuer),
      clientId,
      { [library.clockTolerance]: CLOCK_TOLERANCE_SECONDS },
      clientAuth(library, clientSecret),
      {
        timeout: TIMEOUT_SECONDS,
        [library.customFetch]: customFetch,
        execute: [
          library.enableNonRepudiationChecks,
          ...(issuer.startsWith('http:') ? [plainHttp.allowInsecureRequests] : []),
        ],
      },
    );
  }

  /** In our words. What the issuer said is for the operator's log: the person cannot mend it. */
  private told(error: unknown, library: Library): unknown {
    if (error instanceof AppError) return error;
    if (error instanceof library.AuthorizationResponseError) {
      const denied = error.error === 'access_denied';
      if (!denied) this.logger.warn({ error: error.error }, 'the issuer sent somebody back with an error');
      return new AppError(denied ? AuthErrors.oidcDenied : AuthErrors.oidcRejected, { cause: error });
    }
    if (error instanceof library.ResponseBodyError) {
      this.logger.warn({ error: error.error, status: error.status }, 'the issuer refused a code');
      return new AppError(AuthErrors.oidcRejected, { cause: error });
    }
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    // No answer, one that is no answer of an issuer, or one that came too late.
    const away = code === null || ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM'].includes(code);
    const reason = error instanceof Error ? error.message : String(error);
    this.logger.warn({ code, reason }, away ? 'the issuer does not answer' : 'the issuer’s answer was not accepted');
    return new AppError(away ? AuthErrors.oidcUnavailable : AuthErrors.oidcRejected, { cause: error });
  }
}

/** How it is asked for another person: a choice where it says that it offers one, else the login that each must know. */
function promptOf(configuration: Configuration): string {
  const known: unknown = configuration.serverMetadata().prompt_values_supported;
  return Array.isArray(known) && known.includes('select_account') ? 'select_account' : 'login';
}

/** As the issuer wants it: RFC 6749 has the header as what every server must take. */
function clientAuth(library: Library, secret: string | null): ClientAuth {
  if (secret === null) return library.None();
  const [basic, post] = [library.ClientSecretBasic(secret), library.ClientSecretPost(secret)];
  return (server, client, body, headers) => {
    const takes = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    (takes.includes('client_secret_basic') ? basic : post)(server, client, body, headers);
  };
}
