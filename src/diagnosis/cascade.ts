import type { Diagnosis } from './diagnosis.types';
import type { ParsedLog } from './log/log.types';
import { failingLines } from './log/sections';

/** What a job says that is red only because another is: a gate over `needs`, or one that wants what another should have made. */
const FOLLOWS: readonly RegExp[] = [
  /\b(?:some|one or more|at least one|not all|all) of the (?:required|needed|dependent|upstream|previous)\b.{0,60}\bjobs?\b/i,
  /\b(?:required|needed|dependent|upstream|previous|preceding|other)(?: to succeed)? (?:jobs?|checks?|stages?|workflows?|pipelines?)\b.{0,80}\b(?:failed|cancelled|canceled|skipped|failure|not successful|(?:did|do|does) ?n[o']t (?:succeed|pass))/i,
  /\b(?:jobs?|checks?) (?:that (?:are|is) )?(?:needed|required|depended on)\b.{0,80}\b(?:failed|cancelled|canceled|failure)\b/i,
  /\bArtifact not found for name: /,
  /\bUnable to (?:find|download) (?:any )?artifacts?\b/i,
  /\bNo artifacts? (?:were |was )?found\b/i,
  /\bThis job depends on other jobs with (?:expired|erased)/i,
];
/** Lines that may hold one of them: an error that is no program's listing. */
const MAY_SAY = /job|check|stage|workflow|pipeline|artifact/i;
const MAX_LENGTH = 400;

/**
 * True for a job that failed because another did, by its own words. One with a finding in a file, or a failing test, has
 * a cause of its own.
 */
export function followsAnother(diagnosis: Diagnosis, parsed: ParsedLog): boolean {
  if (diagnosis.failingTests.length > 0 || diagnosis.issues.some(({ file }) => file !== null)) return false;
  return failingLines(parsed).some(({ role, text }) => {
    const words = text.slice(0, MAX_LENGTH);
    return role === 'output' && MAY_SAY.test(words) && FOLLOWS.some((pattern) => pattern.test(words));
  });
}
