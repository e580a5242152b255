import type { FailureClass, IssueSeverity } from '../diagnosis.types';
import type { LogLine } from '../log/sections';

/** An issue before its job and redaction are known; lines are those of the job's log. */
export interface FoundIssue {
  /** When the line tells the tool better than the detector does. */
  readonly tool?: string;
  readonly rule: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
  readonly severity: IssueSeverity;
  readonly firstLine: number;
  readonly lastLine: number;
}

export interface FoundTest {
  readonly name: string;
  readonly file: string | null;
  readonly message: string | null;
  readonly firstLine: number;
  readonly lastLine: number;
  /** Where what it failed with is printed, when that is not at `firstLine`. */
  readonly printedAt?: number;
}

export interface Findings {
  readonly issues: readonly FoundIssue[];
  readonly tests: readonly FoundTest[];
  /** Numbers of lines that are the tool's own and complain of nothing; later detectors don't get them. */
  readonly quiet?: readonly number[];
}

/**
 * Reads one tool's output format. Pure; must be linear in the lines' length (they are at most 1,000 characters) and must
 * not assume that its tool ran. Lines an earlier detector used are not given to later ones.
 */
export interface Detector {
  readonly name: string;
  /** Reported as the issue's tool; null when the format doesn't tell. */
  readonly tool: string | null;
  /** The class a failure has when this detector alone explains it; null when the format doesn't tell. */
  readonly class: Exclude<FailureClass, 'unknown'> | null;
  /**
   * Among the lines of anything that it finds is one with a text that every match of one of these holds; logs without
   * such lines are not given to it. Left out: it gets all logs.
   */
  readonly heads?: readonly RegExp[];
  /** True when each line is read by itself: it gets only those that its heads may match. */
  readonly lineByLine?: true;
  /** True when it is asked only if no other detector found anything. */
  readonly lastResort?: true;
  detect(lines: readonly LogLine[]): Findings;
}

/** What most detectors are: one issue a line. */
export function perLine(
  read: (line: LogLine) => Omit<FoundIssue, 'firstLine' | 'lastLine'> | null,
): Detector['detect'] {
  return (lines) => {
    const issues: FoundIssue[] = [];
    for (const line of lines) {
      const found = read(line);
      if (found) issues.push({ ...found, firstLine: line.number, lastLine: line.number });
    }
    return { issues, tests: [] };
  };
}

/** `1` → 1; null for what the pattern did not capture. */
export function toNumber(text: string | undefined): number | null {
  return text === undefined || text === '' ? null : Number(text);
}
