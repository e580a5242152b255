import type { Fields } from '../common/fields';
import type { Diagnosis, Verdict } from '../diagnosis/diagnosis.types';
import type { ConnectionDirectory } from '../repository/connection.directory';
import type { WorkflowRun } from '../workflow/workflow.public';
import type { Decline } from './domain/decline';
import type { GateResult } from './domain/gates/gate.types';
import type { PullPolicy } from './domain/pull-policy';
import type { PlannedPatch } from './domain/plan';
import type { FixAttemptEntity } from './fix.entity';

export { DEFAULT_PULL_POLICY, type PullPolicy } from './domain/pull-policy';

/** One try as the feature's own code and its callers handle it. */
export type FixAttempt = Readonly<Fields<FixAttemptEntity>>;

export type Connection = NonNullable<Awaited<ReturnType<ConnectionDirectory['connection']>>>;

/** What a fix is sought for. */
export interface FixSubject {
  readonly incidentId: string;
  readonly incidentStatus: string;
  readonly fingerprint: string;
  readonly verdict: Verdict;
  readonly run: WorkflowRun;
  readonly connection: Connection;
  /** Null: nobody, it comes by itself. */
  readonly requestedBy: string | null;
  /** 1 to 3. */
  readonly attempt: number;
  /** Whether a model may be asked when no fixer knows; null: as the repository's policy says. */
  readonly useAi: boolean | null;
  /** Where a pull request should go; null: where the failing branch's own goes, else the default branch. */
  readonly targetBranch: string | null;
  /** Whether its pull request stays a draft; null: as the repository's policy says. */
  readonly draft: boolean | null;
}

/** Where a patch would go. */
export interface FixTarget {
  /** The branch a pull request would ask to be merged into. */
  readonly branch: string;
  /** The open pull request the failure belongs to, where there is one. */
  readonly pullRequestNumber: number | null;
  /** Its head lies in another repository: nothing is pushed, only told. */
  readonly isFork: boolean;
}

/** What came of looking for a fix. */
export type FixDecision =
  | {
      readonly outcome: 'proposed';
      readonly target: FixTarget;
      readonly patch: PlannedPatch;
      readonly diagnosis: Diagnosis;
      readonly gates: readonly GateResult[];
      readonly kind: 'rule' | 'ai';
      /** The fixers, or `null` for a model's patch. */
      readonly fixer: string | null;
      readonly model: string | null;
      /** What its pull request should be like. */
      readonly policy: PullPolicy;
    }
  | {
      readonly outcome: 'declined';
      readonly decline: Decline;
      readonly target: FixTarget | null;
      /** The patch that was refused, to be shown; null when there was none. */
      readonly patch: PlannedPatch | null;
      readonly gates: readonly GateResult[];
      readonly commands: readonly string[];
    };
