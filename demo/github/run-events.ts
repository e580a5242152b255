import { jobPayload, runPayload, workflowPayload } from './actions.payloads';
import type { RunContext } from './actions.payloads';
import type { RunEvents } from './actions.engine';
import type { Attempt, Run } from './actions.store';
import { checkEventPayload } from './checks.payload';
import type { Json } from './payloads';
import { emit, readRepository, readUser } from './world';
import type { World } from './world';

/** What the payload of a run needs, read from the emulator. */
export async function runContext(world: World, run: Run, attempt: Attempt): Promise<RunContext> {
  const entry = world.repositories.get(run.repositoryId);
  if (!entry) throw new Error(`repository ${run.repositoryId} of run ${run.id} is gone`);
  const actor = await readUser(world, run.actor);
  const triggeringActor = attempt.triggeredBy === run.actor ? actor : await readUser(world, attempt.triggeredBy);
  return { repository: await readRepository(world, entry), actor, triggeringActor, baseUrl: world.url };
}

/** One run as REST shows it. */
export async function readRun(world: World, run: Run, attempt: Attempt): Promise<Json> {
  return runPayload(run, attempt, await runContext(world, run, attempt));
}

/** Turns what happens to runs into `workflow_run` and `workflow_job` webhooks. */
export function webhookEvents(world: World): RunEvents {
  return {
    async run(action, run, attempt) {
      const entry = world.repositories.get(run.repositoryId);
      if (!entry || !world.hooks.anyWants(entry.id, 'workflow_run')) return;
      const context = await runContext(world, run, attempt);
      const { repository } = context;
      const payload = {
        action,
        workflow_run: runPayload(run, attempt, context),
        workflow: workflowPayload(run.workflow, repository),
      };
      await emit(world, entry, { name: 'workflow_run', sender: attempt.triggeredBy, payload, repository });
    },
    async job(action, run, attempt, job) {
      const entry = world.repositories.get(run.repositoryId);
      if (!entry) return;
      const wants = (name: string): boolean => world.hooks.anyWants(entry.id, name);
      if (!wants('workflow_job') && !wants('check_run')) return;
      const repository = await readRepository(world, entry);
      const sender = attempt.triggeredBy;
      const payload = { action, workflow_job: jobPayload(run, attempt, job, repository) };
      await emit(world, entry, { name: 'workflow_job', sender, payload, repository });
      // A check run is created with its job and completed with it; what lies between has no event.
      const check = action === 'queued' ? 'created' : action === 'completed' ? 'completed' : null;
      if (check === null) return;
      const told = { action: check, check_run: checkEventPayload(run, job, repository) };
      await emit(world, entry, { name: 'check_run', sender, payload: told, repository });
    },
  };
}
