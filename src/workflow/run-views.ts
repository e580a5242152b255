import type { Fields } from '../common/fields';
import { Injectable } from '@nestjs/common';
import { AppError, CommonErrors } from '../common/errors';
import { pageRequest, toPage, type PageQuery } from '../common/http/paging';
import { Database } from '../database/database';
import { ConnectionDirectory } from '../repository/connection.directory';
import { RunDetailDto } from './dto/run-detail.dto';
import { RunDto, type RunListDto, type RunRepository } from './dto/run.dto';
import { WorkflowJobStore } from './workflow-job.store';
import { WorkflowRunQueries, type RunFilter, type RunStats } from './workflow-run.queries.store';
import { WorkflowRunStore } from './workflow-run.store';
import type { WorkflowRun } from './workflow.public';

/** Runs as their user sees them. Another user's run is as good as none. */
@Injectable()
export class RunViews {
  constructor(
    private readonly db: Database,
    private readonly queries: WorkflowRunQueries,
    private readonly runs: WorkflowRunStore,
    private readonly jobs: WorkflowJobStore,
    private readonly directory: ConnectionDirectory,
  ) {}

  /** Throws `common.not_found`. */
  async owned(userId: string, id: string): Promise<WorkflowRun> {
    const run = await this.queries.owned(this.db.read, userId, id);
    if (run === null) throw new AppError(CommonErrors.notFound);
    return run;
  }

  /** Newest first; throws `common.invalid_cursor`. */
  async list(userId: string, filter: RunFilter, query: PageQuery): Promise<Fields<RunListDto>> {
    const request = pageRequest(query);
    const [rows, total] = await this.db.report((tx) =>
      Promise.all([this.queries.list(tx, userId, filter, request), this.queries.count(tx, userId, filter)]),
    );
    const { items, nextCursor } = toPage(rows, request.limit);
    const repositories = await this.repositoriesOf(items);
    return { runs: items.map((run) => RunDto.of(run, repositories(run))), total, next_cursor: nextCursor };
  }

  /** With jobs, steps and all attempts. Throws `common.not_found`. */
  async detail(userId: string, id: string): Promise<Fields<RunDetailDto>> {
    const run = await this.owned(userId, id);
    const [jobs, attempts, repositories] = await Promise.all([
      this.jobs.ofAttempt(this.db.read, run.connectionId, run.externalId, run.attempt),
      this.runs.attempts(this.db.read, run.connectionId, run.externalId),
      this.repositoriesOf([run]),
    ]);
    return RunDetailDto.detail(run, repositories(run), jobs, attempts);
  }

  async stats(userId: string, filter: Pick<RunFilter, 'connectionId' | 'since'>): Promise<RunStats> {
    return this.db.report((tx) => this.queries.stats(tx, userId, filter));
  }

  private async repositoriesOf(runs: readonly WorkflowRun[]): Promise<(run: WorkflowRun) => RunRepository> {
    const ids = [...new Set(runs.map((run) => run.connectionId))];
    const connections = await this.directory.connections(this.db.read, ids);
    return (run) => {
      const connection = connections.get(run.connectionId);
      // Connections are kept for good, ended ones too.
      if (connection === undefined) throw new Error('a run without its connection');
      return connection;
    };
  }
}
