import { z } from 'zod';
import { defineTask } from '../queue/task';
import { toldConnection } from '../queue/task-connection';

const judgeSchema = z.object({ incident_id: z.uuid(), connection_id: toldConnection });
export type JudgeIncident = z.infer<typeof judgeSchema>;

/** Says whose an incident's newest failures are. Enqueued as `wishesToJudge` says. */
export const judgeIncident = defineTask('incident.judge', judgeSchema);

/** A judgement reads an incident's newest failures whole: in a storm of one cause one in two seconds tells as much. */
const PACE = { burst: 5, everyMs: 2_000 };

/**
 * What is enqueued to have incidents judged. Many things may ask for one judgement; those that still wait are one. In one
 * order for everybody: two transactions that wish for the same tasks wait for each other's rows.
 */
export function wishesToJudge(
  incidents: readonly { readonly id: string; readonly connectionId: string }[],
  userId?: string,
) {
  const connections = new Map(incidents.map(({ id, connectionId }) => [id, connectionId]));
  const ids = [...connections.keys()].sort();
  return ids.map((id) => ({
    payload: { incident_id: id, connection_id: connections.get(id) },
    options: { key: `incident.judge:${id}`, pace: PACE, ...(userId === undefined ? {} : { userId }) },
  }));
}

const rerunSchema = z.object({ auto_rerun_id: z.uuid(), connection_id: toldConnection });
export type PerformRerun = z.infer<typeof rerunSchema>;

/** Asks the forge to run failed jobs again, as planned. */
export const performRerun = defineTask('incident.rerun', rerunSchema);

const regroupSchema = z.object({ connection_id: z.uuid() });
export type RegroupIncidents = z.infer<typeof regroupSchema>;

/** Groups a repository's history anew, by the present rule. */
export const regroupIncidents = defineTask('incident.regroup', regroupSchema);

/** Forgets observations that lie outside every window; every night. */
export const forgetObservations = defineTask('incident.forget-observations', z.object({}), {
  cron: '17 3 * * *',
  maxAttempts: 1,
});
