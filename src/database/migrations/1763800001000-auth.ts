import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Auth1763800001000 implements MigrationInterface {
  name = 'Auth1763800001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table users (
        id uuid not null,
        email text not null,
        password_hash text not null,
        full_name text,
        role text not null,
        created_at timestamptz not null default now(),
        last_login_at timestamptz,
        constraint pk_users primary key (id)
      )`);
    // E-mail addresses are kept as typed and compared without case.
    await runner.query(`create unique index uq_users_email on users (lower(email))`);
    await runner.query(`
      create table sessions (
        id uuid not null,
        user_id uuid not null,
        token_hash text not null,
        user_agent text,
        address text,
        created_at timestamptz not null default now(),
        last_used_at timestamptz not null,
        expires_at timestamptz not null,
        constraint pk_sessions primary key (id),
        constraint uq_sessions_token_hash unique (token_hash),
        constraint fk_sessions_user foreign key (user_id) references users (id) on delete cascade
      )`);
    await runner.query(`create index ix_sessions_user on sessions (user_id, id)`);
    await runner.query(`create index ix_sessions_expires_at on sessions (expires_at)`);
    await runner.query(`
      create table api_tokens (
        id uuid not null,
        user_id uuid not null,
        name text not null,
        token_hash text not null,
        prefix text not null,
        scopes text array not null,
        created_at timestamptz not null default now(),
        last_used_at timestamptz,
        expires_at timestamptz,
        constraint pk_api_tokens primary key (id),
        constraint uq_api_tokens_token_hash unique (token_hash),
        constraint fk_api_tokens_user foreign key (user_id) references users (id) on delete cascade
      )`);
    await runner.query(`create index ix_api_tokens_user on api_tokens (user_id, id)`);
    await runner.query(`
      create table webhook_secrets (
        user_id uuid not null,
        secret text not null,
        last4 text not null,
        created_at timestamptz not null default now(),
        constraint pk_webhook_secrets primary key (user_id),
        constraint fk_webhook_secrets_user foreign key (user_id) references users (id) on delete cascade
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table webhook_secrets');
    await runner.query('drop table api_tokens');
    await runner.query('drop table sessions');
    await runner.query('drop table users');
  }
}
