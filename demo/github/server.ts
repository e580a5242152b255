import path from 'node:path';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { ActionsEngine } from './actions.engine';
import { actionsRoutes } from './actions.routes';
import { branchRoutes } from './branches.routes';
import { checkRoutes } from './checks.routes';
import { etags } from './etag';
import { gate } from './gate';
import { graphqlRoutes } from './graphql.routes';
import { createHandle } from './handle';
import type { DemoGitHub } from './handle';
import { hookRoutes } from './hooks.routes';
import { oauthRoutes } from './oauth.routes';
import { DEFAULT_SEED } from './options';
import type { DemoGitHubOptions } from './options';
import { passthrough } from './passthrough';
import { Problem } from './problem';
import { pullListener } from './pull-events';
import { pullRoutes } from './pulls.routes';
import type { BranchListener } from './push-events';
import type { RepositoryTable } from './repositories';
import { repositoryRoutes } from './repositories.routes';
import { webhookEvents } from './run-events';
import { ciListener, dispatcher, pullCiListener } from './runner/triggers';
import { Upstream } from './upstream';
import { World } from './world';

export type { DemoGitHub } from './handle';

// GitHub takes contents of up to 100 MB.
const BODY_LIMIT = 100 * 1024 * 1024;
const WEBHOOK_TIMEOUT_MS = 10_000;

/**
 * Starts a GitHub on localhost: OAuth and REST on one origin, webhooks, Actions. Resolves when it answers; everything
 * it holds is gone after `close()`.
 */
export async function startDemoGitHub(options: DemoGitHubOptions = {}): Promise<DemoGitHub> {
  const world = new World(
    { ...DEFAULT_SEED, ...options.seed },
    { webhookTimeoutMs: options.webhookTimeoutMs ?? WEBHOOK_TIMEOUT_MS },
  );
  world.engine = new ActionsEngine(world.actions, webhookEvents(world), world.background);
  const listeners: BranchListener[] = [pullListener(world)];
  const nodeModules = options.nodeModules ?? ownNodeModules();
  if (options.runCi === true) {
    listeners.push(ciListener(world, nodeModules));
    world.pullListeners.push(pullCiListener(world, nodeModules));
    world.dispatch = dispatcher(world, nodeModules);
  }
  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    rewriteUrl: (request) => presentUrl(world.repositories, request.url ?? '/'),
  });
  mount(app, world, listeners);

  world.upstream = await Upstream.start(world.seed);
  world.url = await app.listen({ port: options.port ?? 0, host: '127.0.0.1' });
  world.upstream.presentAs(world.url);
  for (const { token, login, scopes } of world.seed.tokens) {
    world.tokens.issue({ value: token, login, scopes, clientId: null });
  }
  return createHandle(world, listeners, async () => {
    world.engine.close();
    world.sender.close();
    await app.close();
    await world.background.idle();
    await world.upstream.close();
  });
}

function mount(app: FastifyInstance, world: World, listeners: readonly BranchListener[]): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  app.setErrorHandler((error, _request, reply) => {
    const problem = error instanceof Problem ? error : new Problem(500, 'Server Error');
    if (problem !== error) console.error('demo GitHub:', error);
    return reply.code(problem.status).type('application/json; charset=utf-8').send(JSON.stringify(problem.body()));
  });
  gate(app, world);
  etags(app, world);
  oauthRoutes(app, world);
  repositoryRoutes(app, world);
  hookRoutes(app, world);
  actionsRoutes(app, world);
  checkRoutes(app, world);
  branchRoutes(app, world);
  pullRoutes(app, world, listeners);
  graphqlRoutes(app, world);
  passthrough(app, world, listeners);
}

/** The `node_modules` this program itself was loaded from: it holds the tools demo repositories need. */
function ownNodeModules(): string {
  return path.resolve(path.dirname(require.resolve('typescript/package.json')), '..');
}

/** Paths by repository id, and names in another case, become the present name. */
function presentUrl(repositories: RepositoryTable, url: string): string {
  const byId = /^\/repositories\/(\d+)(?=[/?]|$)/.exec(url);
  if (byId) {
    const entry = repositories.get(Number(byId[1]));
    return entry ? `/repos/${entry.fullName}${url.slice(byId[0].length)}` : url;
  }
  const byName = /^\/repos\/([^/?]+\/[^/?]+)/.exec(url);
  const entry = byName?.[1] === undefined ? undefined : repositories.find(byName[1]);
  return byName && entry ? `/repos/${entry.fullName}${url.slice(byName[0].length)}` : url;
}
