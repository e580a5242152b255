import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { RepositoryConnectionEntity } from './repository.entity';

const KEY = { primaryKeyConstraintName: 'pk_repository_usage' } as const;

/** How often a forge was called on one day (UTC) for one connected repository. */
@Entity('repository_usage')
@Index('ix_repository_usage_day', ['day'])
export class RepositoryUsageEntity {
  @ForeignKey(() => RepositoryConnectionEntity, { name: 'fk_repository_usage_connection', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', ...KEY })
  repository_connection_id: string;

  @PrimaryColumn({ type: 'date', ...KEY })
  day: string;

  /** All that were sent, whatever came back. */
  @Column({ type: 'integer', default: 0 })
  calls: number;

  /** Of those: the forge said that there were too many. */
  @Column({ type: 'integer', default: 0 })
  refused: number;
}
