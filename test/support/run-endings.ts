import { runsOf, type Road } from './main-road';

interface Ending {
  readonly conclusion: string | null;
  readonly jobs: Readonly<Record<string, string>>;
}

/** How every attempt ended that we were told of, by the run's id at GitLab and the attempt. */
export async function endingsOf(road: Road): Promise<ReadonlyMap<string, Ending>> {
  const endings = new Map<string, Ending>();
  for (const { id, run_id: run } of await runsOf(road)) {
    const { body } = await road.caller.get<Detail>(`/api/v2/workflows/runs/${id}`);
    const jobs = body.jobs.map((job) => [job.name, job.conclusion ?? job.status] as const);
    endings.set(`${run} ${body.run_attempt}`, { conclusion: body.conclusion, jobs: Object.fromEntries(jobs) });
  }
  return endings;
}

interface Detail {
  readonly conclusion: string | null;
  readonly event: string;
  readonly run_attempt: number;
  readonly workflow_name: string;
  readonly jobs: readonly { readonly name: string; readonly status: string; readonly conclusion: string | null }[];
}

/** Runs by their workflow's name. */
export async function told(road: Road): Promise<Record<string, object>> {
  const found: Record<string, object> = {};
  for (const { id } of await runsOf(road)) {
    const { body } = await road.caller.get<Detail>(`/api/v2/workflows/runs/${id}`);
    const jobs = Object.fromEntries(body.jobs.map((job) => [job.name, job.conclusion ?? job.status]));
    found[body.workflow_name] = { conclusion: body.conclusion, event: body.event, jobs };
  }
  return found;
}
