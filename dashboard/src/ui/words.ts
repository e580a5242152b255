import type { IncidentDetail } from '../api/incidents';

/** Values of the API that say more to people in other words; the rest only lose their `_` and `-`. */
const WORDS: Readonly<Record<string, string>> = {
  introduced_by_change: 'this change',
  base_broken: 'base was broken',
  several_pull_requests: 'several pull requests',
  unknown: 'not known',
  disabled_by_forge: 'disabled by the forge',
};

/** A value of the API as words: `in_progress` → "in progress". */
export function wordsOf(value: string): string {
  return WORDS[value] ?? value.replaceAll('_', ' ').replaceAll('-', ' ');
}

/** Whose a failure is, as the incident's timeline says it, too (`src/incident/domain/words.ts`). */
export const VERDICT_SENTENCES: Readonly<Record<IncidentDetail['verdict'], string>> = {
  introduced_by_change: 'A change brought it in.',
  base_broken: 'The base branch was broken before.',
  flaky: 'It fails by chance.',
  infrastructure: 'The machinery failed, not the code.',
  several_pull_requests: 'Several pull requests fail alike.',
  unknown: 'Nobody can say yet whose it is.',
};

/** How an incident ended, after "Resolved 3 min. ago …". */
export const RESOLUTION_WORDS: Readonly<Record<NonNullable<IncidentDetail['resolution']>, string>> = {
  green_run: 'by a green run',
  pr_merged: 'by its merged fix',
  manual: 'by hand',
  withdrawn: 'as withdrawn',
  merged: 'by its merge into another incident',
};
