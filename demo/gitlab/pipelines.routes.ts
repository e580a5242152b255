import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DEVELOPER, REPORTER } from './access';
import { currentJobs, isSettled } from './pipelines';
import type { Job, Pipeline } from './pipelines';
import { bridgeBody, jobBody, pipelineBody, pipelineItem } from './pipelines.payload';
import { badParameter, badRequest, forbidden, notFound } from './problem';
import { flag, idParam, inputOf, paginate, queryOf, send, targetOf } from './requests';
import { testReport } from './test-report';
import type { World } from './world';

const PIPELINES = '/api/v4/projects/:id/pipelines';

/** Pipelines: listed, read, made, run again, stopped; their jobs and bridges. */
export function pipelineRoutes(app: FastifyInstance, world: World): void {
  app.get(PIPELINES, (request, reply) => {
    const { project } = targetOf(world, request, REPORTER);
    const found = filtered(world.pipelines.ofProject(project.id), queryOf(request));
    const page = paginate(request, reply, world.url, found);
    return send(
      reply,
      200,
      page.map((pipeline) => pipelineItem(world, pipeline)),
    );
  });
  app.get(`${PIPELINES}/latest`, (request, reply) => {
    const { project } = targetOf(world, request, REPORTER);
    const ref = queryOf(request).get('ref') ?? project.defaultBranch;
    const sha = ref === null ? undefined : project.git.branches.get(ref);
    const pipeline = world.pipelines.ofProject(project.id).find((each) => each.ref === ref && each.sha === sha);
    if (!pipeline) throw forbidden();
    return send(reply, 200, pipelineBody(world, pipeline));
  });
  app.get(`${PIPELINES}/:pipeline_id`, (request, reply) =>
    send(reply, 200, pipelineBody(world, pipelineOf(world, request, REPORTER).pipeline)),
  );
  app.get(`${PIPELINES}/:pipeline_id/jobs`, async (request, reply) => {
    const { pipeline } = pipelineOf(world, request, REPORTER);
    const all = flag(queryOf(request).get('include_retried')) === true ? pipeline.jobs : currentJobs(pipeline);
    const jobs = inScope(
      request,
      all.filter(({ plan }) => !plan.isBridge),
    ).reverse();
    const page = paginate(request, reply, world.url, jobs);
    return send(reply, 200, await Promise.all(page.map((job) => jobBody(world, pipeline, job))));
  });
  app.get(`${PIPELINES}/:pipeline_id/bridges`, async (request, reply) => {
    const { pipeline } = pipelineOf(world, request, REPORTER);
    const bridges = inScope(
      request,
      currentJobs(pipeline).filter(({ plan }) => plan.isBridge),
    ).reverse();
    const page = paginate(request, reply, world.url, bridges);
    return send(reply, 200, await Promise.all(page.map((job) => bridgeBody(world, pipeline, job))));
  });
  app.get(`${PIPELINES}/:pipeline_id/test_report`, (request, reply) =>
    send(reply, 200, testReport(pipelineOf(world, request, REPORTER).pipeline)),
  );
  app.get(`${PIPELINES}/:pipeline_id/variables`, (request, reply) => {
    pipelineOf(world, request, DEVELOPER);
    return send(reply, 200, []);
  });
  app.post(`${PIPELINES}/:pipeline_id/retry`, (request, reply) => {
    const { pipeline, user } = pipelineOf(world, request, DEVELOPER);
    if (pipeline.archived || !world.projects.canPush(pipeline.project, user.username, pipeline.ref)) throw forbidden();
    world.engine.retry(pipeline, user);
    return send(reply, 201, pipelineBody(world, pipeline));
  });
  app.post(`${PIPELINES}/:pipeline_id/cancel`, (request, reply) => {
    const { pipeline } = pipelineOf(world, request, DEVELOPER);
    if (!isSettled(pipeline.status)) world.engine.cancel(pipeline);
    return send(reply, 200, pipelineBody(world, pipeline));
  });
  app.post('/api/v4/projects/:id/pipeline', (request, reply) => create(world, request, reply));
}

async function create(world: World, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { project, caller } = targetOf(world, request, DEVELOPER);
  const { ref } = inputOf(request, z.object({ ref: z.string() }));
  const sha = project.git.branches.get(ref);
  if (sha === undefined) throw badRequest('Reference not found');
  const pipeline = (await world.ci?.start(project, ref, sha, caller.user)) ?? null;
  if (pipeline === null)
    throw badRequest(
      'The resulting pipeline would have been empty. Review the rules configuration for the relevant jobs.',
    );
  return send(reply, 201, pipelineBody(world, pipeline));
}

function pipelineOf(world: World, request: FastifyRequest, needed: number) {
  const { project, caller } = targetOf(world, request, needed);
  const pipeline = world.pipelines.get(idParam(request, 'pipeline_id'));
  if (pipeline?.project !== project) throw notFound();
  return { pipeline, user: caller.user };
}

/** Jobs whose status is one of the asked `scope`s. */
export function inScope(request: FastifyRequest, jobs: readonly Job[]): Job[] {
  const query = queryOf(request);
  const scopes = [...query.getAll('scope[]'), ...query.getAll('scope')];
  return jobs.filter(({ status }) => scopes.length === 0 || scopes.includes(status));
}

const ORDERS = {
  id: (pipeline: Pipeline) => pipeline.id,
  status: (pipeline: Pipeline) => pipeline.status,
  ref: (pipeline: Pipeline) => pipeline.ref,
  updated_at: (pipeline: Pipeline) => pipeline.updatedAt.getTime(),
  user_id: (pipeline: Pipeline) => pipeline.user.id,
} as const;

function filtered(pipelines: readonly Pipeline[], query: URLSearchParams): readonly Pipeline[] {
  const order = z.enum(['id', 'status', 'ref', 'updated_at', 'user_id']).safeParse(query.get('order_by') ?? 'id');
  if (!order.success) throw badParameter('order_by does not have a valid value');
  const is = (name: string, value: string): boolean => (query.get(name) ?? value) === value;
  const time = (name: string, fallback: number): number => {
    const text = query.get(name);
    return text === null ? fallback : Date.parse(text);
  };
  const source = query.get('source');
  const found = pipelines.filter(
    (each) =>
      // Children are shown only to who asks for them.
      (source === null ? each.parent === null : each.source === source) &&
      is('ref', each.ref) &&
      is('sha', each.sha) &&
      is('status', each.status) &&
      is('username', each.user.username) &&
      inScopeOf(query.get('scope'), each) &&
      each.updatedAt.getTime() >= time('updated_after', 0) &&
      each.updatedAt.getTime() <= time('updated_before', Infinity) &&
      each.createdAt.getTime() >= time('created_after', 0) &&
      each.createdAt.getTime() <= time('created_before', Infinity),
  );
  const key = ORDERS[order.data];
  const sign = query.get('sort') === 'asc' ? 1 : -1;
  return found.sort((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.id - b.id));
}

function inScopeOf(scope: string | null, { status }: Pipeline): boolean {
  if (scope === 'running' || scope === 'pending') return status === scope;
  return scope !== 'finished' || isSettled(status);
}
