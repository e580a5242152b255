import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Checkups, type Finding } from '../common/checkup';
import { Database } from '../database/database';
import { TaskStore } from './task.store';

/** A worker takes what is ready within a second; a minute means that there is none, or far too few. */
const LATE_SECONDS = 60;

/** What the doctor asks of the queue. */
@Injectable()
export class QueueCheckup implements OnModuleInit {
  constructor(
    private readonly checkups: Checkups,
    private readonly db: Database,
    private readonly store: TaskStore,
  ) {}

  onModuleInit(): void {
    this.checkups.register('queue', 'schema', () => this.check());
  }

  private async check(): Promise<Finding[]> {
    const { ready, running, oldestReadySeconds } = await this.store.queueStanding(this.db.read);
    const dead = await this.store.countDead(this.db.read);
    const findings: Finding[] = [
      oldestReadySeconds > LATE_SECONDS
        ? {
            state: 'failing',
            says: `${ready} tasks are ready, the oldest for ${Math.round(oldestReadySeconds)} s, and ${running} are running.`,
            mend: 'Start a worker (`devflowfix worker`, or `devflowfix start` for everything in one process).',
          }
        : { state: 'ok', says: `${ready} tasks are ready and ${running} running.`, mend: null },
    ];
    if (dead > 0) {
      findings.push({
        state: 'warning',
        says: dead === 1 ? 'One task gave up.' : `${dead} tasks gave up.`,
        mend: 'See them with GET /api/v2/tasks?status=dead; POST /api/v2/tasks/{id}/replay runs one again.',
      });
    }
    return findings;
  }
}
