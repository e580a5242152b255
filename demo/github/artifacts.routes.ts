import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LogLinks } from './actions-logs';
import type { Artifact } from './artifacts';
import { nodeId, timestamp } from './payloads';
import type { Json } from './payloads';
import { notFound, Problem } from './problem';
import { idParam, paginate, param, queryOf, targetOf } from './requests';
import type { World } from './world';

// GitHub keeps artifacts for 90 days.
const RETENTION_MS = 90 * 86_400_000;

/** What runs have uploaded; downloads redirect to a link that lives for a minute. */
export function artifactRoutes(app: FastifyInstance, world: World, links: LogLinks): void {
  const base = '/repos/:owner/:repo/actions';

  const artifactOf = (request: FastifyRequest): Artifact => {
    const artifact = world.artifacts.get(idParam(request, 'artifact'));
    if (artifact?.repositoryId !== targetOf(request).entry.id) throw notFound();
    return artifact;
  };

  app.get(`${base}/runs/:run/artifacts`, (request, reply) => {
    const run = world.actions.run(idParam(request, 'run'));
    const { entry } = targetOf(request);
    if (run?.repositoryId !== entry.id) throw notFound();
    const name = queryOf(request).get('name');
    const found = world.artifacts.ofRun(run.id).filter((artifact) => name === null || artifact.name === name);
    const url = `${world.url}/repos/${entry.fullName}`;
    const shown = paginate(request, reply, world.url, found);
    return { total_count: found.length, artifacts: shown.map((artifact) => artifactPayload(artifact, url)) };
  });

  app.get(`${base}/artifacts/:artifact`, (request) =>
    artifactPayload(artifactOf(request), `${world.url}/repos/${targetOf(request).entry.fullName}`),
  );

  app.get(`${base}/artifacts/:artifact/:format`, (request, reply) => {
    const artifact = artifactOf(request);
    if (param(request, 'format') !== 'zip') throw notFound();
    if (artifact.isExpired) throw new Problem(410, 'Artifact has expired');
    return reply.redirect(world.url + links.keep({ type: 'application/zip', body: artifact.archive }), 302);
  });
}

function artifactPayload(artifact: Artifact, repositoryUrl: string): Json {
  const url = `${repositoryUrl}/actions/artifacts/${artifact.id}`;
  const { repositoryId, createdAt } = artifact;
  return {
    id: artifact.id,
    node_id: nodeId('A', artifact.id),
    name: artifact.name,
    size_in_bytes: artifact.archive.length,
    url,
    archive_download_url: `${url}/zip`,
    expired: artifact.isExpired,
    digest: `sha256:${createHash('sha256').update(artifact.archive).digest('hex')}`,
    created_at: timestamp(createdAt),
    updated_at: timestamp(createdAt),
    expires_at: timestamp(new Date(createdAt.getTime() + RETENTION_MS)),
    workflow_run: {
      id: artifact.runId,
      repository_id: repositoryId,
      head_repository_id: repositoryId,
      head_branch: artifact.headBranch,
      head_sha: artifact.headSha,
    },
  };
}
