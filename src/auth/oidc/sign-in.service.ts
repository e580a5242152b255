import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock';
import { TokenCipher } from '../../common/crypto/token-cipher';
import { AppError, CommonErrors, type ErrorDefinition } from '../../common/errors';
import { addressKey } from '../../common/http/address-key';
import { ownPath } from '../../common/http/own-path';
import type { Principal } from '../../common/http/principal';
import { RateLimits, type RateLimitRule } from '../../common/http/rate-limits';
import { newId } from '../../common/ids';
import { AuthConfig, HttpConfig } from '../../config/config';
import { Database } from '../../database/database';
import type { Tx } from '../../database/tx';
import { Audit } from '../audit';
import { AuthErrors } from '../auth.errors';
import { Callers } from '../callers';
import { decide, roleOf, type Decision, type Person, type Refusal } from '../domain/identity';
import type { Client } from '../login-throttle';
import { SessionOpener } from '../session-opener';
import { Seizures } from '../seizures';
import { UserIdentityStore } from '../user-identity.store';
import { UserStore, type UserRow } from '../user.store';
import { Issuer, type Redeemed } from './issuer';
import { openVisit, sealVisit, VISIT_LIFETIME_MS } from './visit-cookie';

/** Far more than the people behind one address need; keeps a loop from bothering the issuer. */
const BEGIN: RateLimitRule = { points: 60, seconds: 600 };

/** What the browser needs to go to the issuer and be recognised when it comes back. */
export interface BegunVisit {
  readonly authorizationUrl: string;
  readonly state: string;
  readonly cookie: string;
  readonly expiresAt: Date;
}

/** What a visit is for. */
export interface VisitWish {
  readonly returnTo: string;
  /** Who wants their account linked; null for a sign-in. */
  readonly userId: string | null;
  /** The one that the issuer knows of this browser is not wanted. */
  readonly otherAccount: boolean;
}

/** What came with the callback. */
export interface Returned {
  readonly state: string | null;
  /** The whole query, which the issuer's answer is checked by. */
  readonly query: string;
  readonly cookie: string | undefined;
  /** Who is logged in in this browser; null when nobody is. */
  readonly caller: Principal | null;
}

/** How a visit ended, the path of the page that wants to know, and whether it was to link an account. */
export type SignedIn = { readonly returnTo: string; readonly forLink: boolean } & (
  | { readonly outcome: 'in'; readonly user: UserRow; readonly sessionToken: string }
  | { readonly outcome: 'failed'; readonly error: AppError }
);

type Deed = 'signedIn' | 'linked' | 'seized' | 'registered' | 'refused';

const WORDS: Readonly<Record<Deed, string>> = {
  signedIn: 'Sign in at the issuer',
  linked: 'Link single sign-on',
  seized: 'Link single sign-on by a verified address; password, sessions, tokens and v1 webhook secret ended',
  registered: 'Register by single sign-on',
  refused: 'Sign in at the issuer: refused',
};

const REFUSALS: Readonly<Record<Refusal, ErrorDefinition>> = {
  'not-allowed': AuthErrors.oidcNotAllowed,
  deactivated: AuthErrors.deactivated,
  'no-email': AuthErrors.oidcNoEmail,
  'account-exists': AuthErrors.oidcAccountExists,
  taken: AuthErrors.oidcTaken,
  'registration-closed': AuthErrors.registrationClosed,
};

/** Signing in at an issuer, and linking the account one has to it. */
@Injectable()
export class SignInService {
  constructor(
    private readonly db: Database,
    private readonly issuer: Issuer,
    private readonly callers: Callers,
    private readonly users: UserStore,
    private readonly identities: UserIdentityStore,
    private readonly seizures: Seizures,
    private readonly opener: SessionOpener,
    private readonly audit: Audit,
    private readonly cipher: TokenCipher,
    private readonly limits: RateLimits,
    private readonly config: AuthConfig,
    private readonly http: HttpConfig,
    private readonly clock: Clock,
  ) {}

  /** What the sign-in page offers. */
  methods(): { readonly password: boolean; readonly registration: boolean; readonly oidcName: string | null } {
    const { passwordLogin, registration, oidc } = this.config;
    const password = passwordLogin === 'open';
    return { password, registration: password && registration === 'open', oidcName: oidc?.name ?? null };
  }

  /**
   * Throws `auth.oidc_not_configured`,
   * `auth.oidc_unavailable`, `common.rate_limited`, and `common.invalid_input` for a `returnTo` that leads elsewhere.
   */
  async begin({ returnTo, userId, otherAccount }: VisitWish, client: Client): Promise<BegunVisit> {
    const path = ownPath(returnTo, this.http.publicUrl);
    if (path === null) {
      const message = 'return_to must be a path or an address on this origin';
      throw new AppError(CommonErrors.invalidInput, { errors: [{ pointer: '/return_to', message }] });
    }
    await this.limits.consume('oidc_begin', addressKey(client.address), BEGIN, client.headers);
    const { url, proofs } = await this.issuer.begin(otherAccount);
    const expiresAt = new Date(this.clock.now().getTime() + VISIT_LIFETIME_MS);
    const visit = { ...proofs, returnTo: path, userId, expiresAt: expiresAt.getTime() };
    return { authorizationUrl: url, state: proofs.state, cookie: sealVisit(this.cipher, visit), expiresAt };
  }

