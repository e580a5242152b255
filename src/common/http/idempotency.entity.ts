import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The first answer to a request with an Idempotency-Key, kept for a day. */
@Entity('idempotency_keys')
export class IdempotencyKeyEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_idempotency_keys' })
  user_id: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_idempotency_keys' })
  key: string;

  @Column({ type: 'text' })
  request_hash: string;

  /** Null while the first request runs. */
  @Column({ type: 'int', nullable: true })
  status: number | null;

  /** The answer's body, encrypted: it may show a secret that is stored nowhere else. */
  @Column({ type: 'text', nullable: true })
  answer: string | null;

  @Index('ix_idempotency_keys_created_at')
  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at: Date;
}
