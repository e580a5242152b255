import { Logger } from '@nestjs/common';
import type { JobLog } from '../fix/domain/fix.types';
import type { PatchPolicy } from '../fix/domain/gates/gate.types';
import { logsOf } from '../fix/domain/logs-of';
import type { PlanInput } from '../fix/domain/plan';
import { FixRunner, type PlanAnswer } from '../fix/fix-runner';
import { diagnose } from '../diagnosis/diagnose';
import type { Diagnosis } from '../diagnosis/diagnosis.types';
import type { ParsedLog } from '../diagnosis/log/log.types';

const JOB = 'log';
/** Lines a thread is handed whole, some 40 MB of them. Of a longer log it gets what the service's fixers see. */
const MAX_LINES = 200_000;
/** Characters of such a log's excerpts; as the service has it. */
const LOG_BUDGET = 400_000;

/** What a log says went wrong, and as much of the log as fixers are shown. */
export function localDiagnosis(
  parsed: ParsedLog,
  files: ReadonlySet<string>,
): { readonly diagnosis: Diagnosis; readonly logs: readonly JobLog[] } {
  const job = { name: JOB, conclusion: 'failure', failedSteps: [], log: null, truncated: false, parsed };
  const isLong = parsed.lines.length > MAX_LINES;
  const options = isLong ? { budget: LOG_BUDGET } : {};
  const diagnosis = diagnose({ repositoryPath: '', workflowName: '', jobs: [job], files }, options);
  return { diagnosis, logs: isLong ? logsOf(diagnosis) : [{ job: JOB, lines: parsed.lines }] };
}

/** A plan made in a thread with the service's bounds in time and memory: a fixer that hangs is left out, and said so. */
export async function localPlan(
  question: PlanInput,
  policy: PatchPolicy,
  runner: FixRunner = new FixRunner(),
): Promise<PlanAnswer> {
  // What a fixer did to its thread is told with the plan, in a command's words.
  Logger.overrideLogger(false);
  try {
    return await runner.plan(question, policy);
  } finally {
    await runner.onApplicationShutdown();
  }
}
