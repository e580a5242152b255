import { Injectable } from '@nestjs/common';
import { OnFact } from '../queue/task.decorators';
import { runFailed, runSucceeded, type RunFact } from '../workflow/workflow.facts';
import { FailureRecorder } from './failure-recorder';
import { IncidentResolver } from './incident-resolver';

/** What this feature does when told. */
@Injectable()
export class IncidentHandlers {
  constructor(
    private readonly recorder: FailureRecorder,
    private readonly resolver: IncidentResolver,
  ) {}

  @OnFact(runFailed, 'incident')
  async failed(fact: RunFact): Promise<void> {
    await this.recorder.record(fact.run_id);
  }

  @OnFact(runSucceeded, 'incident')
  async succeeded(fact: RunFact): Promise<void> {
    await this.resolver.recordGreen(fact.run_id);
  }
}
