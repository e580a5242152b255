import { storableJson } from '../../common/storable';
import type { Diagnosis, FailureClass } from '../../diagnosis/diagnosis.types';
import { confidenceOf } from '../../diagnosis/diagnosis.types';

/** What an occurrence keeps of its diagnosis: all that whose-is-it is judged by. */
export interface OccurrenceCause {
  readonly class: FailureClass;
  /** Of the class, 0 to 1; null when it is unknown. */
  readonly confidence: number | null;
  /** Names of the jobs that failed for this cause. */
  readonly jobs: readonly string[];
  /** Files the diagnosis blames, relative to the repository's root where it could tell. */
  readonly files: readonly string[];
  readonly tests: readonly { readonly name: string; readonly file: string | null }[];
}

/** A commit of a change. */
export interface ChangeCommit {
  readonly sha: string;
  /** First line of its message. */
  readonly subject: string;
  readonly author: string | null;
  readonly committedAt: string | null;
  readonly url: string | null;
  /** Null where the forge was not asked or does not tell. */
  readonly files: readonly string[] | null;
}

/** What a run's change is made of, as the forge compared it. */
export interface OccurrenceChange {
  /** Paths added, changed, removed; of a rename both names. */
  readonly files: readonly string[];
  /** False when the forge lists only a part of a large change. */
  readonly isComplete: boolean;
  /** Newest first; on the default branch those between the last green run and the first red one. */
  readonly commits: readonly ChangeCommit[];
}

/** A log may name thousands of files; those first named are the ones that matter. */
const MAX_NAMED = 100;

/** The part of a diagnosis an occurrence keeps. */
export function causeOf(diagnosis: Diagnosis): OccurrenceCause {
  const named = [
    ...diagnosis.issues.filter(({ severity }) => severity === 'error').map(({ file }) => file),
    ...diagnosis.failingTests.map(({ file }) => file),
  ];
  const files = [...new Set(named.filter((file) => file !== null))].slice(0, MAX_NAMED);
  return storableJson<OccurrenceCause>({
    class: diagnosis.class,
    confidence: confidenceOf(diagnosis),
    jobs: diagnosis.failedJobs.slice(0, MAX_NAMED),
    files,
    tests: diagnosis.failingTests.slice(0, MAX_NAMED).map(({ name, file }) => ({ name, file })),
  });
}
