import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Workflow1763800005000 implements MigrationInterface {
  name = 'Workflow1763800005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('select 1');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('select 1');
  }
}
