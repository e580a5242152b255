import { z } from 'zod';
import { defineFact } from '../queue/task';

const incidentDiagnosedSchema = z.object({
  incident_id: z.uuid(),
  run_id: z.uuid(),
  connection_id: z.uuid(),
  user_id: z.uuid(),
});
export type IncidentDiagnosed = z.infer<typeof incidentDiagnosedSchema>;

/** A failed run has its place on an incident, and a verdict says whose it is. Told once a run; again when the verdict changes. */
export const incidentDiagnosed = defineFact('incident.diagnosed', incidentDiagnosedSchema);

const incidentSettledSchema = z.object({
  incident_id: z.uuid(),
  connection_id: z.uuid(),
  user_id: z.uuid(),
  how: z.enum(['resolved', 'muted', 'merged']),
});
export type IncidentSettled = z.infer<typeof incidentSettledSchema>;

/** An incident needs nobody any more: resolved, muted, or merged into another. */
export const incidentSettled = defineFact('incident.settled', incidentSettledSchema);
