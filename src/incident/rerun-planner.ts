import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { DAY_MS } from '../common/time';
import type { Tx } from '../database/tx';
import { TaskQueue } from '../queue/task.queue';
import { WorkflowService } from '../workflow/workflow.service';
import type { WorkflowRun } from '../workflow/workflow.public';
import { AutoRerunStore } from './auto-rerun.store';
import { decideRerun } from './domain/rerun-policy';
import { performRerun } from './incident.tasks';
import type { Connection } from './verdict-facts';
import { VerdictStore } from './verdict.store';

/** Decides, after a judgement, whether the run is run again. */
@Injectable()
export class RerunPlanner {
  constructor(
    private readonly workflow: WorkflowService,
    private readonly reruns: AutoRerunStore,
    private readonly verdicts: VerdictStore,
    private readonly queue: TaskQueue,
    private readonly clock: Clock,
  ) {}

  /** Plans a rerun where the repository's policy and `decideRerun` allow one; a second asking changes nothing. */
  async consider(tx: Tx, connection: Connection, run: WorkflowRun): Promise<void> {
    const limits = connection.fixPolicy.auto_rerun;
    if (!limits.enabled) return;
    await this.reruns.lockBudget(tx, connection.id);
    const now = this.clock.now();
    const { ofRun, recent } = await this.reruns.counts(tx, run, new Date(now.getTime() - DAY_MS));
    const occurrences = await this.verdicts.ofRun(tx, run.id);
    const decision = decideRerun(limits, {
      occurrences: occurrences.map(({ verdict, evidence, judged_at: judgedAt }) => ({
        verdict,
        evidence,
        isJudged: judgedAt !== null,
      })),
      branch: run.branch,
      isOvertaken: await this.workflow.isOvertaken(tx, run),
      rerunsOfRun: ofRun,
      rerunsToday: recent,
      isReachable: isReachable(connection),
    });
    if (decision.action === 'leave') return;
    const id = await this.reruns.plan(tx, run, decision.reason, now);
    if (id === null) return;
    const payload = { auto_rerun_id: id, connection_id: connection.id };
    await this.queue.enqueue(tx, performRerun, payload, { key: `incident.rerun:${id}` });
  }
}

/** True while the forge may be asked on the connection's behalf. */
export function isReachable(connection: Connection): boolean {
  return connection.isEnabled && connection.disconnectedAt === null && connection.oauthConnectionId !== null;
}
