import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a fix was decided on. Of attempts that are there already it is told as it is judged now. */
export class AttemptVerdict1797700000000 implements MigrationInterface {
  name = 'AttemptVerdict1797700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table fix_attempts add column verdict text');
    await runner.query(`
      update fix_attempts attempt set verdict = failure.verdict from incident_occurrences failure
      where failure.incident_id = attempt.incident_id and failure.workflow_run_id = attempt.workflow_run_id`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table fix_attempts drop column verdict');
  }
}
