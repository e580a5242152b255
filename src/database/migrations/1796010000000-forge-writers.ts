import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose turn it is to write with a credential; of the credential only a hash. */
export class ForgeWriters1796010000000 implements MigrationInterface {
  name = 'ForgeWriters1796010000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table forge_writers (
        credential text not null,
        holder     uuid not null,
        busy_until timestamptz not null,
        spaced_at  timestamptz,
        constraint pk_forge_writers primary key (credential)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table forge_writers');
  }
}
