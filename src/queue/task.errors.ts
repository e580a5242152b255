import { defineErrors } from '../common/errors';

/** What looking at tasks, replaying and running them may end with. */
export const TaskErrors = defineErrors({
  notDead: { code: 'task.not_dead', kind: 'conflict', message: 'Only a dead task can be replayed.' },
  unknownKind: {
    code: 'task.unknown_kind',
    kind: 'conflict',
    message: 'This version no longer knows this kind of task.',
  },
  workerDied: {
    code: 'task.worker_died',
    kind: 'internal',
    message: 'Each worker that ran this task died while it did, also in the tries given beyond its last.',
  },
  endLost: {
    code: 'task.end_lost',
    kind: 'internal',
    message: 'How this task ended could not be written down, also in the tries given beyond its last.',
  },
});
