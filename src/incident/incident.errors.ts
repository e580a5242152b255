import { defineErrors } from '../common/errors';

export const IncidentErrors = defineErrors({
  illegalTransition: {
    code: 'incident.illegal_transition',
    kind: 'conflict',
    message: 'An incident of this status cannot become that; `details.allowed` names what it may become.',
  },
  superseded: {
    code: 'incident.superseded',
    kind: 'conflict',
    message: 'The same failure has come back as a newer incident, which is not resolved.',
  },
});
