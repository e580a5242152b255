import { z } from 'zod';
import { defineFact } from '../queue/task';

/** Names one attempt of a run: our id, whose it is and in which connected repository. */
const runFactSchema = z.object({ run_id: z.uuid(), connection_id: z.uuid(), user_id: z.uuid() });
export type RunFact = z.infer<typeof runFactSchema>;

/** A run attempt ended in failure, timed_out or startup_failure. Told once per attempt and conclusion. */
export const runFailed = defineFact('workflow.run-failed', runFactSchema);

/** A run attempt ended in success. Other endings (cancelled, skipped, …) say nothing and are not told. */
export const runSucceeded = defineFact('workflow.run-succeeded', runFactSchema);
