import { FORGE_KINDS } from '../../forge/forge.types';

/** Where an incident stands. One list for the database, the API and the page. */
export const INCIDENT_STATUSES = ['open', 'acknowledged', 'fixing', 'muted', 'resolved'] as const;
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number];

/** What each status may become. A new failure reopens a resolved incident; a muted one keeps still until a person acts. */
export const TRANSITIONS = {
  open: ['acknowledged', 'fixing', 'muted', 'resolved'],
  acknowledged: ['open', 'fixing', 'muted', 'resolved'],
  fixing: ['open', 'acknowledged', 'muted', 'resolved'],
  muted: ['open', 'resolved'],
  resolved: ['open'],
} as const satisfies Record<IncidentStatus, readonly IncidentStatus[]>;

/** What a person may set; `fixing` is what we say while a fix is under way. */
export const SETTABLE_STATUSES = [
  'open',
  'acknowledged',
  'muted',
  'resolved',
] as const satisfies readonly IncidentStatus[];
export type SettableStatus = (typeof SETTABLE_STATUSES)[number];

/** Staying is always allowed and changes nothing. */
export function mayBecome(from: IncidentStatus, to: IncidentStatus): boolean {
  return from === to || TRANSITIONS[from].some((status) => status === to);
}

/** What a person may turn this status into. */
export function settableFrom(from: IncidentStatus): readonly SettableStatus[] {
  return SETTABLE_STATUSES.filter((status) => status !== from && mayBecome(from, status));
}

/** How an incident ended. */
export const RESOLUTIONS = ['green_run', 'pr_merged', 'manual', 'withdrawn', 'merged'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** Where an incident came from: a forge we are connected to, or a v1 webhook alone. */
export const INCIDENT_SOURCES = [...FORGE_KINDS, 'webhook'] as const;
export type IncidentSource = (typeof INCIDENT_SOURCES)[number];
