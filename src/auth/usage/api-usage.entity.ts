import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { UserEntity } from '../user.entity';

const KEY = { primaryKeyConstraintName: 'pk_api_usage' } as const;
const COUNT = { type: 'integer', default: 0 } as const;

/** What one credential asked for on one day (UTC). Outlives its token or session, whose name is then not known any more. */
@Entity('api_usage')
@Index('ix_api_usage_day', ['day'])
export class ApiUsageEntity {
  @ForeignKey(() => UserEntity, { name: 'fk_api_usage_user', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', ...KEY })
  user_id: string;

  @PrimaryColumn({ type: 'date', ...KEY })
  day: string;

  /** Id of the session or token. */
  @PrimaryColumn({ type: 'uuid', ...KEY })
  credential_id: string;

  @Column({ type: 'text' })
  via: 'session' | 'token';

  /** Let through; what was refused with 429 is counted beside. */
  @Column(COUNT)
  reads: number;

  @Column(COUNT)
  reads_refused: number;

  @Column(COUNT)
  writes: number;

  @Column(COUNT)
  writes_refused: number;

  @Column(COUNT)
  expensive: number;

  @Column(COUNT)
  expensive_refused: number;
}
