import { z } from 'zod';
import { defineTask } from '../queue/task';

/** Processes stored deliveries. The doors enqueue one a batch; a delivery that fails gets its own. */
export const processDeliveries = defineTask(
  'webhook.process',
  z.object({
    delivery_ids: z.array(z.uuid()).min(1).max(1000),
    /** The requests that brought them, in the same order; without, they count as the task's own request's. */
    request_ids: z.array(z.string()).optional(),
  }),
);

/** Makes room for the days to come, drops old bodies and old rows; 03:17 UTC, when hooks are quietest. */
export const dropOldDeliveries = defineTask('webhook.drop-old', z.object({}), { cron: '17 3 * * *', maxAttempts: 3 });
