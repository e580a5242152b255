import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { ForgeError } from '../forge/forge.errors';
import type { ForgeRun } from '../forge/forge.types';
import { ForgeReader } from './forge-reader';
import { WorkflowRunStore } from './workflow-run.store';
import type { ToldEvent } from './workflow.service';

/** Attempts before the newest that are read in one go; a pipeline retried more often without our hearing of it is rare. */
const MOST_PAST = 5;

/**
 * Some forges' events say of a run only that something happened. What it is now is read; and each attempt before whose
 * end nobody told us of, so that a red one that was retried at once is not lost behind the green one after it.
 */
@Injectable()
export class RunNotices {
  constructor(
    private readonly db: Database,
    private readonly reader: ForgeReader,
    private readonly runs: WorkflowRunStore,
  ) {}

  /** The events with what was read in the place of notices; as told where the forge may not be asked. */
  async read(told: readonly ToldEvent[]): Promise<readonly ToldEvent[]> {
    const events: ToldEvent[] = [];
    const answers = new Map<string, readonly ForgeRun[] | null>();
    for (const one of told) {
      if (one.event.type !== 'run' || one.event.isWhole) {
        events.push(one);
        continue;
      }
      const { event, owner } = one;
      const key = JSON.stringify([owner.connectionId, event.run.externalId]);
      // Several notices of one run are read once: the answer is the same.
      const earlier = answers.get(key);
      const runs =
        earlier === undefined
          ? await this.reader.unlessForGood(() => this.attemptsOrNone(owner.connectionId, event.run.externalId))
          : earlier;
      answers.set(key, runs);
      // Without an answer what each notice says itself is all there is, the end of the run among it.
      const known = runs === null ? [event.run] : earlier === undefined ? runs : [];
      for (const run of known) events.push({ ...one, event: { ...event, run, isWhole: true } });
    }
    return events;
  }

  /** None for what turns out to be a part of another run. */
  private async attemptsOrNone(connectionId: string, externalId: string): Promise<readonly ForgeRun[]> {
    try {
      return await this.attempts(connectionId, externalId);
    } catch (error) {
      if (error instanceof ForgeError && error.kind === 'gone') return [];
      throw error;
    }
  }

  /** Oldest first. */
  private async attempts(connectionId: string, externalId: string): Promise<readonly ForgeRun[]> {
    const ended = await this.runs.endedAttempts(this.db.read, connectionId, externalId);
    return this.reader.ask(connectionId, async (client, { repository }) => {
      const newest = await client.getRun(repository, externalId);
      const attempts: ForgeRun[] = [];
      for (let past = Math.max(1, newest.attempt - MOST_PAST); past < newest.attempt; past += 1) {
        if (!ended.has(past)) attempts.push(await client.getRun(repository, externalId, past));
      }
      return [...attempts, newest];
    });
  }
}
