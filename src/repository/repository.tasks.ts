import { z } from 'zod';
import { defineTask } from '../queue/task';

const everything = z.object({});
const oneConnection = z.object({ connection_id: z.uuid() });

/** Starts a check of every hook whose time has come: finishes half-made ones, sees missing and switched-off ones. */
export const ensureHooksTask = defineTask('repository.ensure-hooks', everything, {
  cron: '*/2 * * * *',
  maxAttempts: 1,
});

export const checkHookTask = defineTask('repository.check-hook', oneConnection);

/** Starts a look for failed deliveries at every hook whose time has come. */
export const redeliverTask = defineTask('repository.redeliver', everything, { cron: '* * * * *', maxAttempts: 1 });

export const redeliverHookTask = defineTask('repository.redeliver-hook', oneConnection, { maxAttempts: 3 });
