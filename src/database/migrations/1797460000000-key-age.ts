import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when which encryption key is in use, for the doctor. */
export class KeyAge1797460000000 implements MigrationInterface {
  name = 'KeyAge1797460000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table encryption_keys (
        fingerprint text constraint pk_encryption_keys primary key,
        first_used_at timestamptz not null
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table encryption_keys');
  }
}
