import { setTimeout as pause } from 'node:timers/promises';
import { query } from '../embedded-processes';
import type { Storm } from './storm';
import { JOBS, TELLINGS, TESTS, type Door, type StormPlan, type Telling } from '../../../bench/support/storm-plan';

/**
 * Tasks that are due, running, wait for another try, or for the time a forge named; those that died are counted apart. What
 * is planned for later anyway (a fix looked at again) is not waited for.
 */
const OPEN = `
  select count(*) filter (
    where run_at <= now() or locked_at is not null or attempts > 0 or payload::jsonb ? 'waits')::int as open
  from graphile_worker._private_jobs where attempts < max_attempts`;
/** What failed is tried again by a growing wait; a test's clock has no time for it. */
const HURRY = `
  update graphile_worker._private_jobs set run_at = now()
  where attempts > 0 and attempts < max_attempts and locked_at is null and run_at > now()`;
/** Deliveries that are tried again, and judgements that are paced. */
const HURRY_LATER = `
  update graphile_worker._private_jobs j set run_at = now() from graphile_worker._private_tasks t
  where t.id = j.task_id and t.identifier in ('webhook.process', 'incident.judge') and j.locked_at is null and j.run_at > now()`;

/** The storm's repositories, not those at the stand-in. */
const DOORS_ONLY = `c.owner_name = 'acme'`;

export async function openTasks(url: string): Promise<number> {
  const [row] = await query(url, OPEN);
  return Number(row?.open);
}

/** Waits until nothing is left to do, and hurries what waits for another try. */
export async function settle(url: string, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (let calm = 0; calm < 2;) {
    await query(url, HURRY);
    await query(url, HURRY_LATER);
    const open = await openTasks(url);
    calm = open === 0 ? calm + 1 : 0;
    if (Date.now() > deadline) {
      const left = await query(
        url,
        `select task_identifier, attempts, max_attempts, locked_by, last_error from graphile_worker.jobs
         order by run_at limit 20`,
      );
      throw new Error(`${open} tasks were left after ${timeoutMs} ms: ${JSON.stringify(left)}`);
    }
    await pause(150);
  }
}

/** What was taken and has not been processed: forge ids of deliveries with how they stand. */
export async function unprocessed(url: string, plan: StormPlan, storm: Storm): Promise<readonly string[]> {
  const rows = (await query(url, 'select delivery_id, status from webhook_deliveries')) as {
    delivery_id: string;
    status: string;
  }[];
  const statuses = new Map(rows.map(({ delivery_id, status }) => [delivery_id, status]));
  const wrong: string[] = [];
  for (let index = 0; index < plan.deliveries; index += 1) {
    const status = statuses.get(plan.guid(index)) ?? 'missing';
    if (storm.fateOf(index) === 'taken' && status !== 'processed') wrong.push(`${plan.guid(index)} ${status}`);
  }
  return wrong;
}

/** A line for each run as it must stand, from the forge's truth and from what was taken. */
export function expectedRuns(plan: StormPlan, storm: Storm): readonly string[] {
  const lines: string[] = [];
  for (let slot = 0; slot < plan.runs; slot += 1) {
    const last = lastTold(storm, slot, null);
    if (last === undefined) continue;
    const { door, runId, attempt, conclusion } = plan.run(slot);
    const how = last.status === 'completed' ? conclusion : 'none';
    lines.push(`${plan.doors[door]?.repositoryId ?? ''} ${runId}.${attempt} ${last.status} ${how}`);
  }
  return lines.sort();
}

/** The same of what the product holds. */
export async function actualRuns(url: string): Promise<readonly string[]> {
  const rows = (await query(
    url,
    `select c.repository_id || ' ' || r.run_id || '.' || r.run_attempt || ' ' || r.status || ' ' || coalesce(r.conclusion, 'none')
       as line
     from workflow_runs r join repository_connections c on c.id = r.repository_connection_id where ${DOORS_ONLY}`,
  )) as { line: string }[];
  return rows.map(({ line }) => line).sort();
}

