import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { sharedWork } from '../database/shared-work';
import type { TestResults, WorkflowRun } from '../workflow/workflow.public';
import { FlakyService } from './flaky.service';
import { RerunService } from './rerun.service';
import { VerdictService } from './verdict.service';

interface Lesson {
  readonly run: WorkflowRun;
  readonly reports: readonly TestResults[];
}

/** What a decided run of either colour teaches: statistics, what came of a rerun, whose other failures are. */
@Injectable()
export class RunLessons {
  private readonly take = sharedWork(
    ({ run }: Lesson) => run.userId,
    (lessons) => this.takeAll(lessons),
  );

  constructor(
    private readonly db: Database,
    private readonly flaky: FlakyService,
    private readonly reruns: RerunService,
    private readonly verdicts: VerdictService,
  ) {}

  /** Again changes nothing. Throws `ForgeError` for what may pass. */
  async learn(run: WorkflowRun): Promise<void> {
    // The forge is asked by each task for itself: a slow one holds up nobody else.
    await this.take({ run, reports: await this.flaky.readReports(run) });
  }

  private async takeAll(lessons: readonly Lesson[]): Promise<readonly Lesson[]> {
    const runs = lessons.map(({ run }) => run);
    await this.db.transaction(async (tx) => {
      await this.flaky.observe(tx, lessons);
      await this.reruns.settle(tx, runs);
      // Last: whoever holds the rows of tasks waits for nothing else.
      await this.verdicts.reconsider(tx, runs);
    });
    return lessons;
  }
}
