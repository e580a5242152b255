import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When an encryption key was first seen in use, so that its age can be told. The key itself is nowhere in the database. */
@Entity('encryption_keys')
export class EncryptionKeyEntity {
  /** The start of the key's SHA-256, hex; of 256 random bits it gives nothing away. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_encryption_keys' })
  fingerprint: string;

  @Column({ type: 'timestamptz' })
  first_used_at: Date;
}
