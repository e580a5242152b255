import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { HandleTask, OnFact, OnTaskDeath } from '../queue/task.decorators';
import { runFailed, runSucceeded, type RunFact } from '../workflow/workflow.facts';
import { WorkflowService } from '../workflow/workflow.service';
import { FailureRecorder } from './failure-recorder';
import { FlakyService } from './flaky.service';
import { IncidentResolver } from './incident-resolver';
import {
  forgetObservations,
  judgeIncident,
  performRerun,
  regroupIncidents,
  type JudgeIncident,
  type PerformRerun,
  type RegroupIncidents,
} from './incident.tasks';
import { RegroupService, type Regrouped } from './regroup.service';
import { RerunService } from './rerun.service';
import { RunLessons } from './run-lessons';
import { VerdictService } from './verdict.service';

/** What this feature does when told, and when it is time. */
@Injectable()
export class IncidentHandlers {
  constructor(
    private readonly db: Database,
    private readonly workflow: WorkflowService,
    private readonly recorder: FailureRecorder,
    private readonly resolver: IncidentResolver,
    private readonly lessons: RunLessons,
    private readonly verdicts: VerdictService,
    private readonly flaky: FlakyService,
    private readonly reruns: RerunService,
    private readonly regrouping: RegroupService,
  ) {}

  @OnFact(runFailed, 'incident')
  async failed(fact: RunFact): Promise<void> {
    const run = await this.workflow.run(this.db.read, fact.run_id);
    if (run === null) return;
    await this.recorder.record(run);
    await this.lessons.learn(run);
  }

  @OnFact(runSucceeded, 'incident')
  async succeeded(fact: RunFact): Promise<void> {
    const run = await this.workflow.run(this.db.read, fact.run_id);
    if (run === null) return;
    await this.resolver.recordGreen(run);
    await this.lessons.learn(run);
  }

  @HandleTask(judgeIncident)
  async judge(task: JudgeIncident): Promise<void> {
    await this.verdicts.judge(task.incident_id);
  }

  @HandleTask(performRerun)
  async rerun(task: PerformRerun): Promise<void> {
    await this.reruns.perform(task.auto_rerun_id);
  }

  @OnTaskDeath(performRerun)
  async rerunDied(task: PerformRerun): Promise<void> {
    await this.reruns.giveUp(task.auto_rerun_id);
  }

  @HandleTask(regroupIncidents)
  async regroup(task: RegroupIncidents): Promise<Regrouped> {
    return this.regrouping.regroup(task.connection_id);
  }

  @HandleTask(forgetObservations)
  async forget(): Promise<void> {
    await this.flaky.forget();
  }
}
