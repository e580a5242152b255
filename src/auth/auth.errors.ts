import { defineErrors } from '../common/errors';

/** What can go wrong with accounts. Whoever is not logged in gets `auth.unauthenticated` of the common errors. */
export const AuthErrors = defineErrors({
  emailTaken: { code: 'auth.email_taken', kind: 'conflict', message: 'There is an account with this e-mail address.' },
  limitTooHigh: {
    code: 'auth.limit_too_high',
    kind: 'invalid',
    message: 'A token may not ask more often than its account; `details.allowed` says what that may.',
  },
  registrationClosed: {
    code: 'auth.registration_closed',
    kind: 'forbidden',
    message: 'This installation takes no new accounts.',
  },
  wrongCredentials: {
    code: 'auth.wrong_credentials',
    kind: 'unauthorized',
    message: 'The e-mail address or the password is wrong.',
  },
  wrongPassword: { code: 'auth.wrong_password', kind: 'forbidden', message: 'The current password is wrong.' },
  passwordLoginClosed: {
    code: 'auth.password_login_closed',
    kind: 'forbidden',
    message: 'This installation takes no passwords; sign in by single sign-on.',
  },
  noPassword: {
    code: 'auth.no_password',
    kind: 'conflict',
    message: 'This account has no password: it signs in by single sign-on, which its e-mail address comes from, too.',
  },
  deactivated: { code: 'auth.deactivated', kind: 'forbidden', message: 'This account is deactivated.' },
  lastAdmin: {
    code: 'auth.last_admin',
    kind: 'conflict',
    message: 'This is the last active admin; make another one first.',
  },
  ownAccount: {
    code: 'auth.own_account',
    kind: 'conflict',
    message: 'Nobody deactivates or closes the account they are signed in with here; another admin may.',
  },
  oidcNotConfigured: {
    code: 'auth.oidc_not_configured',
    kind: 'not-found',
    message: 'This installation has no single sign-on.',
  },
  oidcUnavailable: {
    code: 'auth.oidc_unavailable',
    kind: 'bad-gateway',
    message: 'The issuer of single sign-on does not answer; try again later.',
  },
  oidcStateInvalid: {
    code: 'auth.oidc_state_invalid',
    kind: 'bad-request',
    message: 'This sign-in was begun in another browser or is over already; start again.',
  },
  oidcExpired: {
    code: 'auth.oidc_expired',
    kind: 'bad-request',
    message: 'Signing in took longer than ten minutes; start again.',
  },
  oidcDenied: { code: 'auth.oidc_denied', kind: 'forbidden', message: 'The issuer says that access was refused.' },
  oidcRejected: {
    code: 'auth.oidc_rejected',
    kind: 'bad-request',
    message: 'What came back from the issuer could not be accepted; start again.',
  },
  oidcLogoutRejected: {
    code: 'auth.oidc_logout_rejected',
    kind: 'bad-request',
    message: 'This is no logout token of the issuer, or one that was taken before.',
  },
  oidcNotAllowed: {
    code: 'auth.oidc_not_allowed',
    kind: 'forbidden',
    message: 'This installation lets only certain people in, and you are not among them.',
  },
  oidcNoEmail: {
    code: 'auth.oidc_no_email',
    kind: 'forbidden',
    message: 'The issuer does not tell your e-mail address, which an account needs.',
  },
  oidcAccountExists: {
    code: 'auth.oidc_account_exists',
    kind: 'conflict',
    message: 'There is an account with your e-mail address; log in with its password and link it in the settings.',
  },
  oidcTaken: {
    code: 'auth.oidc_taken',
    kind: 'conflict',
    message: 'One account belongs to one person of the issuer: yours or theirs is linked with another already.',
  },
  lastSignIn: {
    code: 'auth.last_sign_in',
    kind: 'conflict',
    message: 'This is the last way to sign in to the account; without it nobody could.',
  },
  signInAgain: {
    code: 'auth.sign_in_again',
    kind: 'forbidden',
    message: 'Sign in once more, then repeat this within ten minutes.',
  },
  savedFilterTaken: {
    code: 'auth.saved_filter_taken',
    kind: 'conflict',
    message: 'There is a saved filter of this name for this list.',
  },
  tooManySavedFilters: {
    code: 'auth.too_many_saved_filters',
    kind: 'conflict',
    message: 'A list has 50 saved filters at most; remove one first.',
  },
  noWebhookSecret: {
    code: 'auth.no_webhook_secret',
    kind: 'not-found',
    message: 'There is no v1 webhook secret yet; make one with POST.',
  },
});
