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

const toldSchema = z.object({
  path: z.string(),
  name: z.string(),
  ownerName: z.string(),
  defaultBranch: z.string(),
  isPrivate: z.boolean(),
});

const learnSchema = z.object({ connection_id: z.uuid(), told: toldSchema.nullable() });
export type LearnFacts = z.infer<typeof learnSchema>;

/** Asks the forge what a repository is called now, after a delivery said something new; `told` is what an event of its own said. */
export const learnTask = defineTask('repository.learn', learnSchema);

/** Forgets old counts of calls. */
export const cleanUpUsageTask = defineTask('repository.clean-up', everything, { maxAttempts: 3, cron: '29 * * * *' });

export const redeliverHookTask = defineTask('repository.redeliver-hook', oneConnection, { maxAttempts: 3 });
