import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { REPORTER } from './access';
import { commitBody } from './commits.payload';
import { diffBody, diffFiles } from './diffs';
import { lastCommitOf } from './file-actions';
import type { Git, TreeFile } from './git';
import type { Json } from './json';
import { badParameter, badRequest, notFound } from './problem';
import type { Project } from './projects';
import { flag, keyset, paginate, param, queryOf, send, targetOf } from './requests';
import type { World } from './world';

const REPOSITORY = '/api/v4/projects/:id/repository';

/** Trees, files, blobs, comparisons and merge bases. */
export function repositoryRoutes(app: FastifyInstance, world: World): void {
  app.get(`${REPOSITORY}/tree`, (request, reply) => tree(world, request, reply));
  app.get(`${REPOSITORY}/blobs/:sha`, async (request, reply) => {
    const content = await blobOf(world, request);
    return send(reply, 200, {
      size: content.length,
      encoding: 'base64',
      content: content.toString('base64'),
      sha: param(request, 'sha'),
    });
  });
  app.get(`${REPOSITORY}/blobs/:sha/raw`, async (request, reply) => raw(reply, await blobOf(world, request)));
  app.get(`${REPOSITORY}/files/:path`, async (request, reply) => {
    const { body, content } = await fileOf(world, request);
    return send(reply, 200, { ...body, content: content.toString('base64') });
  });
  app.head(`${REPOSITORY}/files/:path`, async (request, reply) => {
    const { body } = await fileOf(world, request);
    for (const [name, value] of Object.entries(body))
      reply.header(`x-gitlab-${name.replaceAll('_', '-')}`, String(value));
    return reply.code(200).send();
  });
  app.get(`${REPOSITORY}/files/:path/raw`, async (request, reply) =>
    raw(reply, (await fileOf(world, request)).content),
  );
  app.get(`${REPOSITORY}/compare`, (request, reply) => compare(world, request, reply));
  app.get(`${REPOSITORY}/merge_base`, async (request, reply) => {
    const { project } = targetOf(world, request, REPORTER);
    const refs = queryOf(request).getAll('refs[]');
    if (refs.length < 2) throw badParameter('Provide at least 2 refs');
    const shas = await Promise.all(refs.map((ref) => project.git.resolve(ref)));
    const missing = refs.filter((_ref, index) => shas[index] === null);
    if (missing.length > 0) throw badRequest(`Could not find ref: ${missing.join(', ')}`);
    const [a, b] = shas;
    const base = await project.git.mergeBase(a ?? '', b ?? '');
    if (base === null) throw notFound('Merge Base');
    return send(reply, 200, commitBody(world, project, await project.git.commit(base)));
  });
}

async function tree(world: World, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { project } = targetOf(world, request, REPORTER);
  const query = queryOf(request);
  const sha = await project.git.resolve(query.get('ref') ?? project.defaultBranch ?? '');
  if (sha === null) throw notFound('Tree');
  const path = (query.get('path') ?? '').replace(/^\/+|\/+$/g, '');
  const commit = await project.git.commit(sha);
  const entries = await entriesOf(project.git, commit.tree, path, flag(query.get('recursive')) === true);
  if (entries === null) throw notFound('invalid revision or path');
  if (query.get('pagination') !== 'keyset') return send(reply, 200, paginate(request, reply, world.url, entries));
  const token = query.get('page_token');
  const from =
    token === null ? 0 : entries.findIndex(({ id, path: at }) => `${String(id)}:${String(at)}` === token) + 1;
  const page = keyset(request, reply, world.url, {
    rest: entries.slice(from),
    after: (last) => ({ page_token: `${String(last.id)}:${String(last.path)}` }),
  });
  return send(reply, 200, page);
}

/** Folders first, then files, each in Git's order; null when the path is no folder. */
async function entriesOf(git: Git, root: string, path: string, isDeep: boolean): Promise<readonly Json[] | null> {
  const entries = await git.folder(root, path);
  if (entries === null) return null;
  const shown: Json[] = [];
  for (const entry of entries) {
    const at = path === '' ? entry.path : `${path}/${entry.path}`;
    shown.push({ id: entry.oid, name: entry.path, type: entry.type, path: at, mode: entry.mode.padStart(6, '0') });
    if (isDeep && entry.type === 'tree') shown.push(...((await entriesOf(git, root, at, true)) ?? []));
  }
  return shown.sort((a, b) => (a.type === b.type ? 0 : a.type === 'tree' ? -1 : 1));
}

async function blobOf(world: World, request: FastifyRequest): Promise<Buffer> {
  const { project } = targetOf(world, request, REPORTER);
  return project.git.blob(param(request, 'sha')).catch(() => {
    throw notFound('Blob');
  });
}

async function fileOf(world: World, request: FastifyRequest): Promise<{ body: Json; content: Buffer }> {
  const { project } = targetOf(world, request, REPORTER);
  const ref = queryOf(request).get('ref') ?? 'HEAD';
  const sha = await project.git.resolve(ref === 'HEAD' ? (project.defaultBranch ?? '') : ref);
  if (sha === null) throw notFound('Commit');
  const path = param(request, 'path');
  const file: TreeFile | undefined = (await project.git.filesOf(sha)).get(path);
  if (!file) throw notFound('File');
  const content = await project.git.blob(file.sha);
  const body = {
    file_name: path.split('/').at(-1) ?? path,
    file_path: path,
    size: content.length,
    encoding: 'base64',
    content_sha256: createHash('sha256').update(content).digest('hex'),
    ref,
    blob_id: file.sha,
    commit_id: sha,
    last_commit_id: await lastCommitOf(project.git, sha, path),
    execute_filemode: file.mode === '100755',
  };
  return { body, content };
}

function raw(reply: FastifyReply, content: Buffer): FastifyReply {
  return reply.code(200).type('text/plain').send(content);
}

async function compare(world: World, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { project } = targetOf(world, request, REPORTER);
  const query = queryOf(request);
  const from = await resolveOr404(project, query.get('from') ?? '');
  const to = await resolveOr404(project, query.get('to') ?? '');
  const isStraight = flag(query.get('straight')) === true;
  const base = isStraight ? from : ((await project.git.mergeBase(from, to)) ?? from);
  const commits = (await project.git.between(from, to)).map((commit) => commitBody(world, project, commit)).reverse();
  const diffs = await diffFiles(project.git, await project.git.filesOf(base), await project.git.filesOf(to));
  return send(reply, 200, {
    commit: commits.at(-1) ?? null,
    commits,
    diffs: diffs.map(diffBody),
    compare_timeout: false,
    compare_same_ref: from === to,
    web_url: `${world.url}/${project.namespace}/${project.path}/-/compare/${query.get('from') ?? ''}...${query.get('to') ?? ''}`,
  });
}

async function resolveOr404(project: Project, ref: string): Promise<string> {
  const sha = await project.git.resolve(ref);
  if (sha === null) throw notFound('Ref');
  return sha;
}
