import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A visit to a forge stays known until what it was begun for is done, so that what ends it meanwhile is seen. */
export class TakenStates1797710000000 implements MigrationInterface {
  name = 'TakenStates1797710000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table oauth_states add column taken_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table oauth_states drop column taken_at');
  }
}
