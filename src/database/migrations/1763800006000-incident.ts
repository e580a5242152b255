import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Incident1763800006000 implements MigrationInterface {
  name = 'Incident1763800006000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('select 1');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('select 1');
  }
}
