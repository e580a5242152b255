import { defineErrors } from '../common/errors';

/** What can go wrong with accounts. Whoever is not logged in gets `auth.unauthenticated` of the common errors. */
export const AuthErrors = defineErrors({
  emailTaken: { code: 'auth.email_taken', kind: 'conflict', message: 'There is an account with this e-mail address.' },
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
