import type { ArtifactApi, ArtifactLimits, ForgeArtifact } from '../forge.artifacts';
import { ForgeError } from '../forge.errors';
import { bytesOf } from '../wire/bytes';
import { unpack } from '../wire/unpack';
import { numericId } from './api';
import type { GitLabApi } from './api';
import { pipelineIdsOf } from './children';
import { toForgeError } from './errors';
import { jobListSchema } from './schemas';
import type { RawJob } from './schemas';

const JOB_PAGES = 20;
const MOST = 100;

/** What jobs uploaded, seen by one credential. GitLab keeps one archive a job and no name for it but the job's. */
export function artifactApi(api: GitLabApi, now: () => Date): ArtifactApi {
  return {
    async listArtifacts(repository, runExternalId) {
      const [project, pipelineId] = [numericId(repository.externalId), pipelineIdsOf(runExternalId).pipeline];
      const { items } = await api.pages(jobListSchema, JOB_PAGES, ({ jobs }, page) =>
        jobs.all(project, { pipelineId, includeRetried: true, ...page }),
      );
      return items
        .flatMap((job) => toArtifact(job, now()))
        .sort((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0))
        .slice(0, MOST);
    },
    async readArtifact(repository, artifact, wants, limits) {
      if (artifact.size > limits.maxPackedBytes) return null;
      const url = `projects/${numericId(repository.externalId)}/jobs/${numericId(artifact.externalId)}/artifacts`;
      const archive = await fetchArchive(api, url, limits);
      if (archive === null) return null;
      try {
        return await unpack(archive, wants, limits);
      } catch {
        // A broken or hostile archive says nothing about tests.
        return null;
      }
    },
  };
}

function toArtifact(job: RawJob, now: Date): ForgeArtifact[] {
  const archive = job.artifacts?.find((artifact) => artifact.file_type === 'archive');
  const hasExpired = job.artifacts_expire_at !== null && job.artifacts_expire_at <= now;
  if (archive === undefined || hasExpired) return [];
  return [{ externalId: job.id, name: job.name ?? job.id, size: archive.size, createdAt: job.finished_at }];
}

async function fetchArchive(api: GitLabApi, url: string, limits: ArtifactLimits): Promise<Buffer | null> {
  try {
    return await bytesOf(await api.download(url), limits.maxPackedBytes);
  } catch (error) {
    const known = toForgeError(error);
    if (known instanceof ForgeError && (known.kind === 'gone' || known.kind === 'not-found')) return null;
    throw known;
  }
}
