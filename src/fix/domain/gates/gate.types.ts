import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { DiffFile } from '../unified-diff';

/** `refuse`: never offered. `human`: a person must say that it is meant; a draft, never merged by itself. */
export type GateSeverity = 'refuse' | 'human';

/** What one gate says of a patch. */
export interface GateResult {
  readonly gate: string;
  readonly passed: boolean;
  /** What a failure means; null when passed. */
  readonly severity: GateSeverity | null;
  /** For people; of a gate that passed, what was looked at. */
  readonly reason: string;
}

/** What a repository's owner allows; the keys of `fix_policy` and `.devflowfix.yml`. */
export interface PatchPolicy {
  /** Most files one fix may change. */
  readonly max_files: number;
  /** Most lines one fix may add and remove together. */
  readonly max_lines: number;
  /** Globs of paths a fix may touch; empty: all. */
  readonly allowed: readonly string[];
  /** Globs of paths no fix may touch; stronger than `allowed`. */
  readonly never_touch: readonly string[];
  /** How sure a fix must be to be proposed unasked; 0.5 to 1. */
  readonly min_confidence: number;
  readonly allow_snapshot_updates: boolean;
  /** Workflow and other CI files. */
  readonly allow_workflow_changes: boolean;
  /** A model may be asked, and shown the log and the files it names, when no fixer knows a change. */
  readonly use_ai: boolean;
}

export const DEFAULT_PATCH_POLICY: PatchPolicy = {
  max_files: 10,
  max_lines: 300,
  allowed: [],
  never_touch: [],
  // No recipe's patch that was surer left its tool red (`npm run score:fixes` counts those as wrong edits).
  min_confidence: 0.8,
  allow_snapshot_updates: false,
  allow_workflow_changes: true,
  use_ai: true,
};

/** A patch as gates see it, whoever made it. */
export interface GateInput {
  readonly files: readonly DiffFile[];
  /** What the patch says it cures: what an issue asks for is not beyond the cause. */
  readonly issues: readonly DiagnosisIssue[];
  /** The log's lines that speak of the cause; a dependency named in them is within it. */
  readonly cause: string;
  readonly policy: PatchPolicy;
}

/** One rule a patch must keep. Pure; never throws on any diff. */
export interface Gate {
  readonly name: string;
  check(input: GateInput): GateResult;
}
