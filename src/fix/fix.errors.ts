import { defineErrors } from '../common/errors';

export const FixErrors = defineErrors({
  noFailure: {
    code: 'fix.no_failure',
    kind: 'conflict',
    message: 'The incident has no failed run that could be looked at.',
  },
  unavailable: {
    code: 'fix.unavailable',
    kind: 'unavailable',
    message: 'No fix can be looked for just now; try again in a moment.',
  },
});
