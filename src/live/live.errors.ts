import { defineErrors } from '../common/errors';

export const LiveErrors = defineErrors({
  tooManyStreams: {
    code: 'live.too_many_streams',
    kind: 'rate-limited',
    message: 'You have 100 event streams open; close one first.',
  },
});
