import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OAuth1763800002000 implements MigrationInterface {
  name = 'OAuth1763800002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('select 1');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('select 1');
  }
}
