import { defineErrors } from '../common/errors';

export const AnalyticsErrors = defineErrors({
  windowTooLong: {
    code: 'analytics.window_too_long',
    kind: 'invalid',
    message: 'The window must end after it begins and hold at most 400 buckets; ask for a longer period or less time.',
  },
  noSuchTable: {
    code: 'analytics.no_such_table',
    kind: 'invalid',
    message: 'This answer has no such table; see `details.tables`.',
  },
});
