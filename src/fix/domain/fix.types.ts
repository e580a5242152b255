import type { Diagnosis, DiagnosisIssue, FailingTest } from '../../diagnosis/diagnosis.types';
import type { FileMode, LineEnds } from './tree.types';

/** A place in a file's text: both 1-based, the column in UTF-16 units as JavaScript counts. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Puts `newText` for `oldText`. With `at`, `oldText` must stand exactly there (and may be empty: an insertion); without,
 * it must occur exactly once in the file. Lines end with `\n`, whatever the file has.
 */
export interface ReplaceEdit {
  readonly kind: 'replace';
  readonly path: string;
  readonly at: Position | null;
  readonly oldText: string;
  readonly newText: string;
}
/** The path must be free. */
export interface CreateEdit {
  readonly kind: 'create';
  readonly path: string;
  readonly text: string;
  readonly mode: FileMode;
}
/** The path must be a text file. */
export interface DeleteEdit {
  readonly kind: 'delete';
  readonly path: string;
}
export interface ModeEdit {
  readonly kind: 'mode';
  readonly path: string;
  readonly mode: FileMode;
}
/** Ends all lines of a file alike. */
export interface LineEndsEdit {
  readonly kind: 'line-ends';
  readonly path: string;
  readonly ends: Exclude<LineEnds, 'mixed'>;
}
export type Edit = ReplaceEdit | CreateEdit | DeleteEdit | ModeEdit | LineEndsEdit;

/** A line of a job's log, as the diagnosis read it: no stamps, no control sequences, no secrets. */
export interface LogTextLine {
  /** 1-based in the job's log. */
  readonly number: number;
  readonly text: string;
}

/** What is known of one job's log: all of it, or the diagnosis' excerpts. */
export interface JobLog {
  readonly job: string;
  readonly lines: readonly LogTextLine[];
}

/** A line of a log that a reason rests on. */
export interface Quote {
  readonly job: string;
  readonly line: number;
  readonly text: string;
}

/** The run that failed, as far as it is known; null fields are not. */
export interface WorkflowFacts {
  readonly name: string | null;
  /** `.github/workflows/ci.yml` */
  readonly path: string | null;
  readonly runnerOs: 'linux' | 'macos' | 'windows' | null;
}

/**
 * The files a fixer may look at. Reading is synchronous: a file not loaded yet reads as null, is loaded by the planner,
 * and the fixer is called again from the start, until everything it asks for is there.
 */
export interface FixFiles {
  readonly paths: ReadonlySet<string>;
  /** The file's text (`\n` line ends, no byte order mark), null when it is absent, unreadable or not loaded yet. */
  text(path: string): string | null;
  mode(path: string): FileMode | null;
  /** How the stored file's lines end; null as for `text`. */
  ends(path: string): LineEnds | null;
}

/** All a fixer knows. */
export interface FixerInput {
  readonly diagnosis: Diagnosis;
  /** Errors of the diagnosis whose rules say what to fix: `diagnosis.issues` without notices. */
  readonly issues: readonly DiagnosisIssue[];
  readonly failingTests: readonly FailingTest[];
  readonly logs: readonly JobLog[];
  readonly files: FixFiles;
  readonly workflow: WorkflowFacts;
  /** The tree's file that a log's path names, whatever the runner's workspace was; null when there is none. */
  pathOf(named: string): string | null;
  /** Command lines the log shows were run (`Run npm test`, `$ tsc -p .`), oldest first; often empty. */
  readonly commands: readonly string[];
}

/** `safe`: proven by the tool's own words or by running its rule here. `suggestion`: a person must say it is meant. */
export type FixSafety = 'safe' | 'suggestion';

/** One cause and its cure. */
export interface Proposal {
  readonly outcome: 'patch';
  readonly edits: readonly Edit[];
  /** One sentence in the imperative: `Rename lenght to length, as the compiler suggests`. */
  readonly reason: string;
  /** The lines of the log that say so; at least one. */
  readonly quotes: readonly Quote[];
  /** Issues that are gone once the edits are made, by identity, their echoes and consequences too. */
  readonly covers: readonly DiagnosisIssue[];
  /** Failing tests that pass then. */
  readonly coversTests?: readonly FailingTest[];
  /** True when it cures the whole failure although the log has no issues of its own to cover. */
  readonly coversAll?: boolean;
  /** True for what comes to light only once the other edits are made: it is taken though the log has no finding of it. */
  readonly follows?: boolean;
  /** 0 to 1. */
  readonly confidence: number;
  readonly safety: FixSafety;
  /** A command a person may run instead, shown with the patch. */
  readonly command?: string;
}

/** A fixer that knows these findings but will not touch them. */
export interface Declined {
  readonly outcome: 'declined';
  readonly covers: readonly DiagnosisIssue[];
  /** For people: `TS2551 has no single suggestion`. */
  readonly why: string;
  /** What a person may run: `npm install --package-lock-only`. */
  readonly command?: string;
  /** True where the other edits would leave the tool red: there is no patch at all then. */
  readonly blocks?: boolean;
}

export type FixerOutcome = Proposal | Declined;

/**
 * One kind of cure. Pure: no clock, no I/O, nothing of the repository is executed. Gives one outcome for each cause it
 * knows, none where it has nothing to say. Must not throw on any log or file.
 */
export interface Fixer {
  /** kebab-case, stable: it is stored with pull requests. */
  readonly name: string;
  /** `format` fixers run after all others, on the files as those left them, and see where lines went only there. */
  readonly phase: 'edit' | 'format';
  fix(input: FixerInput): readonly FixerOutcome[] | Promise<readonly FixerOutcome[]>;
}
