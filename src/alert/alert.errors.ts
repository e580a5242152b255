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
