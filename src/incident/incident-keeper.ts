import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { newId } from '../common/ids';
import type { Tx } from '../database/tx';
import { TaskQueue } from '../queue/task.queue';
import { extended } from './domain/extension';
import { standingOf, type ToldGreen } from './domain/standing';
import { storyOf, type Failed } from './domain/story';
import { incidentSettled, type IncidentSettled } from './incident.facts';
import { IncidentHistoryStore } from './incident-history.store';
import { IncidentStoryStore } from './incident-story.store';
import { IncidentStore, type IncidentChange } from './incident.store';
import type { Incident } from './incident.types';

/** What an incident says: the words of its newest failure. */
type IncidentWords = Pick<Incident, 'title' | 'root_cause' | 'analysis' | 'class' | 'workflow_name'>;

/** Keeps incidents' rows true to their failures. */
@Injectable()
export class IncidentKeeper {
  constructor(
    private readonly store: IncidentStore,
    private readonly stories: IncidentStoryStore,
    private readonly history: IncidentHistoryStore,
    private readonly queue: TaskQueue,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes into an incident's row what its failures and the green runs after them say, and tells when that ended or
   * reopened it. A function of what is stored (and of a green run just told), so doing it again changes nothing. An incident without failures (merged
   * away) stays as it is.
   */
  async restate(tx: Tx, incidentId: string, green: ToldGreen | null = null): Promise<Incident | null> {
    const incident = await this.store.lock(tx, incidentId);
    if (incident === null) return null;
    const failures = await this.stories.failures(tx, incidentId);
    const story = storyOf(failures);
    if (story === null) return incident;
    const standing = standingOf(incident, story, failures, green);
    const change: IncidentChange = { ...(await this.wordsOf(tx, story.newest)), ...standing };
    if (!differs(incident, change)) return incident;
    await this.store.update(tx, incidentId, change, this.clock.now());
    const restated = { ...incident, ...change };
    await this.tellEnd(tx, incident, restated, story.newest);
    return restated;
  }

  /**
   * Counts one more failure in an incident's row (which must be locked) without reading its story; false, and nothing
   * changed, where the story has to be read. The failure is new, and the last of its lane.
   */
  async extend(
    tx: Tx,
    row: Incident,
    failed: Pick<Failed, 'at' | 'onDefaultBranch' | 'severity' | 'green'> & { readonly run: { branch: string | null } },
    words: IncidentWords,
  ): Promise<boolean> {
    const standing = extended(row, failed);
    if (standing === null) return false;
    const change = { ...words, ...standing, branch: failed.run.branch };
    await this.store.update(tx, row.id, change, this.clock.now());
    return true;
  }

  /** Tells those who work on an incident that it needs nobody any more. */
  async tellSettled(tx: Tx, incident: Incident, how: IncidentSettled['how']): Promise<void> {
    const { id: incident_id, repository_connection_id: connection_id, user_id } = incident;
    await this.queue.publish(tx, incidentSettled, newId(), { incident_id, connection_id, user_id, how });
  }

  private async wordsOf(tx: Tx, newest: Failed): Promise<IncidentChange> {
    const telling = await this.stories.telling(tx, newest.id);
    if (telling === null) throw new Error('a failure without what it says');
    const { title, root_cause, analysis, class: kind, workflow_name, branch } = telling;
    return { title, root_cause, analysis, class: kind, workflow_name, branch };
  }

  private async tellEnd(tx: Tx, before: Incident, after: Incident, newest: Failed): Promise<void> {
    const where = `${after.workflow_name}${after.branch === null ? '' : ` on ${after.branch}`}`;
    if (before.status !== 'resolved' && after.status === 'resolved' && after.resolved_at !== null) {
      const message = after.resolution === 'pr_merged' ? 'The fix was merged.' : `Green again: ${where}.`;
      const event = { type: 'resolved', at: after.resolved_at, message } as const;
      await this.history.addEvent(tx, after.id, { ...event, actorId: null, workflowRunId: null });
      await this.tellSettled(tx, after, 'resolved');
    } else if (before.status === 'resolved' && after.status !== 'resolved') {
      const event = { type: 'reopened', at: after.opened_at, message: `Red again: ${where}.` } as const;
      await this.history.addEvent(tx, after.id, { ...event, actorId: null, workflowRunId: newest.runId });
    }
  }
}

/** By value; times and JSON columns too. */
function differs(row: Incident, change: IncidentChange): boolean {
  const now: Readonly<Record<string, unknown>> = row;
  return Object.entries(change).some(([column, value]) => {
    const old = now[column];
    if (column === 'analysis' || column === 'persons_word')
      return JSON.stringify(sorted(old)) !== JSON.stringify(sorted(value));
    return old instanceof Date && value instanceof Date ? old.getTime() !== value.getTime() : old !== value;
  });
}

/** PostgreSQL orders the keys of `jsonb` in its own way. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
