import { z } from 'zod';
import { defineTask } from '../queue/task';

/** Holds every rule against how things stand; every minute. */
export const judgeRules = defineTask('alert.judge', z.object({}), { maxAttempts: 1, cron: '* * * * *' });

/** Forgets old deliveries. */
export const tidyAlerts = defineTask('alert.tidy', z.object({}), { maxAttempts: 1, cron: '23 4 * * *' });

const deliverSchema = z.object({ delivery_id: z.uuid() });
export type DeliverAlert = z.infer<typeof deliverSchema>;

/** Sends one message to one channel. */
export const deliverAlert = defineTask('alert.deliver', deliverSchema);
