import { ForgeError } from '../forge.errors';
import type { LogTaker } from '../forge.logs';
import type { ForgeJob } from '../forge.types';
import { urlId } from './api';
import type { GitHubApi } from './api';
import { toForgeError } from './errors';
import { bytesOf, logBytes, withoutMark } from '../wire/bytes';
import type { Download } from '../wire/http';
import { archiveName, BrokenArchive, openArchive } from './log-archive';
import type { LogArchive } from './log-archive';

/** A larger archive is not downloaded: the jobs' own logs are read instead. */
const MAX_ARCHIVE_BYTES = 64 * 1024 * 1024;
/** Most single logs fetched for one run, each a request; the `gh` tool uses the same number. */
const MAX_SINGLE_LOGS = 25;

const ZIP_MAGIC = Buffer.from('PK');

/** True for answers that mean "there is no such log (any more)", which is no error. */
function isAbsent(error: unknown): boolean {
  return error instanceof ForgeError && (error.kind === 'not-found' || error.kind === 'gone');
}

/** An attempt's archive; null when there is none that can be read. */
async function archiveOf(api: GitHubApi, url: string): Promise<LogArchive | null> {
  let bytes: Buffer | null;
  try {
    bytes = await bytesOf(await api.download(url), MAX_ARCHIVE_BYTES);
  } catch (error) {
    const known = toForgeError(error);
    if (isAbsent(known)) return null;
    throw known;
  }
  if (bytes?.subarray(0, 2).equals(ZIP_MAGIC) !== true) return null;
  try {
    return await openArchive(bytes);
  } catch (error) {
    // A broken or hostile archive; the jobs' own logs say the same.
    if (error instanceof BrokenArchive) return null;
    throw error;
  }
}

/** A job's own log, unless it is gone or was never made. */
async function takeSingle(api: GitHubApi, base: string, job: ForgeJob, take: LogTaker): Promise<void> {
  let started: Download;
  try {
    started = await api.download(`${base}/actions/jobs/${urlId(job.externalId)}/logs`);
  } catch (error) {
    const known = toForgeError(error);
    if (isAbsent(known)) return;
    throw known;
  }
  const bytes = withoutMark(logBytes('github', started));
  try {
    await take({ jobExternalId: job.externalId, jobName: job.name, bytes });
  } finally {
    // Ends the download of a log that was not read to its end, or not at all.
    await bytes.return();
    await started.chunks.return(undefined);
  }
}

/** Gives a job's log from the archive; false where the archive has none that can be read. */
async function takeArchived(archive: LogArchive, job: ForgeJob, take: LogTaker): Promise<boolean> {
  const bytes = archive.logOf(job.name);
  if (bytes === null) return false;
  try {
    await take({ jobExternalId: job.externalId, jobName: job.name, bytes });
    return true;
  } catch (error) {
    if (error instanceof BrokenArchive) return false;
    throw error;
  }
}

/**
 * Gives the logs of `jobs` one after the other: from the attempt's archive, else the job's own log, else none. Two jobs
 * of one name share no archive file: which is whose stands nowhere, so both are read by id.
 */
export async function readLogs(
  api: GitHubApi,
  base: string,
  run: { readonly externalId: string; readonly attempt: number },
  jobs: readonly ForgeJob[],
  take: LogTaker,
): Promise<void> {
  const url = `${base}/actions/runs/${urlId(run.externalId)}/attempts/${run.attempt}/logs`;
  const archive = await archiveOf(api, url);
  try {
    let singles = 0;
    for (const job of jobs) {
      const isTwin = jobs.some((other) => other !== job && archiveName(other.name) === archiveName(job.name));
      if (!isTwin && archive !== null && (await takeArchived(archive, job, take))) continue;
      if (singles >= MAX_SINGLE_LOGS) continue;
      singles += 1;
      await takeSingle(api, base, job, take);
    }
  } finally {
    archive?.close();
  }
}
