import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OAuth1763800002000 implements MigrationInterface {
  name = 'OAuth1763800002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table oauth_connections (
        id uuid not null,
        user_id uuid not null,
        provider text not null,
        provider_user_id text not null,
        provider_username text not null,
        access_token text,
        refresh_token text,
        token_expires_at timestamptz,
        scopes text array not null,
        is_active boolean not null default true,
        needs_reauthorization boolean not null default false,
        rate_limit jsonb,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        last_used_at timestamptz,
        constraint pk_oauth_connections primary key (id),
        constraint uq_oauth_connections_user_provider unique (user_id, provider),
        constraint fk_oauth_connections_user foreign key (user_id) references users (id) on delete cascade
      )`);
    await runner.query(`
      create table oauth_states (
        state_hash text not null,
        user_id uuid not null,
        provider text not null,
        browser_hash text not null,
        code_verifier text not null,
        return_to text not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        constraint pk_oauth_states primary key (state_hash),
        constraint fk_oauth_states_user foreign key (user_id) references users (id) on delete cascade
      )`);
    await runner.query(`create index ix_oauth_states_expires_at on oauth_states (expires_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table oauth_states');
    await runner.query('drop table oauth_connections');
  }
}
