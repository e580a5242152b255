import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { UserEntity } from './user.entity';

/** The secret a user's v1 hooks sign with; at most one a user. */
@Entity('webhook_secrets')
export class WebhookSecretEntity {
  @ForeignKey(() => UserEntity, { name: 'fk_webhook_secrets_user', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_webhook_secrets' })
  user_id: string;

  /** Encrypted: an HMAC needs the secret itself again. */
  @Column({ type: 'text' })
  secret: string;

  @Column({ type: 'text' })
  last4: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at: Date;
}
