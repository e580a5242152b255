import { defineErrors } from '../common/errors';

export const PullRequestErrors = defineErrors({
  ambiguous: {
    code: 'pull_request.ambiguous_number',
    kind: 'conflict',
    message: 'Several repositories have a pull request of this number; `details.candidates` names them.',
  },
  notOurs: {
    code: 'pull_request.not_ours',
    kind: 'conflict',
    message: 'The pull request was handed over, merged or closed; change it at the forge.',
  },
  noSuchBase: {
    code: 'pull_request.no_such_base',
    kind: 'invalid',
    message: 'The repository has no such branch, or it is one of our own.',
  },
  noFailure: {
    code: 'pull_request.no_failure',
    kind: 'conflict',
    message: 'The incident has no failed run that a fix could be made for.',
  },
});
