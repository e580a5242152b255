import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Repository1763800003000 implements MigrationInterface {
  name = 'Repository1763800003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table repository_connections (
        id uuid not null,
        user_id uuid not null,
        provider text not null,
        oauth_connection_id uuid,
        repository_id text not null,
        repository_full_name text not null,
        repository_name text not null,
        owner_name text not null,
        default_branch text not null,
        is_private boolean not null,
        webhook_id text,
        webhook_url text,
        webhook_status text not null,
        webhook_status_reason text,
        webhook_events text[] not null,
        webhook_wanted boolean not null,
        webhook_created_at timestamptz,
        webhook_last_delivery_at timestamptz,
        webhook_secret text,
        webhook_previous_secret text,
        webhook_previous_secret_until timestamptz,
        hook_check_at timestamptz,
        redeliver_check_at timestamptz,
        redeliver_since timestamptz,
        is_enabled boolean not null,
        auto_pr_enabled boolean not null,
        fix_policy jsonb not null,
        disconnected_at timestamptz,
        disconnect_reason text,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        last_event_at timestamptz,
        constraint pk_repository_connections primary key (id),
        constraint uq_repository_connections_repository unique (user_id, provider, repository_id)
      )`);
    await runner.query(`create index ix_repository_connections_user on repository_connections (user_id, id)`);
    await runner.query(`create index ix_repository_connections_oauth on repository_connections (oauth_connection_id)`);
    await runner.query(`create index ix_repository_connections_hook_check on repository_connections (hook_check_at)`);
    await runner.query(
      `create index ix_repository_connections_redeliver_check on repository_connections (redeliver_check_at)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table repository_connections');
  }
}
