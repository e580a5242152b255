import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People who sign in at an issuer, and accounts that are closed for a while. */
export class SignIn1797300000000 implements MigrationInterface {
  name = 'SignIn1797300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table users alter column password_hash drop not null,
        add column deactivated_at timestamptz`);
    await runner.query('alter table sessions add column id_token text');
    await runner.query(`
      create table user_identities (
        id uuid constraint pk_user_identities primary key,
        user_id uuid not null constraint fk_user_identities_user references users (id) on delete cascade,
        issuer text not null,
        subject text not null,
        email text,
        created_at timestamptz not null,
        last_login_at timestamptz,
        constraint uq_user_identities_subject unique (issuer, subject),
        constraint uq_user_identities_user unique (user_id, issuer)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table user_identities');
    await runner.query('alter table sessions drop column id_token');
    // No password has this hash: who had none gets in by none.
    await runner.query(`update users set password_hash = '-' where password_hash is null`);
    await runner.query(`
      alter table users alter column password_hash set not null, drop column deactivated_at`);
  }
}
