import { defineErrors } from '../common/errors';

export const WorkflowErrors = defineErrors({
  noForgeAccess: {
    code: 'workflow.no_forge_access',
    kind: 'conflict',
    message: 'This repository is known from its webhook only; connect it over OAuth to read from the forge.',
  },
  logGone: {
    code: 'workflow.log_gone',
    kind: 'gone',
    message: 'The forge no longer has this log, and no excerpt of it was kept.',
  },
});
