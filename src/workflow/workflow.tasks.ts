import { z } from 'zod';
import { defineTask } from '../queue/task';

const syncSchema = z.object({
  connection_id: z.uuid(),
  user_id: z.uuid(),
  since: z.coerce.date(),
  limit: z.int().min(1),
});
export type SyncRuns = z.infer<typeof syncSchema>;

/** Reads past runs of a connection from its forge. */
export const syncRuns = defineTask('workflow.sync', syncSchema);

/** Asks the forge about runs whose end nobody told us; every 5 minutes. */
export const reconcileRuns = defineTask('workflow.reconcile', z.object({}), { cron: '*/5 * * * *', maxAttempts: 1 });

/** Removes runs beyond their time, where a time is set; 02:47 UTC. */
export const removeOldRuns = defineTask('workflow.remove-old', z.object({}), { cron: '47 2 * * *', maxAttempts: 3 });
