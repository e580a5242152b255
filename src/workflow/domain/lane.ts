import type { ForgeRun } from '../../forge/forge.types';

/**
 * One line of runs that follow each other: a workflow, a branch, and whether a pull request started them (a fork's pull
 * request may come from a branch that is called like our default branch; the two must not be taken for one another).
 * Within a lane `Position` orders the runs, so a later green run speaks for an earlier red one. Opaque: compare only.
 */
export type Lane = string;

/** Place of a run in its lane. The forge counts runs per workflow; a rerun keeps its number and raises the attempt. */
export interface Position {
  readonly number: number;
  readonly attempt: number;
}

type LaneFields = Pick<ForgeRun, 'workflowExternalId' | 'workflowName' | 'branch' | 'event'>;

/** The lane a run is in. */
export function laneOf(run: LaneFields): Lane {
  return JSON.stringify([run.workflowExternalId ?? run.workflowName, run.branch, isPullRequestRun(run)]);
}

/** True for runs a pull request started, in any forge's words. */
export function isPullRequestRun(run: Pick<ForgeRun, 'event'>): boolean {
  return /^(?:pull_request|merge_request)/.test(run.event);
}

/** Negative, zero or positive, as `a` stands before, at or after `b`. */
export function comparePositions(a: Position, b: Position): number {
  return a.number - b.number || a.attempt - b.attempt;
}
