import { defineErrors } from '../common/errors';

export const AlertErrors = defineErrors({
  tooMany: {
    code: 'alert.too_many',
    kind: 'conflict',
    message: 'An account has at most 20 channels and 50 rules; delete one first.',
  },
  noSuchChannel: {
    code: 'alert.no_such_channel',
    kind: 'invalid',
    message: 'A rule may only name channels of your own.',
  },
  noSuchRepository: {
    code: 'alert.no_such_repository',
    kind: 'invalid',
    message: 'A rule may only name a connected repository of your own.',
  },
  mailOff: {
    code: 'alert.mail_off',
    kind: 'invalid',
    message: 'This installation sends no e-mail: its operator has set no SMTP_HOST.',
  },
  mailUnreachable: {
    code: 'alert.mail_unreachable',
    kind: 'bad-gateway',
    message: 'The mail server could not be reached, or offers no encryption that can be trusted.',
  },
  noPrices: {
    code: 'alert.no_prices',
    kind: 'invalid',
    message: 'What the model costs is not known: the operator has set neither AI_PRICE_PROMPT nor AI_PRICE_COMPLETION.',
  },
  notConfirmed: {
    code: 'alert.not_confirmed',
    kind: 'conflict',
    message: 'The address gets nothing before its owner has followed the link in the letter that was sent to it.',
  },
  confirmedAlready: {
    code: 'alert.confirmed_already',
    kind: 'conflict',
    message: 'The address is confirmed already.',
  },
  confirmationVoid: {
    code: 'alert.confirmation_void',
    kind: 'gone',
    message:
      'This link is not valid any more: it is too old, or the address was changed or removed. Have a new one sent.',
  },
  tooManyConfirmations: {
    code: 'alert.too_many_confirmations',
    kind: 'rate-limited',
    message: 'At most 3 letters a day ask the same address, and 10 are sent for one account.',
  },
  tooManyTests: {
    code: 'alert.too_many_tests',
    kind: 'rate-limited',
    message: 'At most 20 test messages an hour are sent for one account.',
  },
  targetRefused: {
    code: 'alert.target_refused',
    kind: 'invalid',
    message: 'The address leads into a private network, which the operator does not allow.',
  },
  targetRejected: {
    code: 'alert.target_rejected',
    kind: 'conflict',
    message: 'The receiver refused the message.',
  },
  targetUnreachable: {
    code: 'alert.target_unreachable',
    kind: 'bad-gateway',
    message: 'The receiver could not be reached or was busy.',
  },
});
