import { z } from 'zod';
import { defineTask } from '../queue/task';
import { toldConnection } from '../queue/task-connection';

const againSchema = z.object({ incident_id: z.uuid(), run_id: z.uuid(), connection_id: toldConnection });
export type LookAgain = z.infer<typeof againSchema>;

/** Looks once more for a fix of a run, after the model did not answer. */
export const lookAgain = defineTask('fix.again', againSchema);
