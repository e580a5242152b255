import { newId } from '../../common/ids';
import { secondsBetween } from './resolution';
import type { Severity } from './severity';
import type { PersonsWord } from './standing';
import { mayBecome, settableFrom, type IncidentStatus, type Resolution, type SettableStatus } from './state';
import { statusEventType, type TimelineEventType } from './timeline';

/** What a person wishes; undefined leaves a field as it is. */
export interface Wish {
  readonly status?: SettableStatus | undefined;
  readonly severity?: Severity | undefined;
  readonly assignee?: string | null | undefined;
  readonly note?: string | undefined;
}

/** What of an incident a wish is held against. */
export interface Standing {
  readonly status: IncidentStatus;
  readonly severity: Severity;
  readonly assignee: string | null;
  readonly opened_at: Date;
}

/** Columns to write, in the row's names. */
export interface Change {
  readonly status?: IncidentStatus;
  readonly severity?: Severity;
  readonly severity_is_chosen?: boolean;
  readonly assignee?: string | null;
  readonly opened_at?: Date;
  readonly resolved_at?: Date | null;
  readonly resolution?: Resolution | null;
  readonly resolution_time_seconds?: number | null;
}

export type Decision =
  | { readonly outcome: 'illegal'; readonly allowed: readonly SettableStatus[] }
  | {
      readonly outcome: 'changed';
      readonly change: Change;
      readonly events: readonly { readonly type: TimelineEventType; readonly message: string }[];
    };

/** What a person's wish comes to. A wish for what is already so changes nothing and tells nothing. */
export function decide(incident: Standing, wish: Wish, now: Date): Decision {
  const events: { type: TimelineEventType; message: string }[] = [];
  let change: Change = {};
  if (wish.status !== undefined && wish.status !== incident.status) {
    if (!mayBecome(incident.status, wish.status)) return { outcome: 'illegal', allowed: settableFrom(incident.status) };
    change = { ...change, ...statusChange(incident, wish.status, now) };
    events.push({
      type: statusEventType(incident.status, wish.status),
      message: `From ${incident.status} to ${wish.status}.`,
    });
  }
  if (wish.severity !== undefined) {
    change = { ...change, severity: wish.severity, severity_is_chosen: true };
    if (wish.severity !== incident.severity) {
      events.push({ type: 'severity_changed', message: `From ${incident.severity} to ${wish.severity}.` });
    }
  }
  if (wish.assignee !== undefined && wish.assignee !== incident.assignee) {
    change = { ...change, assignee: wish.assignee };
    events.push({ type: 'assigned', message: wish.assignee === null ? 'To nobody.' : `To ${wish.assignee}.` });
  }
  if (wish.note !== undefined) events.push({ type: 'note', message: wish.note });
  return { outcome: 'changed', change, events };
}

function statusChange(incident: Standing, status: SettableStatus, now: Date): Change {
  if (status === 'resolved') {
    return {
      status,
      resolved_at: now,
      resolution: 'manual',
      resolution_time_seconds: secondsBetween(incident.opened_at, now),
    };
  }
  if (incident.status !== 'resolved') return { status };
  return { status, opened_at: now, resolved_at: null, resolution: null, resolution_time_seconds: null };
}

/** What a change says of the incident's end, for those who read its runs later; null when it says nothing of it. */
export function wordOf(
  incident: Standing & { readonly reopened_count: number },
  change: Change,
  now: Date,
): PersonsWord | null {
  const { status } = change;
  const endsOrBegins = status === 'resolved' || (status === 'open' && incident.status === 'resolved');
  if (!endsOrBegins) return null;
  const resolution = status === 'resolved' ? 'manual' : null;
  return { status, after: newId(), at: now.toISOString(), resolution, reopened: incident.reopened_count };
}
