import type { Verdict } from '../../diagnosis/diagnosis.types';
import { secondsBetween } from './resolution';
import type { Severity } from './severity';
import type { IncidentStatus, Resolution } from './state';
import { storyOf, type Failed, type Story } from './story';

/** A person's word on whether an incident is over; failures told after it may overrule it. */
export interface PersonsWord {
  readonly status: 'open' | 'resolved';
  /** Ids are ordered by time of telling: failures with a greater one were told after the word. */
  readonly after: string;
  /** ISO 8601. */
  readonly at: string;
  readonly resolution: Resolution | null;
  /** How often the incident had been reopened then. */
  readonly reopened: number;
}

/** What of an incident's row its standing depends on. */
export interface StandingNow {
  readonly status: IncidentStatus;
  readonly verdict: Verdict;
  readonly severity: Severity;
  readonly severity_is_chosen: boolean;
  readonly opened_at: Date;
  readonly resolved_at: Date | null;
  readonly resolution: Resolution | null;
  readonly reopened_count: number;
  readonly persons_word: PersonsWord | null;
}

/** Columns that follow from failures, green runs and persons' words. */
export interface Standing {
  readonly status: IncidentStatus;
  readonly severity: Severity;
  readonly occurrence_count: number;
  readonly first_seen_at: Date;
  readonly last_seen_at: Date;
  readonly opened_at: Date;
  readonly resolved_at: Date | null;
  readonly resolution: Resolution | null;
  readonly resolution_time_seconds: number | null;
  readonly reopened_count: number;
  readonly persons_word: PersonsWord | null;
}

interface Ending {
  readonly openedAt: Date;
  readonly resolvedAt: Date | null;
  readonly resolution: Resolution | null;
  readonly reopened: number;
}

/** A green run we were just told of. */
export interface ToldGreen {
  /** An id of the time of telling. */
  readonly id: string;
  readonly at: Date;
}

/**
 * Where an incident stands, given its row and all its failures. A green run that was just told ends what a person had
 * opened again, when it leaves no failure of the incident uncovered.
 */
export function standingOf(
  before: StandingNow,
  story: Story,
  failures: readonly Failed[],
  green: ToldGreen | null = null,
): Standing {
  const now = green === null || story.resolvedAt === null ? before : { ...before, persons_word: heard(before, green) };
  const ending = endingOf(now, story, failures);
  const status = statusOf(now, ending);
  const isOver = status === 'resolved' && ending.resolvedAt !== null;
  const kept = now.status === 'muted';
  const openedAt = kept ? now.opened_at : ending.openedAt;
  return {
    status,
    severity: severityOf(now, story),
    occurrence_count: story.count,
    first_seen_at: story.firstSeenAt,
    last_seen_at: story.lastSeenAt,
    opened_at: openedAt,
    resolved_at: isOver ? ending.resolvedAt : null,
    resolution: isOver ? ending.resolution : null,
    resolution_time_seconds: isOver ? secondsBetween(openedAt, ending.resolvedAt) : null,
    reopened_count: kept ? now.reopened_count : ending.reopened,
    persons_word: now.persons_word,
  };
}

/** A person's choice stands; a verdict that nobody's change is at fault is low, whatever failed where. */
function severityOf(now: StandingNow, story: Story): Severity {
  if (now.severity_is_chosen) return now.severity;
  return now.verdict === 'flaky' || now.verdict === 'infrastructure' ? 'low' : story.severity;
}

/** A person's `open` holds until the next green run. */
function heard({ persons_word: word, status, reopened_count }: StandingNow, green: ToldGreen): PersonsWord | null {
  if (word?.status !== 'open') return word;
  if (status === 'muted') return word;
  const at = green.at.toISOString();
  return { status: 'resolved', after: green.id, at, resolution: 'green_run', reopened: reopened_count };
}

function endingOf(now: StandingNow, story: Story, failures: readonly Failed[]): Ending {
  const word = now.persons_word;
  if (word === null) {
    const { openedAt, resolvedAt, reopened } = story;
    return { openedAt, resolvedAt, resolution: resolvedAt && 'green_run', reopened };
  }
  const since = storyOf(failures.filter((failed) => overrules(failed, word)));
  if (since !== null) {
    return {
      openedAt: since.openedAt,
      resolvedAt: since.resolvedAt,
      resolution: since.resolvedAt && 'green_run',
      reopened: word.reopened + (word.status === 'resolved' ? 1 : 0) + since.reopened,
    };
  }
  const isResolved = word.status === 'resolved';
  return {
    openedAt: now.opened_at,
    resolvedAt: isResolved ? new Date(word.at) : null,
    resolution: isResolved ? word.resolution : null,
    reopened: word.reopened,
  };
}

/** Told after the word, and not merely late news of something a green run had ended before it. */
function overrules(failed: Failed, word: PersonsWord): boolean {
  if (failed.id <= word.after) return false;
  return failed.green === null || failed.at > new Date(word.at);
}

/** A muted incident keeps still; one in somebody's hands stays there until it comes back. */
function statusOf(now: StandingNow, ending: Ending): IncidentStatus {
  if (now.status === 'muted') return 'muted';
  if (ending.resolvedAt !== null) return 'resolved';
  const cameBack = now.status === 'resolved' || ending.reopened > now.reopened_count;
  return cameBack ? 'open' : now.status;
}
