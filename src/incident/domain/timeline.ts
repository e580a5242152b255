import type { SettableStatus } from './state';

/** What an incident's timeline tells. */
export const TIMELINE_EVENT_TYPES = [
  'opened',
  'seen_again',
  'diagnosed',
  'judged',
  'rerun_requested',
  'rerun_refused',
  'rerun_passed',
  'rerun_failed',
  'acknowledged',
  'muted',
  'set_open',
  'severity_changed',
  'assigned',
  'note',
  'resolved',
  'reopened',
  'merged',
  'split',
  'regrouped',
  'undone',
  'pull_request_opened',
  'pull_request_verified',
  'pull_request_failed',
  'pull_request_closed',
  'pull_request_merged',
  'pull_request_unproven',
  'pull_request_noted',
  'pull_request_harmed',
] as const;
export type TimelineEventType = (typeof TIMELINE_EVENT_TYPES)[number];

/** One line of the timeline. */
export interface TimelineEvent {
  readonly type: TimelineEventType;
  readonly at: Date;
  /** The user who did it; null when it was us. */
  readonly actorId: string | null;
  readonly message: string;
  readonly workflowRunId: string | null;
}

/** How a person's change of status is told. Back to `open` is `reopened` only from `resolved`. */
export function statusEventType(from: string, to: SettableStatus): TimelineEventType {
  if (to !== 'open') return to;
  return from === 'resolved' ? 'reopened' : 'set_open';
}
