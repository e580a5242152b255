import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { LogLinks, jobLog, logArchive } from './actions-logs';
import { filterRuns } from './actions-query';
import { jobPayload, workflowPayload } from './actions.payloads';
import { latest } from './actions.store';
import type { Attempt, Job, Run, Workflow } from './actions.store';
import { artifactRoutes } from './artifacts.routes';
import type { Json } from './payloads';
import { notFound, Problem } from './problem';
import { bodyOf, idParam, paginate, param, queryOf, targetFor, targetOf } from './requests';
import { readRun } from './run-events';
import { readRepository } from './world';
import type { World } from './world';

// A filtered list of runs shows at most 1,000.
const MAX_LISTED = 1_000;
const dispatchSchema = z.looseObject({ ref: z.string() });

export function actionsRoutes(app: FastifyInstance, world: World): void {
  const base = '/repos/:owner/:repo/actions';
  const links = new LogLinks();

  const workflowOf = (request: FastifyRequest): Workflow => {
    const wanted = param(request, 'workflow');
    const found = world.actions
      .workflowsOf(targetOf(request).entry.id)
      .find((workflow) => String(workflow.id) === wanted || workflow.path.split('/').at(-1) === wanted);
    if (!found) throw notFound();
    return found;
  };

  const runOf = (request: FastifyRequest): Run => {
    const run = world.actions.run(idParam(request, 'run'));
    if (run?.repositoryId !== targetOf(request).entry.id) throw notFound();
    return run;
  };

  const attemptOf = (request: FastifyRequest): { run: Run; attempt: Attempt } => {
    const run = runOf(request);
    const attempt = run.attempts[idParam(request, 'attempt') - 1];
    if (!attempt) throw notFound();
    return { run, attempt };
  };

  const jobOf = (request: FastifyRequest): { run: Run; attempt: Attempt; job: Job } => {
    const found = world.actions.job(idParam(request, 'job'));
    if (found?.run.repositoryId !== targetOf(request).entry.id) throw notFound();
    return found;
  };

  app.get(`${base}/workflows`, async (request, reply) => {
    const { entry } = targetOf(request);
    const all = world.actions.workflowsOf(entry.id);
    const repository = await readRepository(world, entry);
    const workflows = paginate(request, reply, world.url, all).map((one) => workflowPayload(one, repository));
    return { total_count: all.length, workflows };
  });

  app.get(`${base}/workflows/:workflow`, async (request) => {
    const workflow = workflowOf(request);
    return workflowPayload(workflow, await readRepository(world, targetOf(request).entry));
  });

  const listRuns = async (request: FastifyRequest, reply: FastifyReply, runs: readonly Run[]): Promise<Json> => {
    const found = filterRuns(runs, queryOf(request));
    const shown = paginate(request, reply, world.url, found.slice(0, MAX_LISTED));
    return {
      total_count: found.length,
      workflow_runs: await Promise.all(shown.map((run) => readRun(world, run, latest(run)))),
    };
  };

  app.get(`${base}/workflows/:workflow/runs`, (request, reply) => {
    const workflow = workflowOf(request);
    const runs = world.actions.runsOf(workflow.repositoryId).filter((run) => run.workflow === workflow);
    return listRuns(request, reply, runs);
  });

  app.get(`${base}/runs`, (request, reply) =>
    listRuns(request, reply, world.actions.runsOf(targetOf(request).entry.id)),
  );

  app.get(`${base}/runs/:run`, (request) => {
    const run = runOf(request);
    return readRun(world, run, latest(run));
  });

  app.delete(`${base}/runs/:run`, (request, reply) => {
    targetFor(request, 'write');
    const run = runOf(request);
    if (latest(run).status !== 'completed') throw new Problem(403, 'Could not delete the workflow run');
    world.actions.deleteRun(run.id);
    return reply.code(204).send();
  });

  app.get(`${base}/runs/:run/attempts/:attempt`, (request) => {
    const { run, attempt } = attemptOf(request);
    return readRun(world, run, attempt);
  });

  const listJobs = async (
    request: FastifyRequest,
    reply: FastifyReply,
    all: readonly { run: Run; attempt: Attempt; job: Job }[],
  ): Promise<Json> => {
    const repository = await readRepository(world, targetOf(request).entry);
    const shown = paginate(request, reply, world.url, all);
    return {
      total_count: all.length,
      jobs: shown.map(({ run, attempt, job }) => jobPayload(run, attempt, job, repository)),
    };
  };
  const jobsIn = (run: Run, attempts: readonly Attempt[]): { run: Run; attempt: Attempt; job: Job }[] =>
    attempts.flatMap((attempt) => attempt.jobs.map((job) => ({ run, attempt, job })));

  app.get(`${base}/runs/:run/jobs`, (request, reply) => {
    const run = runOf(request);
    const attempts = queryOf(request).get('filter') === 'all' ? run.attempts : [latest(run)];
    return listJobs(request, reply, jobsIn(run, attempts));
  });

  app.get(`${base}/runs/:run/attempts/:attempt/jobs`, (request, reply) => {
    const { run, attempt } = attemptOf(request);
    return listJobs(request, reply, jobsIn(run, [attempt]));
  });

  app.get(`${base}/jobs/:job`, async (request) => {
    const { run, attempt, job } = jobOf(request);
    return jobPayload(run, attempt, job, await readRepository(world, targetOf(request).entry));
  });

  const sendToLogs = (reply: FastifyReply, type: string, body: Buffer): FastifyReply =>
    reply.redirect(world.url + links.keep({ type, body }), 302);

  const sendArchive = async (reply: FastifyReply, attempt: Attempt): Promise<FastifyReply> => {
    // The archive exists when the attempt has ended, and goes when the logs are deleted.
    if (attempt.status !== 'completed') throw notFound();
    if (!attempt.jobs.some((job) => job.hasLogs)) throw new Problem(410, 'Server Error: logs have expired');
    return sendToLogs(reply, 'application/zip', await logArchive(attempt));
  };

  app.get(`${base}/runs/:run/logs`, (request, reply) => sendArchive(reply, latest(runOf(request))));
  app.get(`${base}/runs/:run/attempts/:attempt/logs`, (request, reply) =>
    sendArchive(reply, attemptOf(request).attempt),
  );

  app.get(`${base}/jobs/:job/logs`, (request, reply) => {
    const { job } = jobOf(request);
    if (job.status !== 'completed') throw notFound();
    if (!job.hasLogs) throw new Problem(410, 'Server Error: logs have expired');
    return sendToLogs(reply, 'text/plain; charset=utf-8', Buffer.from(jobLog(job)));
  });

  app.delete(`${base}/runs/:run/logs`, (request, reply) => {
    targetFor(request, 'write');
    for (const attempt of runOf(request).attempts) for (const job of attempt.jobs) job.hasLogs = false;
    return reply.code(204).send();
  });

  app.get('/_logs/:key', (request, reply) => {
    const file = links.get(param(request, 'key'));
    if (!file) return reply.code(403).type('application/xml').send('<Error><Code>AuthenticationFailed</Code></Error>');
    return reply.type(file.type).send(file.body);
  });

  artifactRoutes(app, world, links);

  app.post(`${base}/workflows/:workflow/dispatches`, async (request, reply) => {
    const workflow = workflowOf(request);
    const { entry, login } = targetFor(request, 'write');
    const { ref } = bodyOf(request, dispatchSchema);
    if (!world.dispatch) throw new Problem(422, 'The demo GitHub runs no CI');
    await world.dispatch(entry, workflow, ref.replace(/^refs\/heads\//, ''), login);
    return reply.code(204).send();
  });

  actionsWrites(app, world, { runOf, jobOf });
}

interface Finders {
  readonly runOf: (request: FastifyRequest) => Run;
  readonly jobOf: (request: FastifyRequest) => { run: Run; attempt: Attempt; job: Job };
}

// GitHub reruns for 30 days after the first run, and at most 50 times.
const RERUN_WINDOW_MS = 30 * 86_400_000;
const MAX_ATTEMPTS = 51;

function actionsWrites(app: FastifyInstance, world: World, { runOf, jobOf }: Finders): void {
  const base = '/repos/:owner/:repo/actions';

  /** The person who may rerun this run now; GitHub's words for each refusal. */
  const rerunner = (request: FastifyRequest, run: Run): string => {
    const { login, role } = targetFor(request, 'read');
    if (role === 'read' || role === 'triage') throw new Problem(403, 'Must have admin rights to Repository.');
    if (latest(run).status !== 'completed') throw new Problem(403, 'This workflow is already running');
    if (Date.now() - run.createdAt.getTime() > RERUN_WINDOW_MS) {
      throw new Problem(403, 'Unable to retry this workflow run because it was created over a month ago');
    }
    if (run.attempts.length >= MAX_ATTEMPTS) {
      throw new Problem(403, 'This workflow run has been re-run the maximum number of times');
    }
    return login;
  };

  app.post(`${base}/runs/:run/rerun`, (request, reply) => {
    const run = runOf(request);
    world.engine.rerun(run, rerunner(request, run), null);
    return reply.code(201).send({});
  });

  app.post(`${base}/runs/:run/rerun-failed-jobs`, (request, reply) => {
    const run = runOf(request);
    const login = rerunner(request, run);
    const failed = latest(run).jobs.filter((job) => job.conclusion !== 'success');
    if (failed.length === 0) throw new Problem(403, 'This workflow run cannot be retried: no failed jobs');
    world.engine.rerun(run, login, new Set(failed.map((job) => job.key)));
    return reply.code(201).send({});
  });

  app.post(`${base}/jobs/:job/rerun`, (request, reply) => {
    const { run, job } = jobOf(request);
    world.engine.rerun(run, rerunner(request, run), new Set([job.key]));
    return reply.code(201).send({});
  });

  for (const verb of ['cancel', 'force-cancel']) {
    app.post(`${base}/runs/:run/${verb}`, (request, reply) => {
      const run = runOf(request);
      targetFor(request, 'write');
      if (latest(run).status === 'completed') {
        throw new Problem(409, 'Cannot cancel a workflow run that is completed.');
      }
      world.engine.cancel(run);
      return reply.code(202).send({});
    });
  }
}
