import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock';
import { AppError } from '../common/errors';
import { Database } from '../database/database';
import { ForgeError } from '../forge/forge.errors';
import type { ForgeRun } from '../forge/forge.types';
import { ForgeReader } from './forge-reader';
import { RunRecorder } from './run-recorder';
import { forgePart } from './workflow-run.rows';
import { WorkflowRunStore } from './workflow-run.store';
import type { WorkflowRun } from './workflow.public';

/** A run nobody told of for this long is asked about; most end sooner, and their end is told. */
const SILENT_MS = 15 * 60_000;
/** Runs asked about in one turn: at a turn every 5 minutes 600 an hour, a fraction of GitHub's 5,000 requests. */
const PER_TURN = 50;
/** GitHub ends every run after 35 days; one we cannot ask about is over by then. */
const FORGOTTEN_MS = 36 * 24 * 3600 * 1000;

/** Mends runs whose events were lost: asks the forge, and takes its answer as one more telling. */
@Injectable()
export class RunReconciler {
  private readonly logger = new Logger('Workflow');

  constructor(
    private readonly db: Database,
    private readonly reader: ForgeReader,
    private readonly recorder: RunRecorder,
    private readonly runs: WorkflowRunStore,
    private readonly clock: Clock,
  ) {}

  /** One turn. A connection that cannot be asked is left alone for the rest of it. */
  async reconcile(): Promise<{ checked: number }> {
    const now = this.clock.now();
    const silent = await this.runs.unfinished(this.db.read, new Date(now.getTime() - SILENT_MS), PER_TURN);
    const unreachable = new Set<string>();
    for (const run of silent) {
      const told = unreachable.has(run.connectionId) ? null : await this.ask(run, unreachable);
      const ending = told ?? this.forgotten(run, now);
      await this.db.transaction(async (tx) => {
        if (ending !== null) await this.recorder.recordRun(tx, run, ending);
        // Also where nothing was learnt, so that the next turn asks about others.
        await this.runs.markChecked(tx, [run.id], now);
      });
    }
    return { checked: silent.length };
  }

  private async ask(run: WorkflowRun, unreachable: Set<string>): Promise<ForgeRun | null> {
    try {
      return await this.reader.ask(run.connectionId, (client, { repository }) =>
        client.getRun(repository, run.externalId, run.attempt),
      );
    } catch (error) {
      if (error instanceof ForgeError && error.kind === 'not-found') {
        this.logger.warn({ run_id: run.id }, 'the forge knows a run no more; it is stale');
        return staleOf(run);
      }
      if (!(error instanceof ForgeError) && !(error instanceof AppError)) throw error;
      unreachable.add(run.connectionId);
      this.logger.warn(
        { error, connection_id: run.connectionId },
        'the forge could not be asked about runs; later again',
      );
      return null;
    }
  }

  private forgotten(run: WorkflowRun, now: Date): ForgeRun | null {
    const started = run.startedAt ?? run.createdAt;
    return now.getTime() - started.getTime() > FORGOTTEN_MS ? staleOf(run) : null;
  }
}

/** The run as over without a verdict. A real ending that is told later still wins. */
function staleOf(run: WorkflowRun): ForgeRun {
  return { ...forgePart(run), status: 'completed', conclusion: 'stale', completedAt: run.updatedAt };
}
