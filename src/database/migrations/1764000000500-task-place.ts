import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A task's lane and priority, so that a replayed task stands where it stood. */
export class TaskPlace1764000000500 implements MigrationInterface {
  name = 'TaskPlace1764000000500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table tasks add column lane text, add column priority smallint');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table tasks drop column lane, drop column priority');
  }
}
