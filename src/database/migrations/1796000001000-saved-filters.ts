import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SavedFilters1796000001000 implements MigrationInterface {
  name = 'SavedFilters1796000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table saved_filters (
        id uuid constraint pk_saved_filters primary key,
        user_id uuid not null constraint fk_saved_filters_user references users (id) on delete cascade,
        list text not null,
        name text not null,
        filter jsonb not null,
        created_at timestamptz not null,
        constraint uq_saved_filters_name unique (user_id, list, name)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table saved_filters');
  }
}
