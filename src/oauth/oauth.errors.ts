import { defineErrors } from '../common/errors';

/** What can go wrong between a user, us and a forge. */
export const OAuthErrors = defineErrors({
  notConfigured: {
    code: 'oauth.not_configured',
    kind: 'unavailable',
    message: 'OAuth with this forge is not set up; `details.missing_settings` names what is missing.',
  },
  notConnected: {
    code: 'oauth.not_connected',
    kind: 'conflict',
    message: 'There is no connection with this forge; make one first.',
  },
  noConnection: {
    code: 'oauth.no_connection',
    kind: 'not-found',
    message: 'There is no connection with this forge.',
  },
  unknownInstance: {
    code: 'oauth.unknown_instance',
    kind: 'conflict',
    message: 'The settings of this installation no longer know the forge this account is at.',
  },
  needsReauthorization: {
    code: 'oauth.needs_reauthorization',
    kind: 'conflict',
    message: 'The forge no longer accepts this connection; connect it again.',
  },
  tokenDoesNotExpire: {
    code: 'oauth.token_does_not_expire',
    kind: 'conflict',
    message: 'The token of this connection does not expire, so there is nothing to refresh.',
  },
  stateInvalid: {
    code: 'oauth.state_invalid',
    kind: 'bad-request',
    message: 'This `state` is unknown or was used before; start connecting again.',
  },
  stateExpired: {
    code: 'oauth.state_expired',
    kind: 'bad-request',
    message: 'Connecting took longer than ten minutes; start again.',
  },
  foreignBrowser: {
    code: 'oauth.foreign_browser',
    kind: 'forbidden',
    message: 'Connecting was started in another browser; start again in this one.',
  },
  wrongUser: {
    code: 'oauth.wrong_user',
    kind: 'forbidden',
    message: 'Connecting was started by another user than the one who is logged in now.',
  },
  accessDenied: { code: 'oauth.access_denied', kind: 'forbidden', message: 'Access was refused at the forge.' },
  codeRejected: {
    code: 'oauth.code_rejected',
    kind: 'bad-request',
    message: 'The forge did not accept the `code`; start connecting again.',
  },
});
