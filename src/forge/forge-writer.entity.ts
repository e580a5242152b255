import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Whose turn it is to write with one credential. */
@Entity('forge_writers')
export class ForgeWriterEntity {
  /** A hash; the token itself stands nowhere. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_forge_writers' })
  credential: string;

  /** Which of all that ever asked has the turn, or had it last. */
  @Column({ type: 'uuid' })
  holder: string;

  /** The turn ends here at the latest: its holder may have died. */
  @Column({ type: 'timestamptz' })
  busy_until: Date;

  /** When the last write began that keeps a distance; null: none did. */
  @Column({ type: 'timestamptz', nullable: true })
  spaced_at: Date | null;
}
