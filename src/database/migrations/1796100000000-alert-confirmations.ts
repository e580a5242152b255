import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AlertConfirmations1796100000000 implements MigrationInterface {
  name = 'AlertConfirmations1796100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table alert_channels add column confirmed_at timestamptz');
    // Addresses that get alerts already go on doing so.
    await runner.query('update alert_channels set confirmed_at = created_at');
    await runner.query(`
      create table alert_confirmations (
        id uuid not null constraint pk_alert_confirmations primary key,
        user_id uuid not null constraint fk_alert_confirmations_user references users (id) on delete cascade,
        address_hash text not null,
        asked_at timestamptz not null
      )`);
    await runner.query('create index ix_alert_confirmations_user on alert_confirmations (user_id, asked_at)');
    await runner.query('create index ix_alert_confirmations_address on alert_confirmations (address_hash, asked_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table alert_confirmations');
    await runner.query('alter table alert_channels drop column confirmed_at');
  }
}
