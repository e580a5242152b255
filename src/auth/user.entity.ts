import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export const ROLES = ['admin', 'member'] as const;
export type Role = (typeof ROLES)[number];

/**
 * An account. Deleting one deletes all that is its own: by keys, and by `tr_users_forget` where a key would cost too much.
 * `uq_users_email` is on lower(email), which TypeORM cannot say; the schema check looks that it is there.
 */
@Entity('users')
@Index('uq_users_email', { synchronize: false })
export class UserEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_users' })
  id: string;

  /** As typed; compared without case. */
  @Column({ type: 'text' })
  email: string;

  /** argon2id, in PHC form. Null: signs in at an issuer alone. */
  @Column({ type: 'text', nullable: true })
  password_hash: string | null;

  @Column({ type: 'text', nullable: true })
  full_name: string | null;

  @Column({ type: 'text' })
  role: Role;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at: Date;

  @Column({ type: 'timestamptz', nullable: true })
  last_login_at: Date | null;

  /** Since when nobody gets in; null: the account is open. */
  @Column({ type: 'timestamptz', nullable: true })
  deactivated_at: Date | null;

  /** Requests a minute that an admin set, by what they cost; null: what the settings say. */
  @Column({ type: 'integer', nullable: true })
  limit_read: number | null;

  @Column({ type: 'integer', nullable: true })
  limit_write: number | null;

  @Column({ type: 'integer', nullable: true })
  limit_expensive: number | null;
}
