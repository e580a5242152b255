import type { FastifyInstance } from 'fastify';
import type { Attempt, Job, Run } from './actions.store';
import { checkRunPayload } from './checks.payload';
import { Git } from './git';
import { notFound, Problem } from './problem';
import { idParam, paginate, param, queryOf, targetFor, targetOf } from './requests';
import { readRepository } from './world';
import type { World } from './world';

const SHA = /^[0-9a-f]{40}$/;

/** The checks of a commit: one for each job of its runs. Making others takes a GitHub App, and there are none here. */
export function checkRoutes(app: FastifyInstance, world: World): void {
  const base = '/repos/:owner/:repo';

  app.get(`${base}/commits/:ref/check-runs`, async (request, reply) => {
    const { entry } = targetOf(request);
    const ref = param(request, 'ref');
    const sha = SHA.test(ref) ? ref : await new Git(world, entry).head(ref.replace(/^(?:refs\/)?heads\//, ''));
    if (sha === null) throw new Problem(422, `No commit found for SHA: ${ref}`);
    const query = queryOf(request);
    const is = (name: string, value: string | null): boolean => (query.get(name) ?? value) === value;
    const found = world.actions
      .jobsAt(entry.id, sha)
      .filter(({ job }) => is('check_name', job.name) && is('status', job.status));
    const repository = await readRepository(world, entry);
    const shown = paginate(request, reply, world.url, found);
    return {
      total_count: found.length,
      check_runs: shown.map(({ run, job }) => checkRunPayload(run, job, repository)),
    };
  });

  const jobOf = (entryId: number, id: number): { run: Run; attempt: Attempt; job: Job } => {
    const found = world.actions.job(id);
    if (found?.run.repositoryId !== entryId) throw notFound();
    return found;
  };

  app.get(`${base}/check-runs/:check`, async (request) => {
    const { entry } = targetOf(request);
    const { run, job } = jobOf(entry.id, idParam(request, 'check'));
    return checkRunPayload(run, job, await readRepository(world, entry));
  });

  app.get(`${base}/check-runs/:check/annotations`, (request) => {
    jobOf(targetOf(request).entry.id, idParam(request, 'check'));
    return [];
  });

  app.post(`${base}/check-runs`, (request) => {
    targetFor(request, 'write');
    throw new Problem(403, 'You must authenticate via a GitHub App.');
  });
}
