import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rules, channels, how things stand, and what was sent. */
export class Alerts1764100055000 implements MigrationInterface {
  name = 'Alerts1764100055000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table alert_channels (
        id uuid not null,
        user_id uuid not null,
        kind text not null,
        name text not null,
        url text not null,
        target text not null,
        secret text,
        is_enabled boolean not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        constraint pk_alert_channels primary key (id),
        constraint fk_alert_channels_user foreign key (user_id) references users (id) on delete cascade
      )`);
    await runner.query(`create index ix_alert_channels_user on alert_channels (user_id, id)`);
    await runner.query(`
      create table alert_rules (
        id uuid not null,
        user_id uuid not null,
        repository_connection_id uuid,
        kind text not null,
        name text not null,
        threshold double precision not null,
        window_minutes integer not null,
        min_runs integer not null,
        remind_minutes integer,
        quiet_hours jsonb,
        channel_ids uuid[] not null,
        is_enabled boolean not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        constraint pk_alert_rules primary key (id),
        constraint fk_alert_rules_user foreign key (user_id) references users (id) on delete cascade,
        constraint fk_alert_rules_connection foreign key (repository_connection_id)
          references repository_connections (id) on delete cascade
      )`);
    await runner.query(`create index ix_alert_rules_user on alert_rules (user_id, id)`);
    await runner.query(`
      create table alert_standings (
        rule_id uuid not null,
        subject uuid not null,
        state text not null,
        since timestamptz not null,
        told text not null,
        told_at timestamptz,
        message text not null,
        constraint pk_alert_standings primary key (rule_id, subject),
        constraint fk_alert_standings_rule foreign key (rule_id) references alert_rules (id) on delete cascade
      )`);
    await runner.query(`
      create table alert_deliveries (
        id uuid not null,
        user_id uuid not null,
        channel_id uuid not null,
        rule_id uuid,
        event text not null,
        message jsonb not null,
        status text not null,
        attempts integer not null,
        response_status integer,
        error text,
        created_at timestamptz not null,
        finished_at timestamptz,
        constraint pk_alert_deliveries primary key (id),
        constraint fk_alert_deliveries_channel foreign key (channel_id) references alert_channels (id) on delete cascade
      )`);
    await runner.query(`create index ix_alert_deliveries_user on alert_deliveries (user_id, id)`);
    await runner.query(`create index ix_alert_deliveries_channel on alert_deliveries (channel_id)`);
    await runner.query(`create index ix_alert_deliveries_created on alert_deliveries (created_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['alert_deliveries', 'alert_standings', 'alert_rules', 'alert_channels']) {
      await runner.query(`drop table ${table}`);
    }
  }
}
