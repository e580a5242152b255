import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Failures of a lane by their place in it: a run that is told late has those after it judged again. */
export class FailuresByPlace1797450000000 implements MigrationInterface {
  name = 'FailuresByPlace1797450000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index ix_incident_occurrences_lane');
    await runner.query(
      'create index ix_incident_occurrences_lane on incident_occurrences (repository_connection_id, lane, run_number)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index ix_incident_occurrences_lane');
    await runner.query(
      'create index ix_incident_occurrences_lane on incident_occurrences (repository_connection_id, lane)',
    );
  }
}
