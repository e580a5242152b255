import { z } from 'zod';
import { defineFact } from '../queue/task';

const deliveriesMissedSchema = z.object({
  connection_id: z.uuid(),
  user_id: z.uuid(),
  /** All that was told before this arrived. */
  since: z.coerce.date(),
});
export type DeliveriesMissed = z.infer<typeof deliveriesMissedSchema>;

/**
 * The forge told us nothing for a while and kept nothing to tell again: what happened since has to be asked for. Told at
 * least once; asking twice changes nothing.
 */
export const deliveriesMissed = defineFact('repository.deliveries-missed', deliveriesMissedSchema);
