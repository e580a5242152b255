import type { Fields } from '../common/fields';
import type { StoredAnalysis } from './domain/analysis';
import type { WorkflowRun } from '../workflow/workflow.public';
import type { Severity } from './domain/severity';
import type { TimelineEvent } from './domain/timeline';
import type { GroupingChange } from './grouping.store';
import type { IncidentEntity } from './incident.entity';
import type { LinkedPullRequest } from './linked-pull-requests';
import type { IncidentOccurrenceEntity } from './incident-occurrence.entity';

/** An incident as the feature's own code handles it. */
export type Incident = Readonly<Fields<IncidentEntity>>;

/** One failed run of an incident. */
export type Occurrence = Readonly<Fields<IncidentOccurrenceEntity>>;

/** An incident with what belongs to it. */
export interface IncidentDetail {
  readonly incident: Incident;
  readonly repository: string;
  /** Newest first. */
  readonly occurrences: readonly Occurrence[];
  readonly runs: readonly WorkflowRun[];
  /** Merges and splits it took part in, newest first. */
  readonly changes: readonly GroupingChange[];
  /** Newest first. */
  readonly pullRequests: readonly LinkedPullRequest[];
  /** Oldest first. */
  readonly timeline: readonly (TimelineEvent & { readonly id: string })[];
}

/** What a failure says of its incident; the newest failure's words stand in the incident's row. */
export interface Telling {
  readonly title: string;
  readonly rootCause: string | null;
  readonly analysis: StoredAnalysis;
  readonly branch: string | null;
  readonly workflowName: string;
  readonly severity: Severity;
}
