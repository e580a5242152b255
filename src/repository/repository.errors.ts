import { defineErrors } from '../common/errors';

export const RepositoryErrors = defineErrors({
  notReadable: {
    code: 'repository.not_readable',
    kind: 'forbidden',
    message: 'There is no such repository, or the connected account may not read it.',
  },
  alreadyConnected: {
    code: 'repository.already_connected',
    kind: 'conflict',
    message: 'This repository is connected already; `details` names the connection.',
  },
  disconnected: {
    code: 'repository.disconnected',
    kind: 'conflict',
    message: 'This connection has ended; connect the repository again.',
  },
  noHookRight: {
    code: 'repository.no_hook_right',
    kind: 'forbidden',
    message: 'The connected account has no admin right on this repository, so it may not manage its webhooks.',
  },
});
