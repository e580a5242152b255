import { ForgeError } from '../forge.errors';
import type { ForgeJob, JobLog } from '../forge.types';
import { urlId } from './api';
import type { GitHubApi } from './api';
import { toForgeError } from './errors';
import type { Download } from './http';
import { archiveName, readArchive } from './log-archive';
import type { ArchivedLog } from './log-archive';
import { TailBuffer } from './tail-buffer';

/** A larger archive is not downloaded: the jobs' own logs are read instead, and only their ends kept. */
const MAX_ARCHIVE_BYTES = 64 * 1024 * 1024;
/** A job's log is read through to its end, but not beyond this. */
const MAX_JOB_LOG_BYTES = 512 * 1024 * 1024;
/** Most single logs fetched for one run, each a request; the `gh` tool uses the same number. */
const MAX_SINGLE_LOGS = 25;

const ZIP_MAGIC = Buffer.from('PK');

/** True for answers that mean "there is no such log (any more)", which is no error. */
function isAbsent(error: unknown): boolean {
  return error instanceof ForgeError && (error.kind === 'not-found' || error.kind === 'gone');
}

/** Reads a download to its end; null when it is larger than `limit`. */
export async function bytesOf(started: Download, limit: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of started.chunks) {
    size += chunk.length;
    // Leaving the loop ends the download.
    if (size > limit || (started.length ?? 0) > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The logs of an attempt's archive by job name; empty when there is no archive that can be read. */
async function fromArchive(
  api: GitHubApi,
  url: string,
  jobs: readonly ForgeJob[],
  maxBytes: number,
): Promise<ReadonlyMap<string, ArchivedLog>> {
  let bytes: Buffer | null;
  try {
    bytes = await bytesOf(await api.download(url), MAX_ARCHIVE_BYTES);
  } catch (error) {
    const known = toForgeError(error);
    if (isAbsent(known)) return new Map();
    throw known;
  }
  if (bytes?.subarray(0, 2).equals(ZIP_MAGIC) !== true) return new Map();
  try {
    const names = jobs.map((job) => job.name);
    return await readArchive(bytes, names, maxBytes);
  } catch {
    // A broken or hostile archive; the jobs' own logs say the same.
    return new Map();
  }
}

/** A job's own log; null when it is gone or was never made. */
async function singleLog(api: GitHubApi, base: string, job: ForgeJob, maxBytes: number): Promise<ArchivedLog | null> {
  try {
    const started = await api.download(`${base}/actions/jobs/${urlId(job.externalId)}/logs`);
    const tail = new TailBuffer(maxBytes);
    let size = 0;
    for await (const chunk of started.chunks) {
      size += chunk.length;
      tail.push(chunk);
      if (size > MAX_JOB_LOG_BYTES) break;
    }
    return tail.finish();
  } catch (error) {
    const known = toForgeError(error);
    if (isAbsent(known)) return null;
    throw known;
  }
}

/**
 * Logs of `jobs` in their order: from the attempt's archive, else the job's own log, else left out. Two jobs of one
 * name share no archive file: which is whose stands nowhere, so both are read by id.
 */
export async function readLogs(
  api: GitHubApi,
  base: string,
  run: { readonly externalId: string; readonly attempt: number },
  jobs: readonly ForgeJob[],
  maxBytesPerJob: number,
): Promise<JobLog[]> {
  const url = `${base}/actions/runs/${urlId(run.externalId)}/attempts/${run.attempt}/logs`;
  const archived = await fromArchive(api, url, jobs, maxBytesPerJob);
  const logs: JobLog[] = [];
  let singles = 0;
  for (const job of jobs) {
    const isTwin = jobs.some((other) => other !== job && archiveName(other.name) === archiveName(job.name));
    let log = isTwin ? null : (archived.get(job.name) ?? null);
    if (log === null && singles < MAX_SINGLE_LOGS) {
      singles += 1;
      log = await singleLog(api, base, job, maxBytesPerJob);
    }
    if (log !== null) logs.push({ jobExternalId: job.externalId, jobName: job.name, ...log });
  }
  return logs;
}
