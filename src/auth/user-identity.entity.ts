import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { UserEntity } from './user.entity';

/** A person as an issuer knows them. Who somebody is, is issuer and subject together, and nothing else. */
@Entity('user_identities')
@Unique('uq_user_identities_subject', ['issuer', 'subject'])
@Unique('uq_user_identities_user', ['user_id', 'issuer'])
export class UserIdentityEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_user_identities' })
  id: string;

  @ForeignKey(() => UserEntity, { name: 'fk_user_identities_user', onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  user_id: string;

  @Column({ type: 'text' })
  issuer: string;

  @Column({ type: 'text' })
  subject: string;

  /** As the issuer last named it, for people to recognise it by; decides nothing. */
  @Column({ type: 'text', nullable: true })
  email: string | null;

  @Column({ type: 'timestamptz' })
  created_at: Date;

  @Column({ type: 'timestamptz', nullable: true })
  last_login_at: Date | null;
}
