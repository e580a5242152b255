import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { FIRST_INSTANCE, type ForgeKind } from '../forge/forge.types';

/** One dance with a forge that waits for its callback. */
@Entity('oauth_states')
export class OAuthStateEntity {
  /** SHA-256 of the `state` parameter. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_oauth_states' })
  state_hash: string;

  @ForeignKey('users', { name: 'fk_oauth_states_user', onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  user_id: string;

  @Column({ type: 'text' })
  provider: ForgeKind;

  @Column({ type: 'text', default: FIRST_INSTANCE })
  instance: string;

  /** SHA-256 of the cookie the browser got with the state. */
  @Column({ type: 'text' })
  browser_hash: string;

  /** PKCE; encrypted. */
  @Column({ type: 'text' })
  code_verifier: string;

  /** Path on our own origin. */
  @Column({ type: 'text' })
  return_to: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at: Date;

  /** When its callback came; what it was begun for is not done yet. */
  @Column({ type: 'timestamptz', nullable: true })
  taken_at: Date | null;

  @Index('ix_oauth_states_expires_at')
  @Column({ type: 'timestamptz' })
  expires_at: Date;
}
