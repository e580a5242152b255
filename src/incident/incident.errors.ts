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
  mergedAway: {
    code: 'incident.merged_away',
    kind: 'conflict',
    message: 'This incident was merged away; `details.merged_into` names where its failures are.',
  },
  otherRepository: {
    code: 'incident.other_repository',
    kind: 'conflict',
    message: 'Incidents of two repository connections cannot be merged.',
  },
  mergeWithItself: {
    code: 'incident.merge_with_itself',
    kind: 'conflict',
    message: 'An incident cannot be merged with itself.',
  },
  foreignOccurrence: {
    code: 'incident.foreign_occurrence',
    kind: 'conflict',
    message: 'Some occurrences are not of this incident; `details.occurrence_ids` names them.',
  },
  splitLeavesNothing: {
    code: 'incident.split_leaves_nothing',
    kind: 'conflict',
    message: 'A split must leave at least one occurrence in the incident.',
  },
  cannotUndo: {
    code: 'incident.cannot_undo',
    kind: 'conflict',
    message: 'Something that came later stands in the way; `details.reason` says what.',
  },
});