/** A line for each job as it must stand. */
export function expectedJobs(plan: StormPlan, storm: Storm): readonly string[] {
  const lines: string[] = [];
  for (let slot = 0; slot < plan.runs; slot += 1) {
    const { door, runId, attempt, conclusion } = plan.run(slot);
    for (const job of JOBS) {
      const last = lastTold(storm, slot, job);
      if (last === undefined) continue;
      const how = last.status !== 'completed' ? 'none' : job === TESTS ? conclusion : 'success';
      const run = `${plan.doors[door]?.repositoryId ?? ''} ${runId}.${attempt}`;
      lines.push(`${run} ${plan.jobId(slot, job)} ${job} ${last.status} ${how}`);
    }
  }
  return lines.sort();
}

/** The same of what the product holds. */
export async function actualJobs(url: string): Promise<readonly string[]> {
  const rows = (await query(
    url,
    `select concat_ws(' ', c.repository_id, j.run_id || '.' || j.run_attempt, j.job_id, j.name, j.status,
       coalesce(j.conclusion, 'none')) as line
     from workflow_jobs j join repository_connections c on c.id = j.repository_connection_id where ${DOORS_ONLY}`,
  )) as { line: string }[];
  return rows.map(({ line }) => line).sort();
}

/** The last of what was taken of a run, or of one of its jobs. */
function lastTold(storm: Storm, slot: number, of: string | null): Telling | undefined {
  return TELLINGS.filter(({ job }, step) => job === of && storm.fateOf(slot * TELLINGS.length + step) === 'taken').at(
    -1,
  );
}

/** Failed attempts that were told to have ended. */
export function expectedFailures(plan: StormPlan, storm: Storm): readonly string[] {
  return expectedRuns(plan, storm)
    .filter((line) => line.endsWith(' completed failure'))
    .map((line) => line.replace(' completed failure', ''));
}

/** Failed attempts that stand in an incident; one that stands in two is there twice. */
export async function actualFailures(url: string): Promise<readonly string[]> {
  const rows = (await query(
    url,
    `select c.repository_id || ' ' || r.run_id || '.' || r.run_attempt as line
     from incident_occurrences o join workflow_runs r on r.id = o.workflow_run_id
       join repository_connections c on c.id = r.repository_connection_id where ${DOORS_ONLY}`,
  )) as { line: string }[];
  return rows.map(({ line }) => line).sort();
}

/** Incidents with all that tells their story, without our own ids and times; of these doors only. */
export async function incidents(url: string, doors: readonly Door[]): Promise<readonly string[]> {
  const rows = (await query(
    url,
    `select json_build_object('repository', c.repository_id, 'workflow', i.workflow_name, 'title', i.title, 'status', i.status,
       'severity', i.severity, 'branch', i.branch, 'count', i.occurrence_count, 'first', i.first_seen_at, 'last', i.last_seen_at,
       'opened', i.opened_at, 'resolved', i.resolved_at, 'resolution', i.resolution, 'seconds', i.resolution_time_seconds,
       'reopened', i.reopened_count, 'runs', (
         select json_agg(r.run_id || '.' || r.run_attempt order by r.run_id, r.run_attempt) from incident_occurrences o
         join workflow_runs r on r.id = o.workflow_run_id where o.incident_id = i.id))::text as line
     from incidents i join repository_connections c on c.id = i.repository_connection_id
     where ${DOORS_ONLY} and c.repository_id = any($1)`,
    [doors.map(({ repositoryId }) => repositoryId)],
  )) as { line: string }[];
  return rows.map(({ line }) => line).sort();
}

/** Lines of one that the other has not, a few of each, for a failure that can be read. */
export function difference(actual: readonly string[], expected: readonly string[]): readonly string[] {
  const count = (lines: readonly string[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
    return counts;
  };
  const [has, wants] = [count(actual), count(expected)];
  const surplus = [...has]
    .filter(([line, times]) => times > (wants.get(line) ?? 0))
    .map(([line]) => `too much: ${line}`);
  const missing = [...wants]
    .filter(([line, times]) => times > (has.get(line) ?? 0))
    .map(([line]) => `missing: ${line}`);
  return [...surplus.slice(0, 10), ...missing.slice(0, 10)];
}
