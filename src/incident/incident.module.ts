import { Module } from '@nestjs/common';
import { RepositoryModule } from '../repository/repository.module';
import { WorkflowModule } from '../workflow/workflow.module';
import { AutoRerunStore } from './auto-rerun.store';
import { CauseKeys } from './cause-keys';
import { FailureRecorder } from './failure-recorder';
import { FlakyController } from './flaky.controller';
import { FlakyService } from './flaky.service';
import { FlakyStore } from './flaky.store';
import { GroupingController } from './grouping.controller';
import { GroupingUndo } from './grouping-undo';
import { GroupingWriter } from './grouping-writer';
import { GroupingService } from './grouping.service';
import { GroupingStore } from './grouping.store';
import { IncidentController } from './incident.controller';
import { IncidentHandlers } from './incident.handlers';
import { IncidentHistoryStore } from './incident-history.store';
import { IncidentKeeper } from './incident-keeper';
import { IncidentLedger } from './incident.ledger';
import { IncidentResolver } from './incident-resolver';
import { IncidentService } from './incident.service';
import { IncidentStoryStore } from './incident-story.store';
import { IncidentStore } from './incident.store';
import { RegroupService } from './regroup.service';
import { RegroupStore } from './regroup.store';
import { LinkedPullRequests } from './linked-pull-requests';
import { RerunPlanner } from './rerun-planner';
import { RerunService } from './rerun.service';
import { RunLessons } from './run-lessons';
import { VerdictFactsReader } from './verdict-facts';
import { VerdictService } from './verdict.service';
import { VerdictStore } from './verdict.store';

/**
 * Owns: incidents, incident_occurrences, incident_tellings, incident_events, incident_aliases, incident_grouping_changes,
 * test_results, flaky_statistics, auto_reruns. Consumes facts: workflow.run-failed, workflow.run-succeeded. Publishes
 * facts: incident.diagnosed, incident.settled.
 */
@Module({
  imports: [RepositoryModule, WorkflowModule],
  controllers: [IncidentController, GroupingController, FlakyController],
  providers: [
    AutoRerunStore,
    CauseKeys,
    FailureRecorder,
    FlakyService,
    FlakyStore,
    GroupingService,
    GroupingStore,
    GroupingUndo,
    GroupingWriter,
    IncidentHandlers,
    IncidentHistoryStore,
    IncidentKeeper,
    IncidentLedger,
    LinkedPullRequests,
    IncidentResolver,
    IncidentService,
    IncidentStore,
    RegroupService,
    RegroupStore,
    RerunPlanner,
    RerunService,
    RunLessons,
    VerdictFactsReader,
    VerdictService,
    VerdictStore,
    IncidentStoryStore,
  ],
  exports: [FlakyService, IncidentLedger, IncidentService, LinkedPullRequests],
})
export class IncidentModule {}
