import { Injectable } from '@nestjs/common';
import { fixBlocked, fixProposed, fixSuggested, type FixFact, type FixSuggestion } from '../fix/fix.facts';
import {
  incidentDiagnosed,
  incidentSettled,
  type IncidentDiagnosed,
  type IncidentSettled,
} from '../incident/incident.facts';
import type { Told } from '../queue/task';
import { HandleTask, OnFact, OnFacts, OnTaskDeath } from '../queue/task.decorators';
import { changeReceived, type ChangeReceived } from '../webhook/webhook.facts';
import { runFailed, runSucceeded, type RunFact } from '../workflow/workflow.facts';
import { PullRequestHarm } from './pull-request.harm';
import { PullRequestOpener } from './pull-request.opener';
import { PullRequestProver } from './pull-request.prover';
import { PullRequestService } from './pull-request.service';
import { PullRequestSettler } from './pull-request.settler';
import {
  createPullRequest,
  lookAtOpen,
  openPullRequest,
  proveFixes,
  retryFix,
  settlePullRequest,
  suggestPatch,
  tellBlocked,
  type CreatePullRequest,
  type OpenPullRequest,
  type SettlePullRequest,
  type SuggestPatch,
} from './pull-request.tasks';
import { PullRequestSuggester } from './pull-request.suggester';
import { PullRequestWatcher } from './pull-request.watcher';

/** What this feature does when told. */
@Injectable()
export class PullRequestHandlers {
  constructor(
    private readonly watcher: PullRequestWatcher,
    private readonly opener: PullRequestOpener,
    private readonly settler: PullRequestSettler,
    private readonly pullRequests: PullRequestService,
    private readonly prover: PullRequestProver,
    private readonly harm: PullRequestHarm,
    private readonly suggester: PullRequestSuggester,
  ) {}

  @OnFact(fixProposed, 'pull-request')
  async proposed(fact: FixFact): Promise<void> {
    await this.watcher.proposed(fact);
  }

  @OnFact(fixSuggested, 'pull-request')
  async suggested(fact: FixSuggestion): Promise<void> {
    await this.watcher.suggested(fact);
  }

  @OnFact(fixBlocked, 'pull-request')
  async blocked(fact: FixSuggestion): Promise<void> {
    await this.watcher.blocked(fact);
  }

  @OnFact(incidentDiagnosed, 'pull-request')
  async diagnosed(fact: IncidentDiagnosed): Promise<void> {
    await this.harm.failed(fact.incident_id, fact.run_id);
  }

  @OnFact(incidentSettled, 'pull-request')
  async settled(fact: IncidentSettled): Promise<void> {
    await this.watcher.incidentSettled(fact.incident_id, fact.how);
  }

  @OnFact(changeReceived, 'pull-request')
  async changed(fact: ChangeReceived): Promise<void> {
    await this.watcher.changed(fact.connection_id, fact.change);
  }

  @OnFacts(runSucceeded, 'pull-request')
  async succeeded(told: readonly Told<RunFact>[]): Promise<void> {
    await this.watcher.decided(told.map(({ payload }) => payload.run_id));
  }

  @OnFacts(runFailed, 'pull-request')
  async failed(told: readonly Told<RunFact>[]): Promise<void> {
    await this.watcher.decided(told.map(({ payload }) => payload.run_id));
  }

  @HandleTask(openPullRequest)
  async open(task: OpenPullRequest): Promise<void> {
    await this.opener.open(task.attempt_id, task.draft);
  }

  @OnTaskDeath(openPullRequest)
  async openDied(task: OpenPullRequest, error: unknown): Promise<void> {
    await this.opener.giveUp(task.attempt_id, error);
  }

  @HandleTask(settlePullRequest)
  async settle(task: SettlePullRequest): Promise<void> {
    await this.settler.settle(task.pull_request_id);
  }

  @HandleTask(retryFix)
  async retry(task: SettlePullRequest): Promise<void> {
    await this.settler.retry(task.pull_request_id);
  }

  @OnTaskDeath(retryFix)
  async retryDied(task: SettlePullRequest): Promise<void> {
    await this.settler.giveUpRetry(task.pull_request_id, 'the next attempt could not be thought of');
  }

  @HandleTask(suggestPatch)
  async suggest(task: SuggestPatch): Promise<void> {
    await this.suggester.suggest(task.attempt_id, task.pull_request_number);
  }

  @HandleTask(tellBlocked)
  async tellBlocked(task: SuggestPatch): Promise<void> {
    await this.suggester.tellBlocked(task.attempt_id, task.pull_request_number);
  }

  @HandleTask(proveFixes)
  async prove(): Promise<{ unproven: number }> {
    return this.prover.sweep();
  }

  @HandleTask(lookAtOpen)
  async look(): Promise<{ looked_at: number }> {
    return this.watcher.sweep();
  }

  @HandleTask(createPullRequest)
  async create(task: CreatePullRequest): Promise<unknown> {
    return this.pullRequests.createNow(task);
  }
}