  /** Ends a visit, whichever way; expected failures are told, not thrown. */
  async finish(returned: Returned, client: Client): Promise<SignedIn> {
    const visit = returned.state === null ? null : openVisit(this.cipher, returned.cookie, returned.state);
    if (visit === null) {
      const error = new AppError(AuthErrors.oidcStateInvalid);
      return { outcome: 'failed', error, returnTo: '/', forLink: false };
    }
    const { returnTo } = visit;
    const forLink = visit.userId !== null;
    const linking = forLink ? returned.caller : null;
    try {
      if (visit.expiresAt <= this.clock.now().getTime()) throw new AppError(AuthErrors.oidcExpired);
      // Whoever asked to be linked has left, or somebody else has come.
      if (visit.userId !== (linking?.userId ?? null)) throw new AppError(AuthErrors.oidcStateInvalid);
      const redeemed = await this.issuer.redeem(returned.query, visit);
      return { outcome: 'in', returnTo, forLink, ...(await this.enter(redeemed, linking, client)) };
    } catch (error) {
      if (error instanceof AppError) return { outcome: 'failed', error, returnTo, forLink };
      throw error;
    }
  }

  private async enter(
    { person, idToken, sid }: Redeemed,
    linking: Principal | null,
    client: Client,
  ): Promise<{ user: UserRow; sessionToken: string }> {
    const entered = await this.db.transaction(async (tx) => {
      // Two first visits of one person at once would make two accounts, and two first people two admins.
      const isFirst = await this.users.lockAndAskIfEmpty(tx);
      // The session may have ended while the issuer was asked: what it began is not a way in any more.
      if (linking !== null) await this.callers.hold(tx, linking);
      const accounts = await this.identities.accountsOf(tx, person, linking?.userId ?? null);
      const decision = decide(person, this.issuer.settings.rules, accounts);
      if (decision.do === 'refuse') return { refused: decision.why, userId: accounts.known?.id ?? null } as const;
      const { userId, identityId, deed } = await this.settle(tx, decision, person, isFirst);
      const opened = await this.opener.open(tx, userId, client, { identityId, idToken, sid });
      // Without a password that was looked at there is no other reason: shut just now, and what was linked to it stays out.
      if (typeof opened === 'string') throw new AppError(AuthErrors.deactivated);
      return { userId, deed, sessionToken: opened.sessionToken } as const;
    });
    if ('refused' in entered) {
      if (entered.userId !== null) await this.note(entered.userId, 'refused', client);
      throw new AppError(REFUSALS[entered.refused]);
    }
    await this.note(entered.userId, entered.deed, client);
    const user = await this.users.find(this.db.read, entered.userId);
    if (user === null) throw new AppError(CommonErrors.unauthenticated);
    return { user, sessionToken: entered.sessionToken };
  }

  private async settle(
    tx: Tx,
    decision: Exclude<Decision, { do: 'refuse' }>,
    person: Person,
    isFirst: boolean,
  ): Promise<{ userId: string; identityId: string; deed: Deed }> {
    const now = this.clock.now();
    const role = roleOf(person, this.issuer.settings.rules);
    if (decision.do === 'create') {
      const userId = newId();
      await this.users.insert(tx, {
        ...{ id: userId, email: decision.email, passwordHash: null, fullName: person.name },
        ...{ role: role ?? (isFirst ? 'admin' : 'member'), now },
      });
      const identityId = await this.identities.insert(tx, userId, person, now);
      return { userId, identityId, deed: 'registered' };
    }
    const { userId } = decision;
    if (decision.do === 'link' && decision.seize) await this.seizures.run(tx, userId);
    const identityId =
      decision.do === 'link'
        ? await this.identities.insert(tx, userId, person, now)
        : await this.identities.noteLogin(tx, person, now);
    if (role !== null) await this.users.setRole(tx, userId, role);
    if (person.emailVerified && person.email !== null) await this.users.followEmail(tx, userId, person.email);
    return { userId, identityId, deed: decision.do === 'enter' ? 'signedIn' : decision.seize ? 'seized' : 'linked' };
  }

  private async note(userId: string, deed: Deed, { address, userAgent }: Client): Promise<void> {
    await this.audit.record({
      ...{ user_id: userId, action: `SignIn_${deed}`, summary: WORDS[deed] },
      ...{
        request: 'GET /api/v2/auth/oidc/callback',
        via: 'oidc',
        credential_id: null,
        address,
        user_agent: userAgent,
      },
    });
  }
}
