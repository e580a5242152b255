import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DEVELOPER, REPORTER } from './access';
import { isSettled } from './pipelines';
import { jobBody } from './pipelines.payload';
import { inScope } from './pipelines.routes';
import { badRequest, forbidden, notFound } from './problem';
import { idParam, keyset, paginate, queryOf, send, targetOf } from './requests';
import type { World } from './world';

const JOBS = '/api/v4/projects/:id/jobs';

/** Jobs: listed, read, their traces and artifacts; run again, stopped, started by hand. */
export function jobRoutes(app: FastifyInstance, world: World): void {
  app.get(JOBS, async (request, reply) => {
    const { project } = targetOf(world, request, REPORTER);
    const all = world.pipelines
      .ofProject(project.id)
      .flatMap((pipeline) => pipeline.jobs.map((job) => ({ pipeline, job })));
    const wanted = new Set(
      inScope(
        request,
        all.filter(({ job }) => !job.plan.isBridge).map(({ job }) => job),
      ),
    );
    const found = all.filter(({ job }) => wanted.has(job)).sort((a, b) => b.job.id - a.job.id);
    const show = (page: typeof found) => Promise.all(page.map(({ pipeline, job }) => jobBody(world, pipeline, job)));
    const query = queryOf(request);
    if (query.get('pagination') !== 'keyset')
      return send(reply, 200, await show([...paginate(request, reply, world.url, found)]));
    const from = Number(query.get('cursor') ?? Infinity);
    const rest = found.filter(({ job }) => job.id < from);
    const page = keyset(request, reply, world.url, { rest, after: ({ job }) => ({ cursor: String(job.id) }) });
    return send(reply, 200, await show([...page]));
  });
  app.get(`${JOBS}/:job_id`, async (request, reply) => {
    const { pipeline, job } = jobOf(world, request, REPORTER);
    return send(reply, 200, await jobBody(world, pipeline, job));
  });
  app.get(`${JOBS}/:job_id/trace`, (request, reply) => {
    const { job } = jobOf(world, request, REPORTER);
    return reply.code(200).type('text/plain').send(job.trace.text);
  });
  app.get(`${JOBS}/:job_id/artifacts`, (request, reply) => {
    const { job } = jobOf(world, request, REPORTER);
    if (job.archive === null) throw notFound();
    return reply
      .code(200)
      .header('content-disposition', 'attachment; filename="artifacts.zip"')
      .type('application/zip')
      .send(job.archive);
  });
  app.post(`${JOBS}/:job_id/retry`, async (request, reply) => {
    const { pipeline, job, user } = jobOf(world, request, DEVELOPER);
    if (pipeline.archived) throw forbidden();
    const next = world.engine.retryJob(pipeline, job, user);
    if (next === null) throw forbidden('Job is not retryable');
    return send(reply, 201, await jobBody(world, pipeline, next));
  });
  app.post(`${JOBS}/:job_id/cancel`, async (request, reply) => {
    const { pipeline, job } = jobOf(world, request, DEVELOPER);
    if (!isSettled(job.status)) world.engine.cancelJob(pipeline, job);
    return send(reply, 201, await jobBody(world, pipeline, job));
  });
  app.post(`${JOBS}/:job_id/play`, async (request, reply) => {
    const { pipeline, job } = jobOf(world, request, DEVELOPER);
    if (job.status !== 'manual') throw badRequest('Unplayable Job');
    world.engine.play(pipeline, job);
    return send(reply, 200, await jobBody(world, pipeline, job));
  });
  app.post(`${JOBS}/:job_id/erase`, async (request, reply) => {
    const { pipeline, job } = jobOf(world, request, DEVELOPER);
    if (!isSettled(job.status)) throw forbidden('Job is not erasable!');
    job.trace.erase();
    job.archive = null;
    return send(reply, 201, await jobBody(world, pipeline, job));
  });
}

function jobOf(world: World, request: FastifyRequest, needed: number) {
  const { project, caller } = targetOf(world, request, needed);
  const found = world.pipelines.job(idParam(request, 'job_id'));
  if (found?.pipeline.project !== project || found.job.plan.isBridge) throw notFound();
  return { ...found, user: caller.user };
}
