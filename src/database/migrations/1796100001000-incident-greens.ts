import type { MigrationInterface, QueryRunner } from 'typeorm';

export class IncidentGreens1796100001000 implements MigrationInterface {
  name = 'IncidentGreens1796100001000';

  async up(runner: QueryRunner): Promise<void> {
    // Failures of the default branch that were green after a moment: how long it had been red is asked every minute.
    await runner.query(`
      create index ix_incident_occurrences_green on incident_occurrences (repository_connection_id, green_at)
      where on_default_branch`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index ix_incident_occurrences_green');
  }
}
