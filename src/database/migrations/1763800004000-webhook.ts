import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Webhook1763800004000 implements MigrationInterface {
  name = 'Webhook1763800004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('select 1');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('select 1');
  }
}
