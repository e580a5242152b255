import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Auth1763800001000 implements MigrationInterface {
  name = 'Auth1763800001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('select 1');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('select 1');
  }
}
