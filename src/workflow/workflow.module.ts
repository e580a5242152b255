import { Module } from '@nestjs/common';
import { OAuthModule } from '../oauth/oauth.module';
import { RepositoryModule } from '../repository/repository.module';
import { DiagnosisMetrics } from './diagnosis-metrics';
import { DiagnosisRunner } from './diagnosis-runner';
import { BaseReader } from './base-reader';
import { ChangeReader } from './change-reader';
import { ForgeReader } from './forge-reader';
import { GreenLogReader } from './green-log-reader';
import { ReportReader } from './report-reader';
import { RunCommands } from './run-commands';
import { RunLogs } from './run-logs';
import { RunNotices } from './run-notices';
import { RunReconciler } from './run-reconciler';
import { RunRecorder } from './run-recorder';
import { RunRetention } from './run-retention';
import { RunRetentionStore } from './run-retention.store';
import { RunViews } from './run-views';
import { SyncController } from './sync.controller';
import { WholeLog } from './whole-log';
import { WorkflowController } from './workflow.controller';
import { WorkflowFileReader } from './workflow-file-reader';
import { WorkflowHandlers } from './workflow.handlers';
import { WorkflowJobStore } from './workflow-job.store';
import { WorkflowRunHistory } from './workflow-run.history.store';
import { WorkflowRunQueries } from './workflow-run.queries.store';
import { WorkflowRunStore } from './workflow-run.store';
import { WorkflowService } from './workflow.service';

/**
 * Owns: workflow_runs, workflow_jobs. Consumes facts: webhook.received, repository.deliveries-missed. Publishes facts: workflow.run-failed,
 * workflow.run-succeeded.
 */
@Module({
  imports: [OAuthModule, RepositoryModule],
  controllers: [WorkflowController, SyncController],
  providers: [
    DiagnosisMetrics,
    DiagnosisRunner,
    BaseReader,
    ChangeReader,
    ForgeReader,
    GreenLogReader,
    ReportReader,
    RunCommands,
    RunLogs,
    RunNotices,
    RunReconciler,
    RunRecorder,
    RunRetention,
    RunRetentionStore,
    RunViews,
    WholeLog,
    WorkflowFileReader,
    WorkflowHandlers,
    WorkflowJobStore,
    WorkflowRunHistory,
    WorkflowRunQueries,
    WorkflowRunStore,
    WorkflowService,
  ],
  exports: [DiagnosisRunner, WorkflowService],
})
export class WorkflowModule {}
