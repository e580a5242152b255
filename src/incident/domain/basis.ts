import { storableJson } from '../../common/storable';
import type { Diagnosis, FingerprintInput } from '../../diagnosis/diagnosis.types';
import { fingerprint, type Fingerprint } from '../../diagnosis/fingerprint';

/** What a fingerprint was made of: another rule can be applied to it without the log. */
export type FingerprintBasis = FingerprintInput;

/** Entries of each list. A failure that names more cannot be told again from its basis, only from its log. */
const MAX_KEPT = 100;

/** A diagnosis' basis, or null when it is too long to be kept. */
export function basisOf(diagnosis: Diagnosis): FingerprintBasis | null {
  const { fingerprintBasis: basis } = diagnosis;
  const longest = Math.max(
    basis.jobs.length,
    ...basis.jobs.flatMap((job) => [job.issues.length, job.failingTests.length, job.errorLines.length]),
  );
  return longest > MAX_KEPT ? null : storableJson(basis);
}

/** The value the present rule gives. */
export function fingerprintOf(basis: FingerprintBasis): Fingerprint {
  return fingerprint(basis);
}
