import { z } from 'zod';
import { defineFact } from '../queue/task';

const fixFactSchema = z.object({
  attempt_id: z.uuid(),
  incident_id: z.uuid(),
  connection_id: z.uuid(),
  user_id: z.uuid(),
});
export type FixFact = z.infer<typeof fixFactSchema>;

/** A patch passed its gates and wants a pull request. Told once per attempt. */
export const fixProposed = defineFact('fix.proposed', fixFactSchema);
