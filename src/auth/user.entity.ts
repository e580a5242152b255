import { Column, Entity, PrimaryColumn } from 'typeorm';

export const ROLES = ['admin', 'member'] as const;
export type Role = (typeof ROLES)[number];

/** An account. `uq_users_email`, on lower(email), stands in the migration only: TypeORM cannot describe it. */
@Entity('users')
export class UserEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_users' })
  id: string;

  /** As typed; compared without case. */
  @Column({ type: 'text' })
  email: string;

  /** argon2id, in PHC form. */
  @Column({ type: 'text' })
  password_hash: string;

  @Column({ type: 'text', nullable: true })
  full_name: string | null;

  @Column({ type: 'text' })
  role: Role;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at: Date;

  @Column({ type: 'timestamptz', nullable: true })
  last_login_at: Date | null;
}
