import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Audit1796030000000 implements MigrationInterface {
  name = 'Audit1796030000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table audit_events (
        id uuid constraint pk_audit_events primary key,
        at timestamptz not null,
        user_id uuid not null constraint fk_audit_events_user references users (id) on delete cascade,
        action text not null,
        summary text not null,
        request text not null,
        via text not null,
        credential_id uuid,
        address text,
        user_agent text,
        request_id text not null
      )`);
    await runner.query('create index ix_audit_events_user on audit_events (user_id, id)');
    await runner.query('create index ix_audit_events_at on audit_events (at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table audit_events');
  }
}
