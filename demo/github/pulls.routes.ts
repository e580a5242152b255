import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { compare } from './comparisons';
import { Git } from './git';
import { mergeRoutes } from './merge.routes';
import type { Json } from './payloads';
import { invalid, notFound, Problem } from './problem';
import { pullHappened, setState } from './pull-events';
import { rawPullSchema, readListedPull, readPull, readRawPull } from './pulls.payload';
import type { Pull } from './pulls.store';
import type { BranchListener } from './push-events';
import type { RepositoryEntry } from './repositories';
import { splitName } from './repositories';
import { bodyOf, idParam, paginate, param, queryOf, targetFor, targetOf } from './requests';
import type { World } from './world';

const text = z.string().nullish();
const newSchema = z.looseObject({
  title: text,
  head: z.string(),
  base: z.string(),
  body: text,
  draft: z.boolean().nullish(),
});
const changeSchema = z.looseObject({
  title: z.string().optional(),
  body: text,
  state: z.enum(['open', 'closed']).optional(),
  base: z.string().optional(),
});
const reviewersSchema = z.looseObject({ reviewers: z.array(z.string()).default([]) });

/** The pull request of the path. */
export function pullOf(world: World, request: FastifyRequest): Pull {
  const pull = world.pulls.get(targetOf(request).entry.id, idParam(request, 'number'));
  if (!pull) throw notFound();
  return pull;
}

/** Pull requests: the emulator keeps their words, the proxy their branches, commits and state. */
export function pullRoutes(app: FastifyInstance, world: World, listeners: readonly BranchListener[]): void {
  const base = '/repos/:owner/:repo/pulls';

  app.get(base, async (request, reply) => {
    const { entry } = targetOf(request);
    const found = filterPulls(world.pulls.ofRepository(entry.id), queryOf(request), entry);
    const page = paginate(request, reply, world.url, found);
    return Promise.all(page.map((pull) => readListedPull(world, entry, pull)));
  });

  app.post(base, (request, reply) => open(world, request, reply));

  app.get(`${base}/:number`, (request) => readPull(world, targetOf(request).entry, pullOf(world, request)));

  app.patch(`${base}/:number`, (request) => change(world, request));

  app.get(`${base}/:number/files`, async (request, reply) => {
    const pull = pullOf(world, request);
    const between = await compare(world, targetOf(request).entry, pull.baseSha, pull.headSha);
    return paginate(request, reply, world.url, between?.files ?? []);
  });

  app.get(`${base}/:number/commits`, async (request, reply) => {
    const pull = pullOf(world, request);
    const between = await compare(world, targetOf(request).entry, pull.baseSha, pull.headSha);
    return paginate(request, reply, world.url, between?.commits ?? []);
  });

  for (const method of ['POST', 'DELETE'] as const) {
    app.route({
      method,
      url: `${base}/:number/requested_reviewers`,
      handler: async (request, reply) => {
        const { entry, login } = targetFor(request, 'write');
        const pull = pullOf(world, request);
        const { reviewers } = bodyOf(request, reviewersSchema);
        if (method === 'POST') refuseStrangers(world, entry, reviewers);
        await world.upstream.call(z.unknown(), { as: login, method, path: request.url, body: { reviewers } });
        pull.updatedAt = new Date();
        return reply.code(method === 'POST' ? 201 : 200).send(await readListedPull(world, entry, pull));
      },
    });
  }

  app.get('/repos/:owner/:repo/commits/:sha/pulls', async (request) => {
    const { entry } = targetOf(request);
    const sha = param(request, 'sha');
    const found: Json[] = [];
    for (const pull of world.pulls.ofRepository(entry.id)) {
      const between = await compare(world, entry, pull.baseSha, pull.headSha);
      const isIn = pull.merge?.sha === sha || (between?.commits ?? []).some((commit) => commit.sha === sha);
      if (isIn) found.push(await readListedPull(world, entry, pull));
    }
    return found;
  });

  mergeRoutes(app, world, listeners);
}

function filterPulls(pulls: readonly Pull[], query: URLSearchParams, entry: RepositoryEntry): readonly Pull[] {
  const state = query.get('state') ?? 'open';
  const head = query.get('head');
  const base = query.get('base');
  const { owner } = splitName(entry.fullName);
  const found = pulls.filter(
    (pull) =>
      (state === 'all' || pull.state === state) &&
      (base === null || pull.baseRef === base) &&
      // GitHub ignores a head without its owner.
      (head?.includes(':') !== true || head === `${owner}:${pull.headRef}`),
  );
  const sorted = query.get('sort') === 'updated' ? [...found].sort((a, b) => +b.updatedAt - +a.updatedAt) : [...found];
  return query.get('direction') === 'asc' ? sorted.reverse() : sorted;
}

/** Only people who may read the repository can be asked; the author himself cannot. */
function refuseStrangers(world: World, entry: RepositoryEntry, reviewers: readonly string[]): void {
  for (const login of reviewers) {
    const role = world.repositories.roleOf(login, entry);
    const isPerson = world.seed.users.some((user) => user.login === login);
    if (!isPerson || role === 'none' || (role === 'read' && !entry.collaborators.has(login))) {
      throw new Problem(
        422,
        'Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a ' +
          `collaborator of the ${entry.fullName} repository.`,
      );
    }
  }
}

