import type { LogTaker } from '../forge.logs';
import type { ForgeJob } from '../forge.types';
import { logBytes, withoutMark } from '../wire/bytes';
import type { Download } from '../wire/http';
import { numericId } from './api';
import type { GitLabApi } from './api';
import { isNotFound, toForgeError } from './errors';

/** Gives the traces of jobs one after the other; one that was erased or never written is left out. */
export async function readTraces(
  api: GitLabApi,
  project: number,
  jobs: readonly ForgeJob[],
  take: LogTaker,
): Promise<void> {
  for (const job of jobs) await readTrace(api, project, job, take);
}

async function readTrace(api: GitLabApi, project: number, job: ForgeJob, take: LogTaker): Promise<void> {
  let started: Download;
  try {
    started = await api.download(`projects/${project}/jobs/${numericId(job.externalId)}/trace`);
  } catch (error) {
    const known = toForgeError(error);
    if (isNotFound(known) || known.kind === 'gone') return;
    throw known;
  }
  const bytes = withoutMark(logBytes('gitlab', started));
  try {
    // An erased trace answers 200 with nothing in it.
    const first = await bytes.next();
    if (first.done === true) return;
    await take({ jobExternalId: job.externalId, jobName: job.name, bytes: continued(first.value, bytes) });
  } finally {
    // Ends the download of a trace that was not read to its end, or not at all.
    await bytes.return();
    await started.chunks.return(undefined);
  }
}

async function* continued(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}
