import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { OAuthConnectionEntity } from './oauth-connection.entity';

const KEY = { primaryKeyConstraintName: 'pk_forge_usage' } as const;

/** How often a forge was called on one day (UTC) with the rights of one connection. */
@Entity('forge_usage')
@Index('ix_forge_usage_day', ['day'])
export class ForgeUsageEntity {
  @ForeignKey(() => OAuthConnectionEntity, { name: 'fk_forge_usage_connection', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', ...KEY })
  oauth_connection_id: string;

  @PrimaryColumn({ type: 'date', ...KEY })
  day: string;

  /** All that were sent, whatever came back. */
  @Column({ type: 'integer', default: 0 })
  calls: number;

  /** Of those: the forge said that there were too many. */
  @Column({ type: 'integer', default: 0 })
  refused: number;
}
