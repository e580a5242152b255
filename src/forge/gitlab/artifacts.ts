import type { ArtifactApi, ArtifactFile, ArtifactLimits, ForgeArtifact } from '../forge.artifacts';
import { ForgeError } from '../forge.errors';
import { bytesOf } from '../wire/bytes';
import { unpack } from '../wire/unpack';
import { numericId } from './api';
import type { GitLabApi } from './api';
import { pipelineIdsOf } from './children';
import { second } from './convert';
import { toForgeError } from './errors';
import { jobListSchema, testReportSchema } from './schemas';
import type { RawJob } from './schemas';
import { junitOf } from './test-report';

const JOB_PAGES = 20;
const MOST = 100;

/**
 * What jobs uploaded, seen by one credential. GitLab keeps one archive a job and no name for it but the job's. What a job
 * named as its JUnit report is in no archive: it is an artifact of its own, whose file is made from what GitLab read of it.
 */
export function artifactApi(api: GitLabApi, now: () => Date): ArtifactApi {
  return {
    async listArtifacts(repository, runExternalId) {
      const [project, pipelineId] = [numericId(repository.externalId), pipelineIdsOf(runExternalId).pipeline];
      const { items } = await api.pages(jobListSchema, JOB_PAGES, ({ jobs }, page) =>
        jobs.all(project, { pipelineId, includeRetried: true, ...page }),
      );
      const last = newestOf(items);
      return items
        .flatMap((job) => [...(last.has(job) ? toReport(job, pipelineId) : []), ...toArtifact(job, now())])
        .sort((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0))
        .slice(0, MOST);
    },
    async readArtifact(repository, artifact, wants, limits) {
      if (artifact.size > limits.maxPackedBytes) return null;
      const report = REPORT.exec(artifact.externalId);
      if (report) return readReport(api, numericId(repository.externalId), numericId(report[1] ?? ''), artifact.name);
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

const REPORT = /^report:(\d{1,15}):\d{1,15}$/;

/** Times in whole seconds, as runs have theirs: else what the last job uploads would come after the run's end. */
const uploadedAt = (job: RawJob): Date | null => second(job.finished_at);

/** Of each name the newest try: GitLab's report of a pipeline is of those. */
function newestOf(jobs: readonly RawJob[]): ReadonlySet<RawJob> {
  const newest = new Map<string, RawJob>();
  for (const job of jobs) {
    const known = newest.get(job.name ?? job.id);
    if (known === undefined || Number(known.id) < Number(job.id)) newest.set(job.name ?? job.id, job);
  }
  return new Set(newest.values());
}

function toReport(job: RawJob, pipeline: number): ForgeArtifact[] {
  const report = job.artifacts?.find((artifact) => artifact.file_type === 'junit');
  if (report === undefined) return [];
  const externalId = `report:${pipeline}:${job.id}`;
  return [{ externalId, name: job.name ?? job.id, size: report.size, createdAt: uploadedAt(job) }];
}

async function readReport(
  api: GitLabApi,
  project: number,
  pipeline: number,
  job: string,
): Promise<readonly ArtifactFile[] | null> {
  try {
    const { data } = await api.get(testReportSchema, ({ pipelines }) => pipelines.showTestReport(project, pipeline));
    const suites = data.test_suites.filter(({ name }) => name === job);
    return suites.length === 0 ? null : [{ path: 'junit.xml', content: junitOf(suites) }];
  } catch (error) {
    const known = toForgeError(error);
    if (known instanceof ForgeError && ['gone', 'not-found', 'forbidden'].includes(known.kind)) return null;
    throw known;
  }
}

function toArtifact(job: RawJob, now: Date): ForgeArtifact[] {
  const archive = job.artifacts?.find((artifact) => artifact.file_type === 'archive');
  const hasExpired = job.artifacts_expire_at !== null && job.artifacts_expire_at <= now;
  if (archive === undefined || hasExpired) return [];
  return [{ externalId: job.id, name: job.name ?? job.id, size: archive.size, createdAt: uploadedAt(job) }];
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
