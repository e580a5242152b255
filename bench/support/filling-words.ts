import { createHash } from 'node:crypto';

/** How a table is filled. */
export interface Filling {
  readonly table: string;
  readonly rows: number;
  /** Number of the first row; 1 unless told. */
  readonly first?: number;
  /** SQL by column over `n`, `at`, `connection_id` and `user_id`; other columns are as empty as they may be. */
  readonly given: Readonly<Record<string, string>>;
}

/** `live_events` holds minutes, not months: the worst storm measured (docs/adr/0007). */
export const LIVE_ROWS = 70_000;
/** Every so many failures belong to one incident, the large tenant's storm. */
export const STORM = 400;

/** The row's own id. */
export const ID = 'pg_temp.id_of(n)';
/** The incident of a failure: its own, or the storm's. */
export const INCIDENT = `pg_temp.id_of(case when n % ${STORM} = 0 then ${STORM} else n end)`;
/** Runs that failed: a quarter of everybody's, the storm's among them. */
export const FAILED = `(n % ${STORM} = 0 or abs(hashint4(n)) % 4 = 0)`;
/** Runs that have not ended. */
export const RUNNING = 'n % 501 = 0';
/** What belongs to a user and a repository. */
export const OWNED = { id: ID, user_id: 'user_id', repository_connection_id: 'connection_id' };
/** Made and last changed at the row's time. */
export const DATED = { created_at: 'at', updated_at: 'at' };

/** A diagnosis as it is stored. */
export const ANALYSIS = JSON.stringify({
  class: 'build',
  confidence: 0.9,
  summary: 'CI: build',
  failed_jobs: ['build'],
  failed_steps: [],
  issues: [],
  failing_tests: [],
  log_excerpts: [],
  requires_human_review: true,
  fingerprint: createHash('sha256').update('report').digest('hex'),
  fingerprint_explanation: '',
  verdict: 'unknown',
});
/** What a failure blames. */
export const CAUSE = JSON.stringify({
  class: 'build',
  confidence: 0.9,
  jobs: ['build'],
  files: ['src/a.ts'],
  tests: [],
});
