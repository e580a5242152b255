import { defineErrors } from '../common/errors';

export const WorkflowErrors = defineErrors({
  noForgeAccess: {
    code: 'workflow.no_forge_access',
    kind: 'conflict',
    message: 'This repository is known from its webhook only; connect it over OAuth to read from the forge.',
  },
  diagnosisUnavailable: {
    code: 'workflow.diagnosis_unavailable',
    kind: 'unavailable',
    message: 'The log cannot be read just now; try again in a moment.',
  },
  logNotYet: {
    code: 'workflow.log_not_yet',
    kind: 'conflict',
    message: 'The job has not ended yet; its whole log is there when it has.',
  },
  logBusy: {
    code: 'workflow.log_busy',
    kind: 'rate-limited',
    message: 'Too many whole logs are being read at once; try again in a moment.',
  },
  logGone: {
    code: 'workflow.log_gone',
    kind: 'gone',
    message: 'The forge no longer has this log, and no excerpt of it was kept.',
  },
});
