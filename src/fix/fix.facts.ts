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

const suggestedSchema = z.object({
  attempt_id: z.uuid(),
  incident_id: z.uuid(),
  connection_id: z.uuid(),
  user_id: z.uuid(),
  pull_request_number: z.int().min(1),
});
export type FixSuggestion = z.infer<typeof suggestedSchema>;

/** A patch passed its gates for a pull request from a fork: it may be told there, and nothing may be pushed. */
export const fixSuggested = defineFact('fix.suggested', suggestedSchema);

/** What a repository's owner must mend before any fix is proposed was found on a branch that has a pull request. */
export const fixBlocked = defineFact('fix.blocked', suggestedSchema);

/** A patch passed its gates and wants a pull request. Told once per attempt. */
export const fixProposed = defineFact('fix.proposed', fixFactSchema);
