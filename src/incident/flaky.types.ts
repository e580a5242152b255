import type { Fields } from '../common/fields';
import type { TestOutcome } from './domain/flaky';
import type { TestResultEntity } from './test-result.entity';

/** A test result as it is stored, without our id. */
export type TestResult = Omit<Fields<TestResultEntity>, 'id'>;

/** What one job of one attempt told of its tests. */
export interface ReportedTests {
  readonly connectionId: string;
  /** `WorkflowService.workflowKey` of the run. */
  readonly workflow: string;
  /** The forge's id of the run. */
  readonly runId: string;
  readonly attempt: number;
  readonly sha: string;
  readonly branch: string | null;
  readonly job: string;
  /** When the attempt ended. */
  readonly at: Date;
  readonly tests: readonly {
    /** The full name, as the tool prints it. */
    readonly name: string;
    readonly file: string | null;
    readonly outcome: TestOutcome;
    readonly durationMs: number | null;
  }[];
}
