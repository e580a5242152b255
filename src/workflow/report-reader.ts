import { Injectable } from '@nestjs/common';
import { looksLikeReport } from '../diagnosis/reports/read-report';
import type { ReportedTest } from '../diagnosis/reports/report.types';
import type { ForgeClient } from '../forge/forge';
import type { ArtifactLimits, ForgeArtifact } from '../forge/forge.artifacts';
import type { RepositoryRef } from '../forge/forge.types';
import { DiagnosisRunner } from './diagnosis-runner';
import { isOfAttempt, jobOfArtifact } from './domain/report-job';
import { ForgeReader } from './forge-reader';
import type { TestResults, WorkflowRun } from './workflow.public';

/** Reports are small beside builds and sites: the largest JUnit file of 50,000 tests has some 15 MB and packs to one. */
const LIMITS: ArtifactLimits = {
  maxPackedBytes: 10 * 1024 * 1024,
  maxFiles: 100,
  maxFileBytes: 16 * 1024 * 1024,
  maxBytes: 32 * 1024 * 1024,
};
/** A matrix of twenty cells; each artifact is a download. */
const MAX_ARTIFACTS = 20;
/** Artifacts that may hold reports by their name; others are looked into only when they are small. */
const PROMISING = /test|report|result|junit|surefire|spec|coverage|tap|trx/i;
const SMALL_BYTES = 1024 * 1024;

/** Reads the test reports that a run's jobs uploaded. */
@Injectable()
export class ReportReader {
  constructor(
    private readonly forge: ForgeReader,
    private readonly diagnosis: DiagnosisRunner,
  ) {}

  /**
   * What an ended attempt's reports tell, by the job that uploaded them; a report whose job is not certain is left out.
   * Empty when the forge will never tell. Throws `ForgeError` for what may pass.
   */
  async read(run: WorkflowRun, jobs: readonly string[]): Promise<readonly TestResults[]> {
    const told = await this.forge.unlessForGood(() =>
      this.forge.ask(run.connectionId, (client, { repository }) => this.readAll(client, repository, run, jobs)),
    );
    return told ?? [];
  }

  private async readAll(
    client: ForgeClient,
    repository: RepositoryRef,
    run: WorkflowRun,
    jobs: readonly string[],
  ): Promise<readonly TestResults[]> {
    const found: TestResults[] = [];
    for (const artifact of worthReading(await client.listArtifacts(repository, run.externalId), run)) {
      const job = jobOfArtifact(artifact.name, jobs);
      if (job === null) continue;
      const tests: ReportedTest[] = [];
      const files = (await client.readArtifact(repository, artifact, looksLikeReport, LIMITS)) ?? [];
      for (const { content } of files) {
        const report = await this.diagnosis.readReport(content.toString('utf8'));
        tests.push(...(report?.tests ?? []));
      }
      if (tests.length > 0) found.push({ job, tests });
    }
    return found;
  }
}

/** Of one name the newest alone: a second upload replaces the first. */
function worthReading(artifacts: readonly ForgeArtifact[], run: WorkflowRun): readonly ForgeArtifact[] {
  const seen = new Set<string>();
  return artifacts
    .filter(({ createdAt }) => isOfAttempt(createdAt, run))
    .filter(({ name, size }) => PROMISING.test(name) || size <= SMALL_BYTES)
    .filter(({ name }) => !seen.has(name) && seen.add(name))
    .slice(0, MAX_ARTIFACTS);
}
