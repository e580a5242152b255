import { Module } from '@nestjs/common';
import { RepositoryModule } from '../repository/repository.module';
import { WorkflowModule } from '../workflow/workflow.module';
import { FailureRecorder } from './failure-recorder';
import { IncidentController } from './incident.controller';
import { IncidentHandlers } from './incident.handlers';
import { IncidentHistoryStore } from './incident-history.store';
import { IncidentResolver } from './incident-resolver';
import { IncidentService } from './incident.service';
import { IncidentStore } from './incident.store';

/**
 * Owns: incidents, incident_occurrences, incident_events. Consumes facts: workflow.run-failed, workflow.run-succeeded.
 * Publishes facts: none yet.
 */
@Module({
  imports: [RepositoryModule, WorkflowModule],
  controllers: [IncidentController],
  providers: [
    FailureRecorder,
    IncidentHandlers,
    IncidentHistoryStore,
    IncidentResolver,
    IncidentService,
    IncidentStore,
  ],
  exports: [IncidentService],
})
export class IncidentModule {}
