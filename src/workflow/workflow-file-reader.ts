import { Injectable } from '@nestjs/common';
import { kindOfPath } from '../ci-file/kind';
import type { ForgeClient } from '../forge/forge';
import type { RepositoryRef } from '../forge/forge.types';
import { DiagnosisRunner, type RunLogsHeld } from './diagnosis-runner';
import type { FailedJobLog, WorkflowRun } from './workflow.public';

/** No forge takes a longer one. */
const MAX_BYTES = 1024 * 1024;
/** Files that are read where the forge does not say which one it refused; each is a request. */
const MAX_FILES = 20;

interface File {
  readonly path: string;
  readonly text: string;
}

/**
 * A run that did not start has no job and no log: the forge refused its file. What it says of that stands for the log; where
 * its API does not tell, what linting the file at that commit says.
 */
@Injectable()
export class WorkflowFileReader {
  constructor(private readonly diagnosis: DiagnosisRunner) {}

  /** Null where the forge tells nothing and no file is found, or nothing is wrong with it as far as we can see. */
  async logOf(
    client: ForgeClient,
    repository: RepositoryRef,
    run: WorkflowRun,
    logs: RunLogsHeld,
  ): Promise<FailedJobLog | null> {
    const told = await client.whyRefused(repository, run.externalId);
    const files = await this.filesOf(client, repository, run);
    const reports: string[] = [];
    for (const { path, text } of files) {
      const report = await this.diagnosis.refusalsOf(path, text, told);
      if (report !== null) reports.push(report);
    }
    if (reports.length === 0 && told.length > 0) reports.push(told.join('\n'));
    if (reports.length === 0) return null;
    return { job: standIn(run), log: await logs.add([Buffer.from(reports.join(''))]) };
  }

  /** The file of the run; where it is not named, those whose name the run has, else all. */
  private async filesOf(client: ForgeClient, repository: RepositoryRef, run: WorkflowRun): Promise<readonly File[]> {
    // A file that cannot be read gives the run its path for a name.
    const named = run.workflowPath ?? (kindOfPath(run.workflowName) === 'workflow' ? run.workflowName : null);
    const paths = named === null ? await candidates(client, repository, run.commitSha) : [named];
    const files: File[] = [];
    for (const path of paths.slice(0, MAX_FILES)) {
      const bytes = await client.readFile(repository, run.commitSha, path, MAX_BYTES);
      if (bytes !== null) files.push({ path, text: bytes.toString('utf8') });
    }
    const own = files.filter(({ text }) => nameIn(text) === run.workflowName);
    return own.length > 0 ? own : files;
  }
}

async function candidates(client: ForgeClient, repository: RepositoryRef, sha: string): Promise<readonly string[]> {
  const { entries } = await client.readTree(repository, sha);
  return entries
    .map(({ path }) => path)
    .filter((path) => /^\.[\w-]+(?:\/workflows\/|-ci\.ya?ml$)/.test(path) && kindOfPath(path) !== null);
}

/** `name: CI` at the margin; the file need not be YAML. */
function nameIn(text: string): string | null {
  return /^name:[ \t]*(["']?)(.*?)\1[ \t]*(?:#.*)?$/m.exec(text)?.[2] ?? null;
}

/** The run as its only job. */
function standIn(run: WorkflowRun): FailedJobLog['job'] {
  return {
    externalId: run.externalId,
    runExternalId: run.externalId,
    runAttempt: run.attempt,
    name: run.workflowName,
    status: 'completed',
    conclusion: run.conclusion,
    runner: null,
    url: run.url,
    startedAt: run.startedAt,
    completedAt: run.completedAt,
    steps: [],
  };
}
