import type { Diagnosis, DiagnosisInput } from '../diagnosis/diagnosis.types';

/** One diagnosed log as the command prints it and the scorer reads it. */
export interface DiagnosisRow {
  readonly id: string;
  readonly class: string;
  /** 0 to 1; null when the class is unknown. */
  readonly confidence: number | null;
  /** What a list calls it, at most 120 characters. */
  readonly title: string;
  readonly summary: string;
  readonly step: string | null;
  readonly exit_code: number | null;
  readonly issues: readonly {
    readonly tool: string | null;
    readonly rule: string | null;
    readonly file: string | null;
    readonly line: number | null;
    readonly column: number | null;
    readonly message: string;
    readonly severity: string;
    /** First and last line of the log, 1-based. */
    readonly evidence: readonly [number, number];
  }[];
  readonly failing_tests: readonly {
    readonly name: string;
    readonly file: string | null;
    readonly message: string | null;
    readonly expected: string | null;
    readonly actual: string | null;
  }[];
  readonly tests: { readonly run: number | null; readonly failed: number } | null;
  /** Line numbers of the log, the one that says the most first. */
  readonly lines: readonly number[];
  /** Spans of the log worth reading, 1-based, both ends included. */
  readonly context: readonly (readonly [number, number])[];
  readonly fingerprint: string;
  readonly explanation: string;
  /** Milliseconds the engine took. */
  readonly ms: number;
}

/** Lines that a row ranks; nobody reads past the first twenty. */
const MAX_RANKED = 50;

/** What the engine is told about a log that comes without a run: nothing but its text. */
export function inputOf(log: string): DiagnosisInput {
  const job = { name: 'log', conclusion: 'failure', failedSteps: [], log, truncated: false };
  return { repositoryPath: '', workflowName: '', jobs: [job] };
}

/** The row of one log's diagnosis. */
export function rowOf(id: string, diagnosis: Diagnosis, ms: number): DiagnosisRow {
  return {
    id,
    class: diagnosis.class,
    confidence: diagnosis.class === 'unknown' ? null : diagnosis.confidence,
    title: diagnosis.title,
    summary: diagnosis.summary,
    step: diagnosis.failedSteps[0]?.step ?? null,
    exit_code: diagnosis.exitCode,
    issues: diagnosis.issues.map(({ evidence, ...issue }) => ({
      ...issue,
      evidence: [evidence.firstLine, evidence.lastLine],
    })),
    failing_tests: diagnosis.failingTests,
    tests: diagnosis.testCounts,
    lines: diagnosis.evidence.slice(0, MAX_RANKED).map(({ firstLine }) => firstLine),
    context: contextOf(diagnosis),
    fingerprint: diagnosis.fingerprint,
    explanation: diagnosis.fingerprintExplanation,
    ms: Math.round(ms * 100) / 100,
  };
}

function contextOf(diagnosis: Diagnosis): (readonly [number, number])[] {
  const tail = diagnosis.class === 'unknown' && diagnosis.tail ? [diagnosis.tail] : [];
  const spans = diagnosis.logExcerpts.length > 0 ? diagnosis.logExcerpts : tail;
  return spans.map(({ firstLine, lastLine }) => [firstLine, lastLine] as const);
}