async function open(world: World, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { entry, login } = targetFor(request, 'write');
  const body = bodyOf(request, newSchema);
  const { owner } = splitName(entry.fullName);
  const headRef = body.head.startsWith(`${owner}:`) ? body.head.slice(owner.length + 1) : body.head;
  const git = new Git(world, entry);
  if (!body.title?.trim()) throw invalid({ resource: 'PullRequest', field: 'title', code: 'missing_field' });
  const headSha = await git.head(headRef);
  if (headSha === null) throw invalid({ resource: 'PullRequest', field: 'head', code: 'invalid' });
  const baseSha = await git.head(body.base);
  if (baseSha === null) throw invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' });
  await refuseUseless(world, entry, { headRef, headSha, baseRef: body.base, baseSha });

  const raw = await world.upstream.call(rawPullSchema, {
    as: login,
    method: 'POST',
    path: `/repos/${entry.fullName}/pulls`,
    body: { title: body.title, head: headRef, base: body.base, body: body.body ?? null, draft: body.draft ?? false },
  });
  const pull: Pull = {
    repositoryId: entry.id,
    number: raw.number,
    nodeId: raw.node_id,
    headRef,
    headSha,
    baseRef: body.base,
    baseSha,
    state: 'open',
    isDraft: body.draft ?? false,
    closedAt: null,
    updatedAt: new Date(),
    merge: null,
  };
  world.pulls.add(pull);
  world.background.run(() => pullHappened(world, { entry, pull, action: 'opened', by: login }));
  return reply.code(201).send(await readPull(world, entry, pull));
}

type Branches = Pick<Pull, 'headRef' | 'headSha' | 'baseRef' | 'baseSha'>;

/** GitHub's 422s for a pull request that is there already, or would change nothing. */
async function refuseUseless(world: World, entry: RepositoryEntry, wanted: Branches): Promise<void> {
  const refuse = (message: string): Problem => invalid({ resource: 'PullRequest', code: 'custom', message });
  const { owner } = splitName(entry.fullName);
  const isTwin = (other: Pull): boolean => other.headRef === wanted.headRef && other.baseRef === wanted.baseRef;
  if (world.pulls.openOf(entry.id).some(isTwin)) {
    throw refuse(`A pull request already exists for ${owner}:${wanted.headRef}.`);
  }
  const between = await compare(world, entry, wanted.baseSha, wanted.headSha);
  if (between === null) throw refuse(`The ${wanted.headRef} branch has no history in common with ${wanted.baseRef}`);
  if (between.aheadBy === 0) throw refuse(`No commits between ${wanted.baseRef} and ${wanted.headRef}`);
}

async function change(world: World, request: FastifyRequest): Promise<Json> {
  const { entry, login } = targetFor(request, 'write');
  const pull = pullOf(world, request);
  const wanted = bodyOf(request, changeSchema);
  if (wanted.state === 'open' && pull.state === 'closed') await refuseReopen(world, entry, pull);
  const before = await readRawPull(world, entry, pull.number);
  const words = {
    ...(wanted.title === undefined ? {} : { title: wanted.title }),
    ...(wanted.body === undefined ? {} : { body: wanted.body }),
  };
  const changes: Json = {};
  for (const [field, value] of Object.entries(words)) {
    const from = field === 'title' ? before.title : before.body;
    if (value !== from) changes[field] = { from: from ?? '' };
  }
  if (wanted.base !== undefined && wanted.base !== pull.baseRef) {
    const sha = await new Git(world, entry).head(wanted.base);
    if (sha === null) throw invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' });
    await refuseUseless(world, entry, { ...pull, baseRef: wanted.base, baseSha: sha });
    changes.base = { ref: { from: pull.baseRef }, sha: { from: pull.baseSha } };
    pull.baseRef = wanted.base;
    pull.baseSha = sha;
  }
  if (Object.keys(words).length > 0) {
    const path = `/repos/${entry.fullName}/pulls/${pull.number}`;
    await world.upstream.call(z.unknown(), { as: login, method: 'PATCH', path, body: words });
  }
  if (Object.keys(changes).length > 0) {
    pull.updatedAt = new Date();
    await pullHappened(world, { entry, pull, action: 'edited', by: login, details: { changes } });
  }
  if (wanted.state !== undefined && wanted.state !== pull.state) {
    await setState(world, entry, pull, wanted.state);
    const action = wanted.state === 'open' ? 'reopened' : 'closed';
    await pullHappened(world, { entry, pull, action, by: login });
  }
  return readPull(world, entry, pull);
}

async function refuseReopen(world: World, entry: RepositoryEntry, pull: Pull): Promise<void> {
  const refuse = (message: string): Problem =>
    invalid({
      resource: 'PullRequest',
      field: 'state',
      code: 'custom',
      message: `state cannot be changed. ${message}`,
    });
  if (pull.merge !== null) throw refuse('The pull request is already merged.');
  const git = new Git(world, entry);
  const [head, base] = await Promise.all([git.head(pull.headRef), git.head(pull.baseRef)]);
  if (head === null) throw refuse(`The ${pull.headRef} branch has been deleted.`);
  if (base === null) throw refuse(`The ${pull.baseRef} branch has been deleted.`);
  const isTwin = (other: Pull): boolean => other.headRef === pull.headRef && other.baseRef === pull.baseRef;
  if (world.pulls.openOf(entry.id).some(isTwin)) throw refuse('There is already an open pull request.');
  pull.headSha = head;
  pull.baseSha = base;
}
