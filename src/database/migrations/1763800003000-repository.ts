import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Repository1763800003000 implements MigrationInterface {
  name = 'Repository1763800003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('select 1');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('select 1');
  }
}
