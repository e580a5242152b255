import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which identity opened a session, and what the issuer calls it there: both can be ended by themselves. */
export class SessionIdentity1797600000000 implements MigrationInterface {
  name = 'SessionIdentity1797600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table sessions add column issuer_sid text,
        add column identity_id uuid constraint fk_sessions_identity references user_identities (id) on delete cascade`);
    // An issuer opened them, and so far there was one. Its name for the session is in the sealed token only.
    await runner.query(`
      update sessions s set identity_id = i.id from user_identities i
      where s.id_token is not null and i.user_id = s.user_id
        and not exists (select 1 from user_identities o where o.user_id = s.user_id and o.id <> i.id)`);
    await runner.query('create index ix_sessions_identity on sessions (identity_id) where identity_id is not null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table sessions drop column identity_id, drop column issuer_sid');
  }
}
