import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { LiveEventType } from './dto/live-event.dto';

/** One thing that changed, for those who watch. Written by the triggers of migration `live`; kept for six minutes. */
@Entity('live_events')
@Index('ix_live_events_tx', ['tx'])
@Index('ix_live_events_user', ['user_id', 'tx'])
export class LiveEventEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'pk_live_events',
  })
  id: string;

  /** The transaction that wrote it: ids are given before commit, so they alone do not say who has seen what. */
  @Column({ type: 'bigint' })
  tx: string;

  @Column({ type: 'uuid' })
  user_id: string;

  @Column({ type: 'text' })
  type: LiveEventType;

  @Column({ type: 'jsonb' })
  data: object;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  at: Date;
}
