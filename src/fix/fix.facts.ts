import { z } from 'zod';
import { defineFact } from '../queue/task';

const fixFactSchema = z.object({
  attempt_id: z.uuid(),
  incident_id: z.uuid(),
  connection_id: z.uuid(),
  user_id: z.uuid(),
  /** Whether its pull request stays a draft; null: as the repository's policy says. */
  draft: z.boolean().nullable().default(null),
});
export type FixFact = z.infer<typeof fixFactSchema>;

/** A patch passed its gates and wants a pull request. Told once per attempt. */
export const fixProposed = defineFact('fix.proposed', fixFactSchema);
