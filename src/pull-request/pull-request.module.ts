import { Module, type OnModuleInit } from '@nestjs/common';
import { FixModule } from '../fix/fix.module';
import { IncidentModule } from '../incident/incident.module';
import { LinkedPullRequests } from '../incident/linked-pull-requests';
import { OAuthModule } from '../oauth/oauth.module';
import { RepositoryModule } from '../repository/repository.module';
import { WorkflowModule } from '../workflow/workflow.module';
import { IncidentFixController } from './incident-fix.controller';
import { PullRequestClaims } from './pull-request.claims';
import { PullRequestController } from './pull-request.controller';
import { PullRequestHarm } from './pull-request.harm';
import { PullRequestHandlers } from './pull-request.handlers';
import { PullRequestKeeper } from './pull-request.keeper';
import { PullRequestMetrics } from './pull-request.metrics';
import { PullRequestOpener } from './pull-request.opener';
import { PullRequestPeople } from './pull-request.people';
import { PullRequestProver } from './pull-request.prover';
import { PullRequestReach } from './pull-request.reach';
import { PullRequestService } from './pull-request.service';
import { PullRequestSettler } from './pull-request.settler';
import { PullRequestStore } from './pull-request.store';
import { PullRequestSuggester } from './pull-request.suggester';
import { PullRequestWatcher } from './pull-request.watcher';

/**
 * Owns: pull_requests. Consumes facts: fix.proposed, fix.suggested, fix.blocked, incident.diagnosed, incident.settled, webhook.change-received,
 * workflow.run-failed, workflow.run-succeeded. Publishes facts: none yet.
 */
@Module({
  imports: [OAuthModule, RepositoryModule, WorkflowModule, IncidentModule, FixModule],
  controllers: [PullRequestController, IncidentFixController],
  providers: [
    PullRequestClaims,
    PullRequestHandlers,
    PullRequestHarm,
    PullRequestKeeper,
    PullRequestMetrics,
    PullRequestOpener,
    PullRequestPeople,
    PullRequestProver,
    PullRequestReach,
    PullRequestService,
    PullRequestSettler,
    PullRequestStore,
    PullRequestSuggester,
    PullRequestWatcher,
  ],
})
export class PullRequestModule implements OnModuleInit {
  constructor(
    private readonly pullRequests: PullRequestService,
    private readonly linked: LinkedPullRequests,
  ) {}

  /** Incidents show their pull requests; they may not import them. */
  onModuleInit(): void {
    this.linked.register((incidentId) => this.pullRequests.linkedTo(incidentId));
  }
}
