import path from 'node:path';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { branchRoutes } from './branches.routes';
import { commitRoutes } from './commits.routes';
import { gate } from './gate';
import { GitRoot } from './git';
import { createHandle } from './handle';
import type { DemoGitLab } from './handle';
import { hookRoutes } from './hooks.routes';
import { jobRoutes } from './jobs.routes';
import { lintRoutes } from './lint.routes';
import { mergeRoutes } from './merge.routes';
import { mergeRequestRoutes } from './merge-requests.routes';
import { noteRoutes } from './notes.routes';
import { oauthRoutes } from './oauth.routes';
import { DEFAULT_SEED } from './options';
import type { DemoGitLabOptions } from './options';
import { pipelineEvents } from './pipelines.hooks';
import { pipelineRoutes } from './pipelines.routes';
import { ciTrigger } from './runner/ci';
import { Problem } from './problem';
import { projectRoutes } from './projects.routes';
import { repositoryRoutes } from './repository.routes';
import { World } from './world';

export type { DemoGitLab } from './handle';

const BODY_LIMIT = 100 * 1024 * 1024;
// Paths of projects and files are one segment each, encoded.
const LONGEST_SEGMENT = 4096;

/**
 * Starts a GitLab on localhost: OAuth, REST v4 and webhooks on one origin. Resolves when it answers; everything it
 * holds is gone after `close()`.
 */
export async function startDemoGitLab(options: DemoGitLabOptions = {}): Promise<DemoGitLab> {
  const git = await GitRoot.make();
  const world = new World({ ...DEFAULT_SEED, ...options.seed }, git, options, pipelineEvents);
  if (options.runCi === true) world.ci = ciTrigger(world, options.nodeModules ?? ownNodeModules());
  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: LONGEST_SEGMENT },
  });
  mount(app, world);
  world.url = await app.listen({ port: options.port ?? 0, host: '127.0.0.1' });
  return createHandle(world, async () => {
    world.engine.close();
    world.sender.close();
    await app.close();
    await world.background.idle();
    await git.remove();
  });
}

function mount(app: FastifyInstance, world: World): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  app.setErrorHandler((error, _request, reply) => {
    const problem = error instanceof Problem ? error : new Problem(500, { message: '500 Internal Server Error' });
    if (problem !== error) console.error('demo GitLab:', error);
    return reply
      .code(problem.status)
      .headers(problem.headers)
      .type('application/json')
      .send(JSON.stringify(problem.body));
  });
  app.setNotFoundHandler((_request, reply) =>
    reply
      .code(404)
      .type('application/json')
      .send(JSON.stringify({ error: '404 Not Found' })),
  );
  gate(app, world);
  oauthRoutes(app, world);
  projectRoutes(app, world);
  repositoryRoutes(app, world);
  branchRoutes(app, world);
  commitRoutes(app, world);
  hookRoutes(app, world);
  pipelineRoutes(app, world);
  jobRoutes(app, world);
  lintRoutes(app, world);
  mergeRequestRoutes(app, world);
  mergeRoutes(app, world);
  noteRoutes(app, world);
}

/** The `node_modules` this program itself was loaded from: it holds the tools demo projects need. */
function ownNodeModules(): string {
  return path.resolve(path.dirname(require.resolve('typescript/package.json')), '..');
}
