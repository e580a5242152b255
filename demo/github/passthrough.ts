import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Git } from './git';
import { Problem } from './problem';
import { branchMoved } from './push-events';
import type { BranchListener } from './push-events';
import type { RepositoryEntry } from './repositories';
import { callerOf, targetOf } from './requests';
import { hasScope } from './tokens';
import type { UpstreamAnswer } from './upstream';
import type { World } from './world';

const messageSchema = z.looseObject({ message: z.string() });
const branchSchema = z.looseObject({ branch: z.string().optional(), ref: z.string().optional() });
const WRITES_BRANCH = /^\/repos\/[^/]+\/[^/]+\/(contents\/|git\/refs)/;
const WORKFLOW_FOLDER = '/contents/.github/workflows/';
const MAKES_TREE = /^\/repos\/[^/]+\/[^/]+\/git\/trees(?:\?|$)/;
const treeSchema = z.looseObject({ tree: z.array(z.looseObject({ path: z.string() })) });
/** Answer headers the proxy sets itself or that belong to one connection only. */
const OWN_HEADERS =
  /^(?:x-ratelimit-|access-control-|content-length$|content-encoding$|connection$|keep-alive$|date$|transfer-encoding$|set-cookie$|etag$)/;

/** Everything the emulator answers well goes to it; branches that move on the way are noticed. */
export function passthrough(app: FastifyInstance, world: World, listeners: readonly BranchListener[]): void {
  app.all('/*', async (request, reply) => {
    refuseWorkflowFiles(request);
    if (!WRITES_BRANCH.test(request.url) || request.method === 'GET') return relay(world, request, reply);
    const { entry, role } = targetOf(request);
    const branch = branchOf(request, entry);
    if (branch === null) return relay(world, request, reply);
    const rule = world.protections.get(entry.id, branch);
    const isBound = rule !== undefined && (rule.includesAdministrators || role !== 'admin');
    if (isBound && rule.approvals !== null) throw new Problem(422, 'Changes must be made through a pull request.');
    const git = new Git(world, entry);
    const before = await git.head(branch);
    const answer = await ask(world, request);
    const after = await git.head(branch);
    const by = callerOf(request).login;
    if (by !== null) world.background.run(() => branchMoved(world, listeners, { entry, branch, before, after, by }));
    return send(world, request, reply, answer);
  });
}

/** GitHub hides workflow files from a token that may not touch them: 404, not 403. */
function refuseWorkflowFiles(request: FastifyRequest): void {
  const { token } = callerOf(request);
  if (request.method === 'GET' || token === null || hasScope(token, 'workflow')) return;
  const body = MAKES_TREE.test(request.url) ? treeSchema.safeParse(parseJson(textOf(request))) : null;
  const inTree = body?.data?.tree.some(({ path }) => path.startsWith('.github/workflows/')) ?? false;
  if (inTree || request.url.includes(WORKFLOW_FOLDER)) throw new Problem(404, 'Not Found');
}

function textOf(request: FastifyRequest): string {
  return Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
}

/** The branch a write is about; null for tags. */
function branchOf(request: FastifyRequest, entry: RepositoryEntry): string | null {
  const inPath = /\/git\/refs\/heads\/([^?]+)/.exec(request.url)?.[1];
  if (inPath !== undefined) return decodeURIComponent(inPath);
  const parsed = branchSchema.safeParse(parseJson(textOf(request)));
  const { branch, ref } = parsed.success ? parsed.data : {};
  if (request.url.includes('/git/refs')) return ref?.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null;
  return branch ?? new URL(request.url, 'http://x').searchParams.get('branch') ?? entry.defaultBranch;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    // The emulator refuses such a body with 400; here it only means that no branch is named.
    return {};
  }
}

async function relay(world: World, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return send(world, request, reply, await ask(world, request));
}

function ask(world: World, request: FastifyRequest): Promise<UpstreamAnswer> {
  return world.upstream.request({
    as: callerOf(request).login,
    method: request.method,
    path: request.url,
    body: Buffer.isBuffer(request.body) ? request.body : undefined,
    accept: request.headers.accept,
  });
}

function send(world: World, request: FastifyRequest, reply: FastifyReply, answer: UpstreamAnswer): FastifyReply {
  const isJson = (answer.headers.get('content-type') ?? '').includes('json');
  if (answer.status >= 400 && isJson) throw asGitHubSaysIt(answer, request);
  for (const [name, value] of answer.headers) {
    if (!OWN_HEADERS.test(name)) reply.header(name, name === 'link' ? ownLinks(value, world.url) : value);
  }
  return reply.code(answer.status).send(answer.status === 204 ? null : answer.body);
}

/** The emulator's page links name its own port. */
function ownLinks(link: string, origin: string): string {
  return link.replace(/<https?:\/\/[^/>]+/g, `<${origin}`);
}

function asGitHubSaysIt(answer: UpstreamAnswer, request: FastifyRequest): Problem {
  const parsed = messageSchema.safeParse(parseJson(answer.body.toString('utf8')));
  const message = parsed.success ? parsed.data.message : 'Server Error';
  if (answer.status === 403 && message === 'Forbidden') {
    return new Problem(
      403,
      request.method === 'GET' ? 'Resource not accessible' : 'Must have admin rights to Repository.',
    );
  }
  if (answer.status === 422 && !message.includes('eference')) {
    return new Problem(422, 'Validation Failed', [{ resource: 'Demo', code: 'custom', message }]);
  }
  return new Problem(answer.status, message);
}
