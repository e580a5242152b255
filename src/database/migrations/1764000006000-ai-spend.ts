import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AiSpend1764000006000 implements MigrationInterface {
  name = 'AiSpend1764000006000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ai_spend (
        id uuid not null,
        user_id uuid not null,
        repository_connection_id uuid not null,
        incident_id uuid not null,
        attempt integer not null,
        model text not null,
        purpose text not null,
        requests integer not null,
        prompt_tokens integer not null,
        completion_tokens integer not null,
        cost double precision,
        outcome text not null,
        created_at timestamptz not null,
        finished_at timestamptz,
        constraint pk_ai_spend primary key (id),
        constraint fk_ai_spend_user foreign key (user_id) references users (id) on delete cascade
      )`);
    await runner.query(`create index ix_ai_spend_incident on ai_spend (incident_id)`);
    await runner.query(`create index ix_ai_spend_user on ai_spend (user_id, created_at)`);
    await runner.query(`create index ix_ai_spend_day on ai_spend (created_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table ai_spend`);
  }
}
