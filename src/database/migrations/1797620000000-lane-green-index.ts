import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A green run looks for the failures it is the first one after; in a lane with 30,000 failures it read them all (60 ms). */
export class LaneGreenIndex1797620000000 implements MigrationInterface {
  name = 'LaneGreenIndex1797620000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index ix_incident_occurrences_lane_green on incident_occurrences
        (repository_connection_id, lane, green_number, green_attempt)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index ix_incident_occurrences_lane_green');
  }
}
